package io.taurine.worker;

import io.taurine.queue.Partitions;
import io.taurine.queue.internal.DirectExecutor;
import io.taurine.queue.internal.WorkerGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link PartitionedWorker} on Redis: a worker for each partition, which share slots and listeners. */
final class RedisPartitionedWorker<T> implements PartitionedWorker<T> {

    private static final Logger LOG = LoggerFactory.getLogger(RedisPartitionedWorker.class);
    private static final Duration LISTENER_BOUND = Duration.ofSeconds(2);

    private final Partitions partitions;
    private final String id = UUID.randomUUID().toString();
    private final String name;
    private final Duration closeTimeout;
    private final boolean ownThreads;
    private final SlotBudget budget;
    private final ListenerThread<T> listeners;
    private final List<RedisWorker<T>> parts = new ArrayList<>();
    private final List<Worker<T>> shown;
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private RedisPartitionedWorker(WorkerBuilder<T> from, Partitions partitions) {
        this.partitions = partitions;
        name = from.name;
        closeTimeout = from.closeTimeout;
        ownThreads = new WorkerGateway(from.connection, partitions.prefixOf(0), from.queueName)
                .conductor()
                .isEmpty();
        budget = new SlotBudget(from.concurrency);
        listeners = new ListenerThread<>(
                from.queueName, from.listeners, ownThreads ? null : new DirectExecutor(), from.guardedMeter());
        try {
            for (int i = 0; i < partitions.count(); i++) {
                parts.add(new RedisWorker<>(from, part(from, i)));
            }
            shown = parts.stream().map(RedisWorker::start).toList();
        } catch (RuntimeException | Error e) {
            parts.forEach(Worker::closeNow);
            listeners.close(Duration.ZERO);
            throw e;
        }
    }

    private WorkerPart<T> part(WorkerBuilder<T> from, int partition) {
        return new WorkerPart<>(
                id,
                partitions.prefixOf(partition),
                from.limiterMax == 0 ? 0 : partitions.share(from.limiterMax, partition),
                budget,
                Integer.MAX_VALUE,
                listeners.part());
    }

    static <T> PartitionedWorker<T> start(WorkerBuilder<T> from, Partitions partitions) {
        var worker = new RedisPartitionedWorker<>(from, partitions);
        worker.listeners.measureWorker(meter -> meter.started(worker));
        return worker;
    }

    @Override
    public Partitions partitions() {
        return partitions;
    }

    @Override
    public List<Worker<T>> workers() {
        return shown;
    }

    @Override
    public String queueName() {
        return partitions.queueName();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int concurrency() {
        return budget.limit();
    }

    @Override
    public void setConcurrency(int concurrency) {
        budget.setLimit(WorkerBuilder.requireConcurrency(concurrency));
    }

    @Override
    public int runningJobs() {
        return parts.stream().mapToInt(Worker::runningJobs).sum();
    }

    @Override
    public List<String> runningJobIds() {
        return parts.stream().flatMap(part -> part.runningJobIds().stream()).toList();
    }

    @Override
    public void pause() {
        if (paused.compareAndSet(false, true)) {
            shown.forEach(Worker::pause);
            listeners.tell(WorkerListener::onPaused);
        }
    }

    @Override
    public boolean pauseAndWait(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be 0 or more, was " + timeout);
        }
        pause();
        var until = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        var ended = true;
        for (var part : shown) {
            ended &= part.pauseAndWait(left(until));
        }
        return ended;
    }

    private static Duration left(long untilNanos) {
        return Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime()));
    }

    @Override
    public void resume() {
        if (paused.compareAndSet(true, false)) {
            shown.forEach(Worker::resume);
            listeners.tell(WorkerListener::onResumed);
        }
    }

    @Override
    public boolean isPaused() {
        return paused.get();
    }

    @Override
    public boolean isRunning() {
        return !closing.get();
    }

    /** The longest of all partitions: one that is not heard of any more must not hide behind the others. */
    @Override
    public Duration sinceLastFetch() {
        return parts.stream()
                .map(Worker::sinceLastFetch)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public boolean cancel(String jobId, String message) {
        var holders = shown.stream()
                .filter(part -> part.runningJobIds().contains(jobId))
                .toList();
        if (holders.size() > 1) {
            throw new IllegalStateException("jobs of " + holders.size() + " partitions of " + queueName()
                    + " run here that have the id " + jobId + "; cancel the one that is meant through workers()");
        }
        return !holders.isEmpty() && holders.get(0).cancel(jobId, message);
    }

    @Override
    public int cancelAll(String message) {
        return shown.stream().mapToInt(part -> part.cancelAll(message)).sum();
    }

    @Override
    public void addListener(WorkerListener<T> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        close(closeTimeout);
    }

    @Override
    public void closeNow() {
        close(Duration.ZERO);
    }

    @Override
    public void close(Duration timeout) {
        var first = closing.compareAndSet(false, true);
        if (first) {
            listeners.tell(WorkerListener::onClosing);
        }
        // First nobody claims any more, so that the running jobs of all of them have the same time to end.
        parts.forEach(RedisWorker::hold);
        if (ownThreads) {
            closePartsTogether(timeout);
        } else {
            shown.forEach(part -> part.close(timeout));
        }
        if (first) {
            listeners.measureWorker(meter -> meter.closed(this));
            listeners.tell(WorkerListener::onClosed);
            listeners.close(LISTENER_BOUND);
            closed.countDown();
            LOG.info("{} closed", this);
        }
    }

    /** One after the other, those that cannot reach Redis would add up what each waits for it. */
    private void closePartsTogether(Duration timeout) {
        var closers = shown.stream()
                .map(part -> new Thread(() -> close(part, timeout), "taurine-worker-" + queueName() + "-close"))
                .toList();
        closers.forEach(Thread::start);
        var interrupted = false;
        for (var closer : closers) {
            while (closer.isAlive()) {
                try {
                    closer.join();
                } catch (InterruptedException e) { // no longer waits for running jobs, as a worker of one queue
                    interrupted = true;
                    closers.forEach(Thread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Worker<?> part, Duration timeout) {
        try {
            part.close(timeout);
        } catch (RuntimeException e) {
            LOG.error("{} did not close as it should", part, e);
        }
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        if (!ownThreads && isRunning()) {
            throw new IllegalStateException("nobody could close the worker meanwhile: it runs on this thread");
        }
        closed.await();
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be 0 or more, was " + timeout);
        }
        return closed.await(ownThreads ? TimeUnit.NANOSECONDS.convert(timeout) : 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
        return "Worker " + id + " of queue " + queueName() + " in " + partitions.count() + " partitions";
    }
}
