package io.taurine.examples;

import io.taurine.inline.InlineJobs;
import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;

/** A unit test as a program: the code of production on a connection in memory, hours of retries in no time. */
public final class WithoutRedis {

    private WithoutRedis() {}

    /** Production code: it is given a connection and does not know which. */
    static Queue<String> reminders(RedisConnection redis, InlineJobs jobs) {
        Worker.of("reminders", String.class, redis, job -> {
                    System.out.println(
                            jobs.clock().instant() + " attempt " + job.attempt() + " to remind " + job.data());
                    if (job.attempt() < 3) {
                        throw new IllegalStateException("mail server is away");
                    }
                    return "sent";
                })
                .start();
        return Queue.of("reminders", String.class, redis);
    }

    public static void main(String[] args) {
        try (var jobs = InlineJobs.inline()) {
            var reminders = reminders(jobs.connection(), jobs);
            var patiently = JobOptions.builder()
                    .delay(Duration.ofDays(1))
                    .attempts(3)
                    .backoff(Backoff.exponential(Duration.ofHours(1)))
                    .build();

            var job = reminders.add("remind", "ada@example.com", patiently);
            System.out.println("Right after the add: " + job.state());
            jobs.clock().advance(Duration.ofDays(2));

            System.out.println("Two days later: " + job.state() + ", "
                    + job.job().orElseThrow().returnValue(String.class).orElse(""));
        }
    }
}
