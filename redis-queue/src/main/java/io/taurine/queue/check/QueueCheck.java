package io.taurine.queue.check;

import static io.taurine.queue.internal.Await.result;

import io.taurine.queue.connection.RedisConnection;
import java.util.concurrent.CompletionStage;

/**
 * Looks through a queue for what must not be: jobs in no state or in two, parents that wait for nobody, job schedulers without
 * a next run, locks without an active job, and more, see {@link FindingKind}, and mends what can be mended. Meant for queues that are in use, by BullMQ
 * clients as well: what looks wrong counts only if it still is at a second look, and each look at a job is one atomic call.
 *
 * <p>{@link #run} only reads; a user of Redis who may do no more than that, and call scripts, may run it. It walks the names of
 * all keys of the server and looks at each job of the queue in calls of about a millisecond, at a pace that can be bounded. A
 * million waiting jobs take about 16 MB of memory here meanwhile.
 *
 * <p>Safe to share between threads. The connection stays open; there is nothing to close.
 */
public interface QueueCheck {

    /**
     * A check of the queue with that name and BullMQ's default prefix {@code bull}.
     *
     * @throws IllegalArgumentException if no queue can have that name
     */
    static QueueCheck of(String queue, RedisConnection connection) {
        return of(queue, connection, CheckOptions.defaults());
    }

    /** As {@link #of(String, RedisConnection)}, with options. Of a queue that does not exist nothing is wrong. */
    static QueueCheck of(String queue, RedisConnection connection, CheckOptions options) {
        return RedisQueueCheck.of(queue, connection, options);
    }

    /** Name of the queue. */
    String name();

    CheckOptions options();

    /**
     * Looks through the queue. Redis works about 20 microseconds on each job, in calls for fifty of them; it takes longer with
     * {@link CheckOptions#callsPerSecond()}, and {@link CheckOptions#pause()} more if anything looks wrong. An interrupt ends
     * it.
     */
    default CheckReport run() {
        return result(runAsync());
    }

    /** As {@link #run}, on a thread of its own. */
    CompletionStage<CheckReport> runAsync();

    /**
     * Mends what a check has found, in one atomic call that looks anew: what has changed meanwhile stays as it is. What each
     * repair does is told in {@code docs/fsck.md}; none of them deletes a job. Where children and their parent are among the
     * findings, mend the children first: the order of {@link FindingKind} is a good one.
     *
     * @return true when it was mended; false when it was not so any more, or what is stored does not tell how to mend it
     * @throws IllegalArgumentException if the finding is not {@linkplain Finding#repairable() repairable}
     */
    default boolean repair(Finding finding) {
        return result(repairAsync(finding));
    }

    /** As {@link #repair}, on a thread of its own. */
    CompletionStage<Boolean> repairAsync(Finding finding);
}
