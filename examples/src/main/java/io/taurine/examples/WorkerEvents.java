package io.taurine.examples;

import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerListener;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What one worker tells about its own jobs, in this process; QueueEvents tells what all workers do. */
public final class WorkerEvents {

    private static final CountDownLatch DONE = new CountDownLatch(1);

    private WorkerEvents() {}

    // snippet: listener
    private static final class Printer implements WorkerListener<String> {
        @Override
        public void onActive(Job<String> job) {
            System.out.println(job.name() + " starts, claimed " + job.attemptsStarted() + " times");
        }

        @Override
        public void onCompleted(Job<String> job, @Nullable Object result) {
            System.out.println(job.name() + " completed: " + result);
            DONE.countDown();
        }

        @Override
        public void onFailed(Job<String> job, Throwable failure, boolean willRetry) {
            System.out.println(job.name() + " failed" + (willRetry ? " and will be retried" : " for good"));
        }
    }
    // end

    public static void main(String[] args) throws InterruptedException {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var queue = Queue.of("listened", String.class, redis)) {
            // snippet: worker
            var worker = Worker.of("listened", String.class, redis, job -> 100 / (job.attempt() - 1))
                    .listener(new Printer())
                    .start();
            // end
            try (worker) {
                queue.add("divide", "x", JobOptions.builder().attempts(2).build());
                DONE.await();
            }
        }
    }
}
