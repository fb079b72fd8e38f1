package io.taurine.queue;

import java.util.List;

/**
 * Some children of a job.
 *
 * @param items the children; there may be more than were asked for, or none although others follow
 * @param nextCursor where the next page starts, 0 when this was the last
 */
public record DependenciesPage(List<Dependency> items, long nextCursor) {

    public DependenciesPage {
        items = List.copyOf(items);
    }

    public boolean isLast() {
        return nextCursor == 0;
    }
}
