package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /**
     * As {@link #run}, of rows with one key that is text; returns those that were not there before. Mostly that is all of
     * them, so only where some were is it asked which.
     */
    List<R> runFresh(Connection connection, List<R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return rows;
        }
        var before = connection.setSavepoint();
        if (run(connection, rows) == rows.size()) {
            connection.releaseSavepoint(before);
            return rows;
        }
        connection.rollback(before);
        var known = known(connection, rows);
        var fresh = rows.stream()
                .filter(row -> !known.contains(String.valueOf(key().value().apply(row))))
                .toList();
        run(connection, fresh);
        return fresh;
    }

    private Column<R> key() {
        return columns.stream()
                .filter(column -> keys.equals(List.of(column.name())))
                .findFirst()
                .orElseThrow();
    }

    private Set<String> known(Connection connection, List<R> rows) throws SQLException {
        var known = new HashSet<String>();
        var name = key().name();
        try (var statement =
                connection.prepareStatement("SELECT " + name + " FROM " + table + " WHERE " + name + " = ANY(?)")) {
            var asked = rows.stream().map(key().value()).toArray();
            statement.setArray(1, connection.createArrayOf("VARCHAR", asked));
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    known.add(found.getString(1));
                }
            }
        }
        return known;
    }

    /**
     * Stores rows of which no two have the same key.
     *
     * @return how many were stored or changed
     */
    int run(Connection connection, Collection<R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        try (var statement = connection.prepareStatement(sql())) {
            var position = 1;
            for (var column : columns) {
                var values = rows.stream().map(column.value()).toArray();
                statement.setArray(position++, connection.createArrayOf(column.type(), values));
            }
            return statement.executeUpdate();
        }
    }
}
