package io.taurine.examples;

import io.taurine.queue.DeclaredScheduler;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Duration;
import java.util.List;

/** A service says at its start which schedulers it has; what it says no more, goes. */
public final class DeclaredSchedulers {

    private DeclaredSchedulers() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var reports = Queue.of("reports", String.class, redis)) {
            // snippet: declared-schedulers
            var nightly = DeclaredScheduler.of(
                    "nightly",
                    Schedule.cron("0 3 * * *", Zones.parse("Europe/Berlin")),
                    JobTemplate.of("all customers"));
            var often = DeclaredScheduler.of(
                    "often", Schedule.every(Duration.ofMinutes(15)), JobTemplate.of("new customers"));
            var done = reports.syncJobSchedulers("report-service", List.of(nightly, often));
            // end
            System.out.println("First start: added " + done.added());

            var again = reports.syncJobSchedulers("report-service", List.of(nightly, often));
            System.out.println("Second start: unchanged " + again.unchanged());

            var later = reports.syncJobSchedulers("report-service", List.of(nightly));
            System.out.println("New version: removed " + later.removed() + ", left " + reports.getJobSchedulersCount());
        }
    }
}
