package io.taurine.worker;

import io.taurine.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the worker's listeners, one call at a time, in order, on a thread that runs only while there is something to tell. */
final class ListenerThread<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerThread.class);
    private static final int MAX_WAITING = 100_000;

    private final String queue;
    private final List<WorkerListener<T>> listeners;
    private final ExecutorService executor;
    private final @Nullable WorkerMeter meter;
    private final @Nullable ListenerThread<T> whole;
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private volatile boolean hearsStarts;
    private final AtomicInteger parts = new AtomicInteger();
    private final AtomicInteger drainedParts = new AtomicInteger();

    ListenerThread(String queue, List<WorkerListener<T>> listeners) {
        this(queue, listeners, null, null);
    }

    /**
     * With what measures the worker, if anything does.
     *
     * @param executor calls the listeners one at a time, null for a thread of our own
     */
    ListenerThread(
            String queue,
            List<WorkerListener<T>> listeners,
            @Nullable ExecutorService executor,
            @Nullable WorkerMeter meter) {
        this.meter = meter;
        this.queue = queue;
        this.listeners = new CopyOnWriteArrayList<>();
        listeners.forEach(this::add);
        this.executor = executor == null ? thread() : executor;
        this.whole = null;
    }

    private ListenerThread(ListenerThread<T> whole) {
        this.meter = whole.meter;
        this.queue = whole.queue;
        this.listeners = whole.listeners;
        this.executor = whole.executor;
        this.whole = whole;
    }

    /** The same listeners, for a part of the worker, which does not speak for the whole. */
    ListenerThread<T> part() {
        parts.incrementAndGet();
        return new ListenerThread<>(this);
    }

    /** Tells what concerns the worker as a whole; a part does not. */
    void tellOfWorker(Consumer<WorkerListener<T>> call) {
        if (whole == null) {
            tell(call);
        }
    }

    /** As {@link #measure}, for what concerns the worker as a whole. */
    void measureWorker(Consumer<WorkerMeter> call) {
        if (whole == null) {
            measure(call);
        }
    }

    /** There was nothing to claim: told when it holds for all parts. */
    void drained() {
        if (whole == null || whole.drainedParts.incrementAndGet() == whole.parts.get()) {
            tell(WorkerListener::onDrained);
        }
    }

    /** There was something again. */
    void notDrained() {
        if (whole != null) {
            whole.drainedParts.decrementAndGet();
        }
    }

    private ExecutorService thread() {
        var executor =
                new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    var thread = new Thread(task, "taurine-worker-" + queue + "-listeners");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        executor.setRejectedExecutionHandler((task, pool) -> {
            if (!pool.isShutdown() && overflowing.compareAndSet(false, true)) {
                LOG.warn("Listeners of the worker of queue {} are too slow: calls are dropped", queue);
            }
        });
        return executor;
    }

    void add(WorkerListener<T> listener) {
        listeners.add(listener);
        if (hearsStarts(listener)) {
            hearsStarts = true;
        }
    }

    private static boolean hearsStarts(WorkerListener<?> listener) {
        try {
            return listener.getClass().getMethod("onActive", Job.class).getDeclaringClass() != WorkerListener.class;
        } catch (NoSuchMethodException e) {
            return true;
        }
    }

    /** Tells that a job starts. A thread is woken for it only if a listener cares, which most do not. */
    void tellStart(Job<T> job) {
        if ((whole == null ? this : whole).hearsStarts) {
            tell(listener -> listener.onActive(job));
        }
    }

    /** True when runs are to be timed. */
    boolean isMetered() {
        return meter != null;
    }

    /** Tells the meter, at once and in this thread. */
    void measure(Consumer<WorkerMeter> call) {
        if (meter != null) {
            call.accept(meter);
        }
    }

    void tell(Consumer<WorkerListener<T>> call) {
        if (whole != null) {
            whole.tell(call);
            return;
        }
        if (listeners.isEmpty()) {
            return;
        }
        executor.execute(() -> {
            overflowing.set(false);
            for (var listener : listeners) {
                try {
                    call.accept(listener);
                } catch (Exception e) { // user code: whatever it throws must not end the others
                    LOG.warn("A listener of the worker of queue {} failed", queue, e);
                }
            }
        });
    }

    /** Lets what was told be heard, for a while. */
    void close(Duration bound) {
        if (whole != null) {
            return; // the whole closes them
        }
        executor.shutdown();
        try {
            if (!executor.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            executor.shutdownNow();
        }
    }
}
