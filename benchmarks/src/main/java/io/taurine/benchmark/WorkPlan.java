package io.taurine.benchmark;

/**
 * What a contender shall run.
 *
 * @param jobs how many shall end before it stops
 * @param line how many are in line, numbered from 0; at least as many as shall end
 * @param concurrency how many may run at once
 * @param failures how many attempts of each job fail before one completes
 * @param end what becomes of a job
 */
record WorkPlan(int jobs, int line, int concurrency, int failures, End end) {
    enum End {
        COMPLETED,
        /** Removed when it has completed. */
        REMOVED,
        /** Failed for good by its first attempt. */
        FAILED
    }

    static WorkPlan of(int jobs, int concurrency) {
        return new WorkPlan(jobs, jobs, concurrency, 0, End.COMPLETED);
    }

    /** With more jobs in line than shall end. */
    WorkPlan outOf(int many) {
        return new WorkPlan(jobs, many, concurrency, failures, end);
    }

    WorkPlan failing(int times) {
        return new WorkPlan(jobs, line, concurrency, times, end);
    }

    WorkPlan endingAs(End other) {
        return new WorkPlan(jobs, line, concurrency, failures, other);
    }

    /** How often each job runs, counted from 1. */
    int runsEach() {
        return 1 + failures;
    }

    /** @param run counted from 1 */
    boolean failsIn(int run) {
        return end == End.FAILED || run <= failures;
    }
}
