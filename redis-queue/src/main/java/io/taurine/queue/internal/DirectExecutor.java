package io.taurine.queue.internal;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs each task at once, on the caller's thread: where time is virtual that is the only one there is. */
public class DirectExecutor extends AbstractExecutorService {

    private volatile boolean shutdown;

    @Override
    public final void execute(Runnable task) {
        task.run();
    }

    @Override
    public final void shutdown() {
        shutdown = true;
    }

    @Override
    public final List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public final boolean isShutdown() {
        return shutdown;
    }

    @Override
    public final boolean isTerminated() {
        return shutdown;
    }

    @Override
    public final boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }
}
