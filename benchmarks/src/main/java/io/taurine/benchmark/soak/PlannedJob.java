package io.taurine.benchmark.soak;

/**
 * What is to become of one job once it is added.
 *
 * @param key stands in its data, and tells it apart from all others of the soak; also its id unless BullMQ gives it one
 * @param runs false for a parent that fails without a run
 */
record PlannedJob(String key, String queue, Ending ending, boolean runs) {

    enum Ending {
        COMPLETED,
        FAILED,
        /** Completed, and removed by its own option. */
        REMOVED,
        /** Completed, or never added, as another job of the same deduplication id was there. */
        DEDUPLICATED,
        /** Completed, or failed because it was cancelled. */
        EITHER,
        /** Completed, or removed by hand. */
        PERHAPS_REMOVED
    }
}
