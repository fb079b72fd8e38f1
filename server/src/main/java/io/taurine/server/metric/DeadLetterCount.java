package io.taurine.server.metric;

import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;

/**
 * How many dead letters there are.
 *
 * @param most there are no more
 * @param isExact false when there may be fewer, since not each job was looked at
 */
record DeadLetterCount(long most, boolean isExact) {

    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 10;

    /**
     * Counts only as exactly as it takes to know whether there are more than so many: a runner may count cancelled jobs with the
     * failed, and to tell them apart each has to be read.
     */
    static DeadLetterCount of(JobRunner runner, long enough) {
        var most = runner.definitions().keys().stream()
                .mapToLong(key -> most(runner, key))
                .sum();
        return most <= enough ? new DeadLetterCount(most, false) : read(runner, most);
    }

    private static long most(JobRunner runner, String key) {
        var counts = runner.executor().counts(key);
        return counts.getOrDefault(JobStatus.FAILED, 0L) + counts.getOrDefault(JobStatus.TIMED_OUT, 0L);
    }

    private static DeadLetterCount read(JobRunner runner, long most) {
        var found = 0L;
        var cursor = "";
        for (var i = 0; i < MOST_PAGES; i++) {
            var page = runner.executor().list(JobFilter.deadLetters(), cursor, PAGE);
            found += page.items().size();
            cursor = page.nextCursor();
            if (cursor.isEmpty()) {
                return new DeadLetterCount(found, true);
            }
        }
        return new DeadLetterCount(most, false);
    }

    @Override
    public String toString() {
        return (isExact ? "" : "Up to ") + most + " dead letters";
    }
}
