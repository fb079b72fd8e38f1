package io.taurine.worker.faults;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import io.taurine.worker.ActiveJob;
import java.util.concurrent.CountDownLatch;

/** A worker in a JVM of its own, made to be killed. Arguments: Redis, queue, and whether its jobs are brief or endless. */
final class KilledWorker {

    private KilledWorker() {}

    public static void main(String[] args) {
        ForkedJvm.exitWhenParentDies();
        var endless = args[2].equals("endless");
        Bench.worker(
                        args[1],
                        RedisConnection.connect(args[0], Bench.QUICK),
                        endless ? KilledWorker::block : Bench::brief)
                .concurrency(20)
                .start();
    }

    @SuppressWarnings("SystemOut") // how a forked JVM talks to its test
    private static Integer block(ActiveJob<Integer> job) throws InterruptedException {
        System.out.println("runs " + job.id());
        new CountDownLatch(1).await();
        return job.data();
    }
}
