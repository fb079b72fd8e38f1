package io.taurine.server.runner;

import java.util.List;

/**
 * What is wrong in a queue.
 *
 * @param jobs how many were looked at
 * @param isComplete false when there was more to be found
 */
public record QueueFindings(long jobs, boolean isComplete, List<Finding> items) {

    public QueueFindings {
        items = List.copyOf(items);
    }

    /**
     * One of them; the kinds are in {@code docs/fsck.md}.
     *
     * @param id of the job or the schedule, as the queue knows it
     * @param other what else it is about; may be empty
     * @param seen what was stored
     * @param isRepairable whether it can be mended without anybody's decision
     * @param isRepaired whether it was, just now
     */
    public record Finding(
            String kind, String id, String other, String seen, boolean isRepairable, boolean isRepaired) {}
}
