package io.taurine.history;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param items in order
 * @param nextCursor where the next part begins; empty when this is the last one
 */
public record HistoryPage<T>(List<T> items, String nextCursor) {

    public HistoryPage {
        items = List.copyOf(items);
    }

    /** @param rows of which one more than asked for tells that there is a next page */
    static <R> HistoryPage<R> of(List<R> rows, int limit, Function<R, Cursor> place) {
        if (rows.size() <= limit) {
            return new HistoryPage<>(rows, "");
        }
        var shown = rows.subList(0, limit);
        return new HistoryPage<>(shown, place.apply(shown.get(limit - 1)).text());
    }
}
