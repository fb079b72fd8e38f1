package io.taurine.benchmark;

import io.taurine.benchmark.JobSystem.Sleep;
import io.taurine.job.Job;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerListener;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Taurine where not the work counts but the waiting: idle workers and sleeping jobs. */
final class TaurineProbes {
    /** Do not count: connections are opened and code is compiled. */
    private static final int FIRST_SAMPLES = 20;

    private static final int LIMIT_SECONDS = 120;
    private static final int VIRTUAL_THREADS_SINCE = 21;

    private final RedisConnection redis;

    TaurineProbes(RedisConnection redis) {
        this.redis = redis;
    }

    List<Double> startLatencies(int samples) {
        BlockingQueue<Long> starts = new ArrayBlockingQueue<>(1);
        var latencies = new ArrayList<Double>();
        try (var queue = Queue.of(TaurineContender.QUEUE, Mail.class, redis);
                var worker = Worker.of(
                                TaurineContender.QUEUE, Mail.class, redis, job -> starts.offer(System.nanoTime()))
                        .start()) {
            for (var n = -FIRST_SAMPLES; n < samples; n++) {
                // Long enough for the worker to have asked once more and to block again.
                TimeUnit.MILLISECONDS.sleep(5);
                var added = System.nanoTime();
                queue.addAsync("n", Mail.of(n, ""));
                var millis = (starts.take() - added) / 1e6;
                if (n >= 0) {
                    latencies.add(millis);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a job to start", e);
        }
        return latencies;
    }

    Optional<Sleep> sleepAtOnce(int jobs) {
        if (Runtime.version().feature() < VIRTUAL_THREADS_SINCE) {
            return Optional.empty();
        }
        var asleep = new CountDownLatch(jobs);
        var ended = new CountDownLatch(jobs);
        var before = JvmCost.now();
        var start = System.nanoTime();
        try (var worker = Worker.of(TaurineContender.QUEUE, Mail.class, redis, job -> {
                    asleep.countDown();
                    return asleep.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                })
                .concurrency(jobs)
                .listener(counting(ended))
                .start()) {
            awaitAll(asleep, "asleep");
            var allAsleep = System.nanoTime();
            var threads = ManagementFactory.getThreadMXBean().getThreadCount();
            awaitAll(ended, "completed");
            return Optional.of(new Sleep(
                    (allAsleep - start) / 1e6,
                    (System.nanoTime() - start) / 1e6,
                    threads,
                    JvmCost.now().since(before)));
        }
    }

    private static void awaitAll(CountDownLatch latch, String what) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        latch.getCount() + " jobs were not " + what + " within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while jobs slept", e);
        }
    }

    private static WorkerListener<Mail> counting(CountDownLatch ended) {
        return new WorkerListener<>() {
            @Override
            public void onCompleted(Job<Mail> job, @Nullable Object result) {
                ended.countDown();
            }
        };
    }
}
