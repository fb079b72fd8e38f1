package io.taurine.benchmark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts the runs of each job of a scenario, so that none is lost or doubled unseen. Safe to share between threads. */
final class RunCounter {
    private static final int LIMIT_SECONDS = 300;

    private final AtomicIntegerArray runs;
    private final CountDownLatch ends;

    RunCounter(int jobs) {
        runs = new AtomicIntegerArray(jobs);
        ends = new CountDownLatch(jobs);
    }

    /** Which run of this job it is, from 1. */
    int ran(int n) {
        return runs.incrementAndGet(n);
    }

    void completed() {
        ends.countDown();
    }

    void awaitAll() {
        try {
            if (!ends.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        ends.getCount() + " jobs have not completed within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while jobs were run", e);
        }
    }

    /** @throws IllegalStateException unless each job ran that often */
    void check(int runsEach) {
        var wrong = 0;
        for (var n = 0; n < runs.length(); n++) {
            if (runs.get(n) != runsEach) {
                wrong++;
            }
        }
        if (wrong > 0) {
            throw new IllegalStateException(
                    wrong + " of " + runs.length() + " jobs did not run " + runsEach + " times");
        }
    }
}
