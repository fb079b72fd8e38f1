package io.taurine.benchmark.server;

import io.taurine.benchmark.Mail;
import io.taurine.job.KeepJobs;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import io.taurine.worker.Worker;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds jobs that do nothing to one queue and runs them, as fast as it goes, for some milliseconds: their whole life. */
final class WorkLoad {

    private static final int AT_ONCE = 100;

    /** As many jobs may wait: adding does not run away from working. */
    private static final int MOST_WAITING = 2_000;

    private WorkLoad() {}

    public static void main(String[] args) throws Exception {
        ForkedJvm.exitWhenParentDies();
        var ended = new AtomicInteger();
        var waiting = new Semaphore(MOST_WAITING);
        // As the server opens its queues: the attempts are told as events too.
        var options = QueueOptions.builder().attemptEvents(true).build();
        try (var redis = RedisConnection.connect(args[0]);
                var queue = Queue.of(args[1], Mail.class, redis, options);
                var worker = Worker.of(args[1], Mail.class, redis, job -> {
                            ended.incrementAndGet();
                            waiting.release();
                            return 1;
                        })
                        .concurrency(AT_ONCE)
                        .removeOnComplete(KeepJobs.count(1_000))
                        .start()) {
            LoadProcess.serve(millis -> run(queue, waiting, ended, millis));
        }
        System.exit(0);
    }

    private static int run(Queue<Mail> queue, Semaphore waiting, AtomicInteger ended, int millis)
            throws InterruptedException {
        var before = ended.get();
        var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        var inFlight = new Semaphore(AT_ONCE);
        for (var n = 0; System.nanoTime() < until; n++) {
            waiting.acquire();
            inFlight.acquire();
            queue.addAsync("n", Mail.of(n, "")).whenComplete((job, failed) -> inFlight.release());
        }
        waiting.acquire(MOST_WAITING); // until the last one has run
        waiting.release(MOST_WAITING);
        return ended.get() - before;
    }
}
