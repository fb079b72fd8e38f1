package io.taurine.worker;

import io.taurine.job.TypeRef;
import io.taurine.queue.connection.RedisConnection;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;

/**
 * Claims jobs of one queue and runs them. Jobs are shared with every other worker of the queue, BullMQ's in other languages
 * included. Starts with {@link WorkerBuilder#start()} and runs until closed. Safe to share between threads.
 *
 * @param <T> type of the payload
 */
public interface Worker<T> extends AutoCloseable {

    /** A builder of a worker of the queue with the prefix {@code bull}. */
    static <T> WorkerBuilder<T> of(
            String queueName, Class<T> dataType, RedisConnection connection, Processor<T> processor) {
        return new WorkerBuilder<T>(queueName, dataType, connection).processor(processor);
    }

    /** For payload types with type arguments. */
    static <T> WorkerBuilder<T> of(
            String queueName, TypeRef<T> dataType, RedisConnection connection, Processor<T> processor) {
        return new WorkerBuilder<T>(queueName, dataType.type(), connection).processor(processor);
    }

    /** For callers that know the type only at run time; it must be that of {@code T}. */
    static <T> WorkerBuilder<T> of(
            String queueName, Type dataType, RedisConnection connection, Processor<T> processor) {
        return new WorkerBuilder<T>(queueName, dataType, connection).processor(processor);
    }

    /** A builder without a processor, for {@link WorkerBuilder#manual()}. */
    static <T> WorkerBuilder<T> of(String queueName, Class<T> dataType, RedisConnection connection) {
        return new WorkerBuilder<>(queueName, dataType, connection);
    }

    /** As {@link #of(String, Class, RedisConnection)}, for payload types with type arguments. */
    static <T> WorkerBuilder<T> of(String queueName, TypeRef<T> dataType, RedisConnection connection) {
        return new WorkerBuilder<>(queueName, dataType.type(), connection);
    }

    String queueName();

    /** Unique id of this worker, the first part of its lock tokens. */
    String id();

    /** The name from {@link WorkerBuilder#name}, empty when it has none. */
    String name();

    /** Most jobs at once. */
    int concurrency();

    /** Changes how many jobs may run at once, at least 1. Fewer takes effect as running jobs end. */
    void setConcurrency(int concurrency);

    /** How many jobs run now. */
    int runningJobs();

    /** Ids of the jobs that run now. */
    List<String> runningJobIds();

    /** Stops claiming; running jobs go on. Only this worker: {@code Queue.pause} stops all. */
    void pause();

    /**
     * As {@link #pause()}, then waits until the running jobs have ended.
     *
     * @param timeout longest wait, 0 or more
     * @return false if jobs still run after that, or the wait was interrupted; the worker is paused in any case
     */
    boolean pauseAndWait(Duration timeout);

    /** Ends a pause. */
    void resume();

    boolean isPaused();

    /** True from start until closed. */
    boolean isRunning();

    /**
     * Time since the worker last heard from its queue, a timed-out wait included. Grows beyond the block time (10 s) and a
     * bit only when Redis cannot be reached, the worker is paused, or all its slots are taken for that long.
     */
    Duration sinceLastFetch();

    /**
     * Signals and interrupts the run of a job of this worker, which may be retried as its options say. False when it does not
     * run here. To end the job itself, wherever it is, see {@link io.taurine.queue.JobControl#cancel}.
     */
    boolean cancel(String jobId, String message);

    /** As {@link #cancel} for every job that runs here; returns how many. */
    int cancelAll(String message);

    /** Hears from now on. */
    void addListener(WorkerListener<T> listener);

    /**
     * Stops claiming, waits for running jobs up to the close timeout, then interrupts those that are left and puts them back
     * to the front of the line, so that another worker takes them at once. Harmless twice.
     */
    @Override
    void close();

    /** As {@link #close()} with another bound on the wait. */
    void close(Duration timeout);

    /** Waits until somebody has closed this worker: for a main method that has nothing else to do. */
    void awaitClosed() throws InterruptedException;

    /**
     * As {@link #awaitClosed()}, for at most that long.
     *
     * @return false if the worker is not closed after that
     */
    boolean awaitClosed(Duration timeout) throws InterruptedException;

    /** Closes without waiting: running jobs are interrupted and put back in line at once. */
    void closeNow();
}
