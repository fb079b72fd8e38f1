package io.taurine.server.local;

import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners, one event after the other, on a thread of its own. */
final class EventThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);
    private static final long SECONDS_TO_DRAIN = 5;

    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor thread;

    EventThread(String name) {
        this.thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var made = new Thread(task, "taurine-local-" + name + "-events");
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    void add(JobListener listener) {
        listeners.add(listener);
    }

    /** Never waits. Called with the state's lock, so that events are told in the order in which things happened. */
    void tell(JobEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        try {
            thread.execute(() -> listeners.forEach(listener -> tell(listener, event)));
        } catch (RejectedExecutionException closed) {
            LOG.debug("Nobody is told of {} any more", event);
        }
    }

    private static void tell(JobListener listener, JobEvent event) {
        try {
            listener.on(event);
        } catch (Throwable e) { // user code
            LOG.warn("A listener failed on {} of {}", event.kind(), event.jobId(), e);
        }
    }

    /** Tells what has happened, for a few seconds at most. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SECONDS_TO_DRAIN, TimeUnit.SECONDS)) {
                LOG.warn(
                        "A listener takes too long: {} events are not told",
                        thread.getQueue().size());
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
