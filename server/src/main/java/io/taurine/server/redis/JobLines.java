package io.taurine.server.redis;

import io.taurine.queue.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on their way to the log of a job, in their order. Nobody waits for one; when Redis does not keep up with a run that
 * logs and logs, lines are left out. Safe to share between threads.
 */
final class JobLines {

    static final int LONGEST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(JobLines.class);
    private static final int MOST_ON_THE_WAY = 1_000;
    private static final long PATIENCE_SECONDS = 2;

    private final Queue<?> queue;
    private final String jobId;
    private final AtomicInteger onTheWay = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    JobLines(Queue<?> queue, String jobId) {
        this.queue = queue;
        this.jobId = jobId;
    }

    void add(String line) {
        if (onTheWay.incrementAndGet() > MOST_ON_THE_WAY) {
            onTheWay.decrementAndGet();
            lost("they come faster than Redis takes them", null);
            return;
        }
        try {
            last = queue.addJobLogAsync(jobId, line.substring(0, Math.min(LONGEST, line.length())))
                    .toCompletableFuture()
                    .whenComplete((count, failure) -> {
                        onTheWay.decrementAndGet();
                        if (failure != null) {
                            lost("Redis did not take them", failure);
                        }
                    });
        } catch (RuntimeException e) {
            onTheWay.decrementAndGet();
            lost("Redis did not take them", e);
        }
    }

    private void lost(String why, @org.jspecify.annotations.Nullable Throwable failure) {
        if (told.compareAndSet(false, true)) {
            LOG.warn("Lines of the log of job {} in queue {} are lost: {}", jobId, queue.name(), why, failure);
        }
    }

    void flush() {
        try {
            last.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | CompletionException | TimeoutException e) {
            LOG.debug("The last line of job {} did not arrive", jobId, e);
        }
    }
}
