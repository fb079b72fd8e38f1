package io.taurine.server.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Deletes the rows of {@code example_session} whose time is over, some at a time so that nobody waits for its locks. */
final class SessionTimeoutHandler implements JobHandler<JsonNode> {

    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS example_session (
              session_id VARCHAR(100) NOT NULL PRIMARY KEY,
              expires_at BIGINT NOT NULL)""";
    private static final String DELETE = """
            DELETE FROM example_session WHERE session_id IN
              (SELECT session_id FROM example_session WHERE expires_at <= ? LIMIT 1000)""";

    private final InstantSource clock;

    SessionTimeoutHandler() {
        this(InstantSource.system());
    }

    SessionTimeoutHandler(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Object run(@Nullable JsonNode params, JobContext context) throws SQLException {
        try (var connection = context.services().get(DataSource.class).getConnection()) {
            connection.setAutoCommit(true);
            ExampleTable.create(connection, CREATE);
            var now = clock.millis();
            var deleted = 0;
            for (var some = delete(connection, now); some > 0; some = delete(connection, now)) {
                deleted += some;
                context.cancellation().throwIfCancelled();
                context.touch();
            }
            context.logger().info("Deleted {} expired sessions", deleted);
            return Map.of("deleted", deleted);
        }
    }

    private static int delete(Connection connection, long now) throws SQLException {
        try (var statement = connection.prepareStatement(DELETE)) {
            statement.setLong(1, now);
            return statement.executeUpdate();
        }
    }
}
