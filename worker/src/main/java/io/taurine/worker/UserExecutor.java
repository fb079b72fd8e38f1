package io.taurine.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An executor that a user brought. It may block when it is full, or run the task in the thread that brings it; neither may
 * happen to the driver's event loop, by which jobs arrive, so a thread of its own hands them over.
 */
final class UserExecutor {

    private final Executor executor;
    private final ThreadPoolExecutor handover;

    UserExecutor(String queue, Executor executor) {
        this.executor = executor;
        this.handover = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "taurine-worker-" + queue + "-handover");
            thread.setDaemon(true);
            return thread;
        });
        handover.allowCoreThreadTimeOut(true);
    }

    /** Hands a task over; {@code refused} hears what the executor threw. */
    void execute(Runnable task, Consumer<Throwable> refused) {
        handover.execute(() -> {
            try {
                executor.execute(task);
            } catch (Throwable e) { // user code: whatever it throws, this one task was refused
                refused.accept(e);
            }
        });
    }

    void close() {
        handover.shutdown();
    }
}
