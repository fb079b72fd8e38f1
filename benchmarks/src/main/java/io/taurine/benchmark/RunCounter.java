package io.taurine.benchmark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts the runs of each job of a scenario, so that none is lost or doubled unseen. Safe to share between threads. */
final class RunCounter {
    private static final int LIMIT_SECONDS = 300;

    private final int jobs;
    private final AtomicIntegerArray runs;
    private final CountDownLatch ends;

    RunCounter(int jobs) {
        this(jobs, jobs);
    }

    /** @param line how many may run, of which so many jobs shall end */
    RunCounter(int line, int jobs) {
        this.jobs = jobs;
        runs = new AtomicIntegerArray(line);
        ends = new CountDownLatch(jobs);
    }

    /** Which run of this job it is, from 1. */
    int ran(int n) {
        return runs.incrementAndGet(n);
    }

    void ended() {
        ends.countDown();
    }

    void awaitAll() {
        try {
            if (!ends.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        ends.getCount() + " jobs have not ended within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while jobs were run", e);
        }
    }

    /** @throws IllegalStateException unless each job ran that often; those that were left in line not at all */
    void check(int runsEach) {
        var right = 0;
        var wrong = 0;
        for (var n = 0; n < runs.length(); n++) {
            if (runs.get(n) == runsEach) {
                right++;
            } else if (runs.get(n) > 0) {
                wrong++;
            }
        }
        if (wrong > 0 || right < jobs) {
            throw new IllegalStateException(
                    wrong + " jobs did not run " + runsEach + " times, and " + right + " did, of " + jobs + " or more");
        }
    }
}
