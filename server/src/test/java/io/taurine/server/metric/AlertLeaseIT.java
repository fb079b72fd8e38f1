package io.taurine.server.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.RedisLock;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import io.taurine.server.service.notification.NotificationService;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import io.taurine.worker.Worker;
import java.time.Duration;
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
    void theProbeSeesJobsWhoseLockHasEndedAndWorkers() {
        try (var test = TestQueue.create("probe");
                var redis = RedisConnection.connect(TestRedis.shared())) {
            var probe = new RedisProbe(redis, test.prefix());
            test.redis().rpush(test.key("active"), "7", "8");
            test.redis().set(test.key("8:lock"), "token");

            assertThat(probe.staleLocks(test.name())).containsExactly("7");
            assertThat(probe.workers(test.name())).isEmpty();

            test.redis().del(test.key("active"));
            try (var worker = Worker.of(test.name(), JsonNode.class, redis, job -> null)
                    .name("host-1")
                    .start()) {
                await().untilAsserted(() ->
                        assertThat(probe.workers(worker.queueName())).containsExactly("host-1"));
            }
        }
    }
}
