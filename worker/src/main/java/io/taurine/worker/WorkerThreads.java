package io.taurine.worker;

import io.taurine.queue.internal.Conductor;
import io.taurine.queue.internal.DirectExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a worker runs on and what it measures time by: threads of its own, or, on a connection on which nothing runs by itself,
 * the thread of whoever uses that connection and its clock.
 */
final class WorkerThreads {

    final LongSupplier nanos;
    final LongSupplier millis;
    final ScheduledExecutorService timer;

    /** Runs jobs, unless the user brought an executor. */
    final Executor jobs;

    /** Runs user code that nothing waits for; to be shut down. */
    final ExecutorService own;

    /** Calls listeners, or null for a thread that comes and goes. */
    final @Nullable ExecutorService listeners;

    final Optional<Conductor> conductor;

    /** Jobs that wait for a turn; used with a conductor only. */
    final Queue<Runnable> ready = new ArrayDeque<>();

    private WorkerThreads(
            LongSupplier nanos,
            LongSupplier millis,
            ScheduledExecutorService timer,
            ExecutorService own,
            @Nullable Conductor conductor) {
        this.nanos = nanos;
        this.millis = millis;
        this.timer = timer;
        this.own = own;
        this.conductor = Optional.ofNullable(conductor);
        this.jobs = conductor == null ? own : ready::add;
        this.listeners = conductor == null ? null : new DirectExecutor();
    }

    static WorkerThreads of(String queueName, Optional<Conductor> conductor) {
        return conductor
                .map(present -> new WorkerThreads(
                        present::nanoTime, present.clock()::millis, present.newTimer(), new DirectExecutor(), present))
                .orElseGet(() -> new WorkerThreads(
                        System::nanoTime,
                        System::currentTimeMillis,
                        timer(queueName),
                        JobExecutors.create(queueName),
                        null));
    }

    boolean areOwn() {
        return conductor.isEmpty();
    }

    /** How long to wait for what other threads do: without other threads there is nothing to wait for. */
    Duration patience(Duration wanted) {
        return areOwn() ? wanted : Duration.ZERO;
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint only: what protects renewal is that no user code runs here
    private static ScheduledThreadPoolExecutor timer(String queueName) {
        var timer = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "taurine-worker-" + queueName + "-timer");
            thread.setDaemon(true);
            // Locks must be renewed however busy the processors are.
            thread.setPriority(Thread.MAX_PRIORITY);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
