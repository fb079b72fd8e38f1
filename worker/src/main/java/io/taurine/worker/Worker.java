package io.taurine.worker;

import io.taurine.job.TypeRef;
import io.taurine.queue.connection.RedisConnection;
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

    /** A builder without a processor, for {@link WorkerBuilder#manual()}. */
    static <T> WorkerBuilder<T> of(String queueName, Class<T> dataType, RedisConnection connection) {
        return new WorkerBuilder<>(queueName, dataType, connection);
    }

    String queueName();

    /** Unique id of this worker, the first part of its lock tokens. */
    String id();

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

    /** Closes without waiting: running jobs are interrupted and put back in line at once. */
    void closeNow();
}
