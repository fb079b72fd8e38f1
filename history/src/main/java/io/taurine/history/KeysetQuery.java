package io.taurine.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A page of a table in the order of a time and a name, which an index has: the page that begins at a cursor costs what the first
 * one costs. Where any of several values will do, the newest of each are found by that index and then merged.
 */
final class KeysetQuery<R> {

    private static final int MOST = 1_000;

    private final String columns;
    private final String table;
    private final String time;
    private final String key;
    private final boolean isDescending;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Columns that are the same in all rows of a part: H2 follows an index only in the order of all its columns. */
    private final Set<String> same = new LinkedHashSet<>();

    private List<String> alternatives = List.of("");

    private KeysetQuery(String columns, String table, String time, String key, boolean isDescending) {
        this.columns = columns;
        this.table = table;
        this.time = time;
        this.key = key;
        this.isDescending = isDescending;
    }

    static <R> KeysetQuery<R> newestFirst(String columns, String table, String time, String key) {
        return new KeysetQuery<>(columns, table, time, key, true);
    }

    static <R> KeysetQuery<R> oldestFirst(String columns, String table, String time, String key) {
        return new KeysetQuery<>(columns, table, time, key, false);
    }

    static void requireLimit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be between 1 and " + MOST + ", was " + limit);
        }
    }

    KeysetQuery<R> where(String column, Optional<?> value) {
        value.ifPresent(wanted -> {
            conditions.add(column + " = :" + column);
            values.put(column, wanted);
            same.add(column);
        });
        return this;
    }

    KeysetQuery<R> whereAny(String column, Collection<String> wanted) {
        if (!wanted.isEmpty()) {
            same.add(column);
            alternatives = new ArrayList<>();
            for (var value : wanted) {
                var name = column + alternatives.size();
                alternatives.add(column + " = :" + name);
                values.put(name, value);
            }
        }
        return this;
    }

    KeysetQuery<R> between(Optional<Instant> from, Optional<Instant> to) {
        from.ifPresent(instant -> {
            conditions.add(time + " >= :from");
            values.put("from", instant.toEpochMilli());
        });
        to.ifPresent(instant -> {
            conditions.add(time + " < :to");
            values.put("to", instant.toEpochMilli());
        });
        return this;
    }

    KeysetQuery<R> after(String cursor) {
        Cursor.of(cursor).ifPresent(place -> {
            var beyond = isDescending ? "<" : ">";
            // The first half lets the database begin in the index where the page begins.
            conditions.add(time + " " + beyond + "= :cursorTime AND (" + time + " " + beyond + " :cursorTime OR " + key
                    + " " + beyond + " :cursorKey)");
            values.put("cursorTime", place.time());
            values.put("cursorKey", place.key());
        });
        return this;
    }

    /** As {@link #after} where the time is the same for all rows, since it is not a time but what they have in common. */
    KeysetQuery<R> afterKey(String cursor) {
        Cursor.of(cursor).ifPresent(place -> {
            conditions.add(key + (isDescending ? " < " : " > ") + ":cursorKey");
            values.put("cursorKey", place.key());
        });
        return this;
    }

    String sql() {
        var direction = isDescending ? " DESC" : "";
        var columnsInOrder = new LinkedHashSet<>(same);
        columnsInOrder.addAll(List.of(time, key));
        var order = " ORDER BY " + String.join(direction + ", ", columnsInOrder) + direction + " LIMIT :limit";
        var merged = " ORDER BY " + time + direction + ", " + key + direction + " LIMIT :limit";
        var parts = alternatives.stream()
                .map(alternative -> {
                    var all = new ArrayList<>(conditions);
                    if (!alternative.isEmpty()) {
                        all.add(alternative);
                    }
                    var where = all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
                    return "SELECT " + columns + " FROM " + table + where + order;
                })
                .toList();
        return parts.size() == 1
                ? parts.get(0)
                : "SELECT * FROM ((" + String.join(") UNION ALL (", parts) + ")) parts" + merged;
    }

    Map<String, Object> values() {
        return Map.copyOf(values);
    }

    /** One row more than asked for tells whether there is a next page. */
    HistoryPage<R> page(Database database, int limit, RowMapper<R> mapper, Function<R, Cursor> place) {
        requireLimit(limit);
        List<R> rows = database.with(handle -> handle.createQuery(sql())
                .bindMap(values)
                .bind("limit", limit + 1)
                .map(mapper)
                .list());
        return HistoryPage.of(rows, limit, place);
    }
}
