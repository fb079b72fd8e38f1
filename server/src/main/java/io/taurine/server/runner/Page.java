package io.taurine.server.runner;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items in order
 * @param nextCursor where the next part begins; empty when this is the last one
 */
public record Page<T>(List<T> items, String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }
}
