package io.taurine.history;

import java.util.List;

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
}
