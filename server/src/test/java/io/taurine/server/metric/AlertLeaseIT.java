package io.taurine.server.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.RedisLock;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import io.taurine.server.service.notification.NotificationService;
import io.taurine.server.worker.WorkerPresence;
import io.taurine.server.worker.WorkerRegister;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AlertLeaseIT {

    @Test
    void onlyTheHolderOfTheLeaseAlertsAndAnotherTakesOver() {
        var lockName = "alerts-" + UUID.randomUUID();
        var runner = new FixedRunner("video").has("video", JobStatus.QUEUED, 2);
        try (var past = new Past();
                var peer = HttpPeer.start();
                var redis = RedisConnection.connect(TestRedis.shared());
                var notifications = NotificationService.builder(new HttpService(HttpSettings.defaults()))
                        .channel("ops", "webhook", Map.of("url", peer.uri("/").toString()))
                        .build();
                var first = service(past, runner, notifications, RedisLock.of(lockName, redis));
                var second = service(past, runner, notifications, RedisLock.of(lockName, redis))) {
            first.start();
            await().until(() -> peer.received().size() == 1);
            var before = runner.asked();

            second.start();
            await().until(() -> runner.asked() > before + 20);
            assertThat(peer.received()).hasSize(1);
            first.close();

            // The second knows nothing of what the first has told.
            await().atMost(Duration.ofSeconds(20)).until(() -> peer.received().size() == 2);
        }
    }

    private static AlertService service(
            Past past, FixedRunner runner, NotificationService notifications, RedisLock lease) {
        var health = new HealthReader(runner, EngineProbe.NONE, past);
        return AlertService.builder(runner, past.history().statistics(), health, notifications)
                .channels(List.of("ops"))
                .rules(AlertRules.builder().backlog(1).build())
                .lease(lease)
                .interval(Duration.ofMillis(5))
                .clock(past)
                .build();
    }

    @Test
    void theProbeSeesJobsWhoseLockHasEndedAndWorkersThatDied() {
        try (var test = TestQueue.create("probe");
                var redis = RedisConnection.connect(TestRedis.shared())) {
            var workers = WorkerRegister.inRedis(redis, test.key("server"));
            var probe = new RedisProbe(redis, test.prefix(), workers);
            test.redis().rpush(test.key("active"), "7", "8");
            test.redis().set(test.key("8:lock"), "token");
            var now = Instant.parse("2026-11-22T12:00:00Z");
            workers.put(new WorkerPresence("there", now, now, now.plusSeconds(30), 1, List.of("a")));
            workers.put(new WorkerPresence("dead", now, now.minusSeconds(60), now.minusSeconds(30), 1, List.of("a")));
            workers.put(new WorkerPresence("forgotten", now, now, now.minusSeconds(3_601), 1, List.of("a")));

            workers.forgetGone(now);

            assertThat(probe.staleLocks(test.name())).containsExactly("7");
            assertThat(probe.workersGone(now)).isEqualTo(Map.of("dead", now.minusSeconds(60)));
            assertThat(workers.present(now)).extracting(WorkerPresence::name).containsExactly("there");
            List.of("there", "dead").forEach(workers::remove);
            assertThat(workers.all()).isEmpty();
        }
    }
}
