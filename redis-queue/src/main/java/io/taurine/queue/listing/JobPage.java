package io.taurine.queue.listing;

import java.util.List;

/**
 * Some jobs of a {@link JobList}, newest first.
 *
 * @param items those found
 * @param next the place where the next page begins; empty at the end of the list
 */
public record JobPage(List<Item> items, String next) {

    public JobPage {
        items = List.copyOf(items);
    }

    /**
     * A job.
     *
     * @param score by which it is ordered; 0 in a line, which has none
     * @param next the place right behind it
     */
    public record Item(String id, double score, String next) {}
}
