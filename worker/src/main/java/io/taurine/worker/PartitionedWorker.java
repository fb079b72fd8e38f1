package io.taurine.worker;

import io.taurine.queue.Partitions;
import java.util.List;

/**
 * One worker of all partitions of a {@link io.taurine.queue.PartitionedQueue}, started with
 * {@link WorkerBuilder#startPartitioned}. It runs up to {@code concurrency} jobs at once over all of them: a partition that
 * alone has work may use every slot; where several have, they come to about equal parts, and one that holds no slot gets the next
 * that is free. A partition that cannot be reached holds up no other. Idle, it waits on one marker for each partition.
 *
 * <p>Jobs of one partition start in their order, so those of one key do, but with more than one slot they may run side by
 * side and end in another order, and a retried job comes behind those after it. To run the jobs of a key strictly one after
 * the other, over all workers, let each partition run one at a time:
 * {@link io.taurine.queue.PartitionedQueue#setGlobalConcurrency} with the number of partitions.
 *
 * <p>Options of the builder hold for the whole: a {@link WorkerBuilder#limiter} is shared out evenly, listeners hear of all
 * partitions one call at a time, and {@link WorkerBuilder#singleRunning} allows one run over all partitions. Safe to share
 * between threads.
 *
 * @param <T> type of the payload
 */
public interface PartitionedWorker<T> extends Worker<T> {

    /** Where the partitions are. */
    Partitions partitions();

    /**
     * The workers of the partitions, in their order: for what concerns a job of one of them. They take their slots from the
     * same budget, have the same id and the same listeners, and are closed with this one.
     */
    List<Worker<T>> workers();

    /** How many jobs run now, over all partitions. */
    @Override
    int runningJobs();

    /** Ids of the jobs that run now; those of several partitions may be equal. */
    @Override
    List<String> runningJobIds();

    /**
     * As in {@link Worker}, for an id that does not run in more than one partition here.
     *
     * @throws IllegalStateException if jobs of several partitions run that have this id: see {@link #workers()}
     */
    @Override
    boolean cancel(String jobId, String message);
}
