package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stores many rows with one statement: each column travels as one array. The same SQL for H2 and PostgreSQL, and a round trip
 * for a thousand rows instead of one for each.
 */
final class BulkMerge<R> {

    /** What happens to a row that is there already. */
    private final String whenMatched;

    private final String table;
    private final List<String> keys;
    private final List<Column<R>> columns = new ArrayList<>();

    private BulkMerge(String table, List<String> keys, String whenMatched) {
        this.table = table;
        this.keys = keys;
        this.whenMatched = whenMatched;
    }

    private record Column<R>(String name, String type, Function<R, @Nullable Object> value) {}

    /** Rows that are there already stay as they are. */
    static <R> BulkMerge<R> keeping(String table, String... keys) {
        return new BulkMerge<>(table, List.of(keys), "");
    }

    /**
     * Rows that are there already are changed.
     *
     * @param change what follows WHEN MATCHED; the row is {@code t}, the new one {@code s}
     */
    static <R> BulkMerge<R> changing(String table, String change, String... keys) {
        return new BulkMerge<>(table, List.of(keys), " WHEN MATCHED " + change);
    }

    BulkMerge<R> text(String name, Function<R, @Nullable String> value) {
        columns.add(new Column<>(name, "VARCHAR", value::apply));
        return this;
    }

    BulkMerge<R> number(String name, ToLongFunction<R> value) {
        columns.add(new Column<>(name, "BIGINT", value::applyAsLong));
        return this;
    }

    BulkMerge<R> optionalNumber(String name, Function<R, @Nullable Long> value) {
        columns.add(new Column<>(name, "BIGINT", value::apply));
        return this;
    }

    private String sql() {
        var names = String.join(", ", columns.stream().map(Column::name).toList());
        var arrays = String.join(
                ", ",
                columns.stream()
                        .map(column -> "CAST(? AS " + column.type() + " ARRAY)")
                        .toList());
        var same = String.join(
                " AND ", keys.stream().map(key -> "t." + key + " = s." + key).toList());
        var values = String.join(
                ", ", columns.stream().map(column -> "s." + column.name()).toList());
        return "MERGE INTO " + table + " t USING (SELECT * FROM UNNEST(" + arrays + ") AS u(" + names + ")) s ON ("
                + same + ")" + whenMatched + " WHEN NOT MATCHED THEN INSERT (" + names + ") VALUES (" + values + ")";
    }

    /** No two of the rows may have the same key. */
    void run(Connection connection, Collection<R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(sql())) {
            var position = 1;
            for (var column : columns) {
                var values = rows.stream().map(column.value()).toArray();
                statement.setArray(position++, connection.createArrayOf(column.type(), values));
            }
            statement.executeUpdate();
        }
    }
}
