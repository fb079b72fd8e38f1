package io.taurine.queue.listing;

import java.util.List;

/**
 * Some job schedulers, the one with the latest slot first.
 *
 * @param next the place where the next page begins; empty at the end
 */
public record SchedulerPage(List<SchedulerStanding> items, String next) {

    public SchedulerPage {
        items = List.copyOf(items);
    }
}
