package io.taurine.cli;

import io.taurine.job.JobState;
import io.taurine.queue.JobCounts;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time a worker of the command line works: shows how it stands, knows when there is nothing left, and ends it. */
final class Shift {

    /** Time between two looks at the queue. */
    static final Duration LOOK = Duration.ofMillis(100);

    private final Queue<JsonText> queue;
    private final Output output;
    private final WorkReport report;
    private final boolean untilDrained;
    private final CountDownLatch closed = new CountDownLatch(1);

    Shift(Queue<JsonText> queue, Output output, WorkReport report, boolean untilDrained) {
        this.queue = queue;
        this.output = output;
        this.report = report;
        this.untilDrained = untilDrained;
    }

    /** Returns with the exit code when the queue is drained, if that was asked for; else when the worker is closed. */
    int watch(Worker<JsonText> worker) throws InterruptedException {
        if (!untilDrained) {
            output.notice("Working on queue " + queue.name() + "; Ctrl-C ends it");
        }
        if (!untilDrained && !output.showsStatus()) {
            closed.await();
            return ExitCode.DONE;
        }
        long started = System.nanoTime();
        while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            // The claim makes due jobs waiting ones, so the counts speak of them only after one that came back.
            var elapsed = Duration.ofNanos(System.nanoTime() - started);
            boolean hasClaimed = worker.sinceLastFetch().compareTo(elapsed) < 0;
            try {
                var counts = queue.getJobCounts();
                output.status(status(worker, counts));
                if (untilDrained && hasClaimed && isDrained(counts)) {
                    return ExitCode.DONE;
                }
                if (untilDrained && isStuck(counts)) {
                    output.notice("taurine: Queue " + queue.name() + " is paused with jobs waiting; resume it first");
                    return ExitCode.REFUSED;
                }
            } catch (RedisUnavailableException e) {
                output.status("Redis cannot be reached; waiting for it");
            }
        }
        return ExitCode.DONE;
    }

    private static boolean isDrained(JobCounts counts) {
        return waiting(counts) == 0 && counts.of(JobState.ACTIVE) == 0;
    }

    private boolean isStuck(JobCounts counts) {
        return waiting(counts) > 0 && counts.of(JobState.ACTIVE) == 0 && queue.isPaused();
    }

    private static long waiting(JobCounts counts) {
        return counts.of(JobState.WAITING) + counts.of(JobState.PRIORITIZED);
    }

    private String status(Worker<JsonText> worker, JobCounts counts) {
        return worker.runningJobs() + " running, " + report.summary() + "; " + waiting(counts) + " waiting, "
                + counts.of(JobState.DELAYED) + " delayed";
    }

    /** Ends the worker and sums up. Called by whoever ends first; the second call finds nothing to do. */
    void close(Worker<JsonText> worker, Duration timeout) {
        int running = worker.runningJobs();
        if (running > 0) {
            output.notice("Closing: waiting up to " + Durations.format(timeout) + " for "
                    + Text.count(running, "running job"));
        }
        worker.close();
        closed.countDown();
        output.clearStatus();
        output.result(report.summaryDocument("closed"), () -> "Closed: " + report.summary());
        sayWhatIsDelayed();
    }

    private void sayWhatIsDelayed() {
        if (!untilDrained) {
            return;
        }
        try {
            long delayed = queue.getJobCounts().of(JobState.DELAYED);
            if (delayed > 0) {
                output.notice(Text.count(delayed, "job") + " of queue " + queue.name() + (delayed == 1 ? " is" : " are")
                        + " delayed and not due yet");
            }
        } catch (RedisUnavailableException e) {
            // The work is done; nobody waits for this notice.
        }
    }
}
