package io.taurine.examples;

import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;

/** One job each weekday at nine, one five times a second, and what can be asked of their schedulers. */
public final class JobSchedulers {

    private JobSchedulers() {}

    public static void main(String[] args) throws InterruptedException {
        var ticked = new CountDownLatch(3);
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var reports = Queue.of("reports", String.class, redis);
                var ticks = Queue.of("ticks", String.class, redis)) {
            // snippet: upsert-scheduler
            var weekdays = Schedule.cron("0 9 * * MON-FRI", ZoneId.of("Europe/Berlin"));
            var options = JobOptions.builder()
                    .attempts(3)
                    .removeOnComplete(KeepJobs.count(100))
                    .build();
            reports.upsertJobScheduler("daily-report", weekdays, JobTemplate.of("report", "sales", options));
            // end
            System.out.println("Reports run at " + reports.preview("daily-report", 1));

            ticks.upsertJobScheduler("tick", Schedule.every(Duration.ofMillis(200)), JobTemplate.of("clock"));
            try (var worker = Worker.of("ticks", String.class, redis, job -> {
                        System.out.println("Tick of the " + job.data());
                        ticked.countDown();
                        return null;
                    })
                    .start()) {
                ticked.await();
                // snippet: tend-schedulers
                System.out.println("Next: " + ticks.preview("tick", 3).size() + " runs");
                var extra = ticks.runNow("tick");
                for (var scheduler : ticks.getJobSchedulers(0, 99, true)) {
                    System.out.println(scheduler.id() + " makes a run each "
                            + scheduler.every().orElseThrow());
                }
                ticks.findBrokenSchedulers().forEach(broken -> ticks.repairJobScheduler(broken.id()));
                ticks.removeJobScheduler("tick");
                // end
                extra.waitUntilFinished(Duration.ofSeconds(10), Void.class);
                System.out.println("Schedulers left: " + ticks.getJobSchedulersCount());
            }
        }
    }
}
