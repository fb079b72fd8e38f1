package io.taurine.server.example;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Does its work once, however often it runs: a job runs at least once, so what must not happen twice has to be told apart by
 * something that outlives the run. Here that is the order's row, written in the transaction that does the work.
 */
final class PaymentHandler implements JobHandler<PaymentHandler.Params> {

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS example_payment (
              order_id VARCHAR(100) NOT NULL PRIMARY KEY,
              amount   DECIMAL(20, 2) NOT NULL,
              paid_by  VARCHAR(1000) NOT NULL)""";
    private static final String INSERT = "INSERT INTO example_payment (order_id, amount, paid_by) VALUES (?, ?, ?)";
    private static final String FIND = "SELECT amount, paid_by FROM example_payment WHERE order_id = ?";

    /** Both databases say 23505 for a key that is there already. */
    private static final String DUPLICATE = "23505";

    /**
     * What to pay.
     *
     * @param orderId 1 to 100 characters
     * @param amount more than 0, two decimals at most
     */
    record Params(@Nullable String orderId, @Nullable BigDecimal amount) {}

    @Override
    public Object run(@Nullable Params params, JobContext context) throws SQLException {
        if (params == null || params.orderId == null || params.orderId.isEmpty() || params.orderId.length() > 100) {
            throw new FatalJobException("orderId must have 1 to 100 characters");
        }
        if (params.amount == null
                || params.amount.signum() <= 0
                || params.amount.scale() > 2
                || params.amount.precision() - (long) params.amount.scale() > 18) {
            throw new FatalJobException("amount must be more than 0 with two decimals at most");
        }
        try (var connection = context.services().get(DataSource.class).getConnection()) {
            connection.setAutoCommit(true);
            ExampleTable.create(connection, CREATE);
            return pay(connection, params.orderId, params.amount, context.jobId());
        }
    }

    private static Map<String, Object> pay(Connection connection, String orderId, BigDecimal amount, String jobId)
            throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, orderId);
            insert.setBigDecimal(2, amount);
            insert.setString(3, jobId);
            insert.executeUpdate();
            return result(orderId, amount, jobId, false);
        } catch (SQLException e) {
            if (!DUPLICATE.equals(e.getSQLState())) {
                throw e;
            }
        }
        try (var find = connection.prepareStatement(FIND)) {
            find.setString(1, orderId);
            try (var row = find.executeQuery()) {
                row.next();
                return result(orderId, row.getBigDecimal(1), row.getString(2), true);
            }
        }
    }

    private static Map<String, Object> result(String orderId, BigDecimal amount, String paidBy, boolean wasPaid) {
        return Map.of("orderId", orderId, "amount", amount, "paidBy", paidBy, "wasPaidBefore", wasPaid);
    }
}
