package io.taurine.benchmark;

/**
 * What a contender shall run.
 *
 * @param jobs how many are in line, numbered from 0
 * @param concurrency how many may run at once
 * @param remove whether a completed job is removed
 * @param failures how many attempts of each job fail before one completes
 */
record WorkPlan(int jobs, int concurrency, boolean remove, int failures) {
    static WorkPlan of(int jobs, int concurrency) {
        return new WorkPlan(jobs, concurrency, false, 0);
    }

    WorkPlan removing() {
        return new WorkPlan(jobs, concurrency, true, failures);
    }

    WorkPlan failing(int times) {
        return new WorkPlan(jobs, concurrency, remove, times);
    }
}
