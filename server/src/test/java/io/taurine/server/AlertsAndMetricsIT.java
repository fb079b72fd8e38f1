package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What running servers count, and what they tell people of. */
@RedisTest
@Timeout(120)
class AlertsAndMetricsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue keysOf;
    private final TestServers servers;
    private final HttpPeer peer = HttpPeer.start();

    AlertsAndMetricsIT(TestQueue keysOf, @TempDir Path folder) {
        this.keysOf = keysOf;
        servers = new TestServers(keysOf, folder);
    }

    @AfterEach
    void close() {
        servers.close();
        peer.close();
    }

    private static Definition<?> failing() {
        return Definition.of("fail", JsonNode.class, (params, context) -> {
                    throw new FatalJobException("as it should");
                })
                .build();
    }

    private static Definition<?> fine() {
        return Definition.of("fine", JsonNode.class, (params, context) -> params)
                .build();
    }

    private static void start(TaurineServer server, String key, int jobs) {
        IntStream.range(0, jobs)
                .forEach(number ->
                        server.runner().executor().start(StartRequest.of(key).build()));
    }

    private List<String> alerts(String state) {
        return peer.received().stream()
                .map(call -> json(call.body()).path("details"))
                .filter(details -> details.path("state").asText().equals(state))
                .map(details -> details.path("kind").asText() + " "
                        + details.path("about").asText())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachKindOfAlertReachesTheWebhookOfTheConfigurationAndIsOverWhenItIsOver() {
        servers.yaml("notifications: {webhooks: {ops: '" + peer.uri("/hook") + "'}}\n"
                + "alerts: {webhooks: [ops], interval: 1s, failure-percent: 10, backlog: 1, dead-letters: 1}\n");
        servers.with("DATABASE_URL", TestPostgres.url());
        var watching = servers.with("TAURINE_ROLES", "api, scheduler").start(failing(), fine());
        servers.with("TAURINE_ROLES", "worker").start(failing());

        start(watching, "fail", 12);
        start(watching, "fine", 2); // nobody works them
        keysOf.redis().rpush(servers.prefix() + ":fine:active", "lost");
        watching.runner()
                .scheduler()
                .schedule(new ScheduleRequest(
                        "late",
                        "fine",
                        OptionalInt.empty(),
                        Schedule.every(Duration.ofHours(1)),
                        NullNode.getInstance(),
                        Overlap.ALLOW,
                        ScheduleRequest.MissedRuns.SKIP));
        var overdue = Instant.now().minus(Duration.ofMinutes(10)).toEpochMilli();
        keysOf.redis().zadd(servers.prefix() + ":fine:repeat", (double) overdue, "late");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(alerts("firing"))
                        .contains(
                                "failure-rate fail",
                                "backlog fine",
                                "stale-locks fine",
                                "dead-letters ",
                                "missed-schedule late"));
        watching.runner().scheduler().cancel("late");
        await().atMost(SOON).untilAsserted(() -> assertThat(alerts("over")).contains("missed-schedule late"));
    }

    @Test
    void alertsReachPeopleByMail() {
        var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            servers.yaml("notifications: {smtp: {host: 127.0.0.1, port: "
                    + mail.getSmtp().getPort() + "}, from: taurine@example.com}\n"
                    + "alerts: {mail: [ops@example.com], interval: 1s, dead-letters: 1}\n");
            var server = servers.with("TAURINE_RUNNER", "local").start(failing());

            start(server, "fail", 2);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(mail.getReceivedMessages()).anySatisfy(message -> {
                        assertThat(message.getSubject()).isEqualTo("2 dead letters wait for a person");
                        assertThat(message.getAllRecipients()[0]).hasToString("ops@example.com");
                    }));
        } finally {
            mail.stop();
        }
    }

    @Test
    void whatWasCancelledIsNoDeadLetter() {
        servers.yaml("notifications: {webhooks: {ops: '" + peer.uri("/hook") + "'}}\n"
                + "alerts: {webhooks: [ops], interval: 1s, dead-letters: 1}\n");
        var server = servers.start(failing(), fine());
        var executor = server.runner().executor();
        start(server, "fail", 1);
        IntStream.range(0, 5)
                .mapToObj(number -> executor.start(StartRequest.of("fine")
                                .delay(Duration.ofHours(1))
                                .build())
                        .jobId())
                .forEach(id -> executor.cancel(id, "not needed"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(executor.counts("fail")).containsEntry(JobStatus.FAILED, 1L));
        assertThat(executor.counts("fine"))
                .containsEntry(JobStatus.CANCELLED, 5L)
                .containsEntry(JobStatus.FAILED, 0L);

        start(server, "fail", 1);

        await().atMost(SOON).untilAsserted(() -> assertThat(alerts("firing")).contains("dead-letters "));
        assertThat(peer.received())
                .allSatisfy(call -> assertThat(call.body())
                        .satisfiesAnyOf(
                                body -> assertThat(body).contains("2 dead letters wait for a person"),
                                body -> assertThat(body).doesNotContain("dead letters")));
    }

    @Test
    void metricsAreToldAsJsonAndToPrometheus() {
        var server = servers.with("METRICS_CACHE_TTL_MS", "0").start(failing(), fine());

        start(server, "fine", 3);
        start(server, "fail", 2);

        await().atMost(SOON).untilAsserted(() -> {
            var text = get(server, "/metrics").body().asText();
            assertThat(text).contains("taurine_server_jobs{definition=\"fine\",status=\"succeeded\"} 3.0");
            assertThat(text).contains("taurine_server_jobs{definition=\"fail\",status=\"failed\"} 2.0");
            assertThat(text).contains("taurine_server_executions_day{definition=\"fail\",outcome=\"failed\"} 2.0");
            assertThat(text).contains("taurine_job_time_seconds_count").contains("jvm_memory_used_bytes");
        });
        await().atMost(SOON).untilAsserted(() -> {
            var summary = get(server, "/v1/metrics/summary?ttl=0").body();
            assertThat(summary.toString()).contains("\"succeeded\":3").contains("\"failed\":2");
        });
        assertThat(get(server, "/v1/metrics/throughput?hours=24").status()).isEqualTo(200);
        assertThat(get(server, "/v1/metrics/performance").status()).isEqualTo(200);
        assertThat(get(server, "/v1/metrics/definitions").body().toString())
                .contains("\"fine\"")
                .contains("\"fail\"");
    }
}
