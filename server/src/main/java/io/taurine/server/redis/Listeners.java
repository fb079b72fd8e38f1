package io.taurine.server.redis;

import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of a runner, one event at a time on a thread of its own. What comes faster than they take it waits up to
 * a bound; then the reading of events waits. Safe to share between threads.
 */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final long PATIENCE_SECONDS = 5;
    private static final int MOST_WAITING = 10_000;

    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private final java.util.concurrent.Semaphore room = new java.util.concurrent.Semaphore(MOST_WAITING);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var made = new Thread(task, "taurine-job-listeners");
        made.setDaemon(true);
        return made;
    });

    void add(JobListener listener) {
        listeners.add(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void tell(JobEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        try {
            room.acquire();
            thread.execute(() -> {
                room.release();
                listeners.forEach(listener -> call(listener, event));
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException closed) {
            LOG.debug("Nobody is told of {} any more", event);
        }
    }

    private static void call(JobListener listener, JobEvent event) {
        try {
            listener.on(event);
        } catch (Throwable e) { // user code
            LOG.warn("A listener failed with {} of job {}", event.kind(), event.jobId(), e);
        }
    }

    /** What waits is still told, for a while at most. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
