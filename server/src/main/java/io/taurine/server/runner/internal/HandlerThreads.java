package io.taurine.server.runner.internal;

import io.taurine.server.definition.RunsOn;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that handlers of one process run on: virtual ones where the JVM has them (21 and newer), and as many platform
 * threads as there are processors for those that compute. Started as they are needed. Safe to share between threads.
 */
public final class HandlerThreads implements AutoCloseable {

    private final ExecutorService waiting;
    private final ExecutorService computing;
    private final int processors;
    private final String namePrefix;
    private final AtomicLong number = new AtomicLong();

    public HandlerThreads(String namePrefix) {
        this(namePrefix, Runtime.getRuntime().availableProcessors());
    }

    /**
     * With another number of computing threads.
     *
     * @param processors 1 or more
     */
    public HandlerThreads(String namePrefix, int processors) {
        this.namePrefix = namePrefix;
        this.processors = processors;
        this.waiting = virtualOrPlatform(namePrefix + "-job-");
        this.computing = Executors.newFixedThreadPool(processors, named(namePrefix + "-cpu-"));
    }

    /** A child JVM is waited for, so its thread is one of those that wait. */
    public Executor of(RunsOn kind) {
        return kind == RunsOn.CPU_POOL ? computing : this::execute;
    }

    /** Virtual threads come without a name. */
    private void execute(Runnable task) {
        waiting.execute(() -> {
            Thread.currentThread().setName(namePrefix + "-job-" + number.incrementAndGet());
            task.run();
        });
    }

    /** How many of that kind can run at once. */
    public int most(RunsOn kind) {
        return kind == RunsOn.CPU_POOL ? processors : Integer.MAX_VALUE;
    }

    /** Interrupts what still runs, and does not wait. Works twice. */
    @Override
    public void close() {
        waiting.shutdownNow();
        computing.shutdownNow();
    }

    /** The code is compiled for 17, which does not know virtual threads yet. */
    private static ExecutorService virtualOrPlatform(String name) {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException notInThisJvm) {
            return Executors.newCachedThreadPool(named(name));
        }
    }

    private static ThreadFactory named(String prefix) {
        var number = new AtomicLong();
        return task -> {
            var thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
