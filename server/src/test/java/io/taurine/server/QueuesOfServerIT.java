package io.taurine.server;

import static io.taurine.server.TestServers.call;
import static io.taurine.server.TestServers.get;
import static io.taurine.server.TestServers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.TestServers.Answer;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.FatalJobException;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is done to whole queues, and to trees of jobs, through the API. */
@Timeout(120)
class QueuesOfServerIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Open when its jobs may end. */
    private static final CountDownLatch GATE = new CountDownLatch(1);

    private static Definition<?> plain(String key) {
        return Definition.of(key, JsonNode.class, (params, context) -> params).build();
    }

    private static Definition<?>[] definitions() {
        return new Definition<?>[] {
            plain("drained"),
            plain("limited"),
            plain("checked"),
            plain("parent"),
            plain("child"),
            Definition.of("waits", JsonNode.class, (params, context) -> {
                        context.progress(0, 1, "waits");
                        GATE.await();
                        return null;
                    })
                    .build(),
            Definition.of("fails", JsonNode.class, (params, context) -> {
                        throw new FatalJobException("no");
                    })
                    .build(),
            Definition.of(
                            "sum",
                            JsonNode.class,
                            (params, context) -> context.childResults().values().stream()
                                    .mapToInt(JsonNode::asInt)
                                    .sum())
                    .build(),
            Definition.of("hourly", JsonNode.class, (params, context) -> null)
                    .schedule(Schedule.every(Duration.ofHours(1)))
                    .build(),
            Definition.of("alone", JsonNode.class, (params, context) -> {
                        GATE.await();
                        return null;
                    })
                    .singleRunning(true)
                    .build()
        };
    }

    private static Answer start(TaurineServer server, String key, String more) {
        return post(server, "/v1/jobs", "{\"definitionKey\":\"" + key + "\"" + more + "}");
    }

    private static long count(TaurineServer server, String key, String status) {
        return get(server, "/v1/queues/" + key)
                .body()
                .path("counts")
                .path(status)
                .asLong();
    }

    private static void awaitCount(TaurineServer server, String key, String status, long count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(count(server, key, status)).isEqualTo(count));
    }

    private static long done(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().path("done").asLong(-1);
    }

    /** One server for all: each test has queues of its own. */
    @Nested
    @RedisTest
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OnRedis {

        private final TestQueue keysOf;
        private final TestServers servers;
        private final TaurineServer server;

        OnRedis(TestQueue keysOf, @TempDir Path folder) {
            this.keysOf = keysOf;
            servers = new TestServers(keysOf, folder).with("TAURINE_WORKER_CLOSE_TIMEOUT", "0");
            server = servers.start(definitions());
        }

        @AfterAll
        void close() {
            servers.close();
        }

        @Test
        void whatWaitsIsDrainedPromotedAndRetriedInSteps() {
            post(server, "/v1/queues/drained/pause", null);
            IntStream.range(0, 5).forEach(n -> start(server, "drained", ""));
            IntStream.range(0, 3).forEach(n -> start(server, "drained", ",\"delay\":\"PT1H\""));

            var first = post(server, "/v1/queues/drained/drain", "{\"limit\":2}");
            assertThat(done(first)).isEqualTo(2);
            assertThat(first.body().path("more").asBoolean()).isTrue();
            assertThat(done(post(server, "/v1/queues/drained/drain?dryRun=true", null)))
                    .isEqualTo(-1);
            assertThat(done(post(server, "/v1/queues/drained/drain", null))).isEqualTo(3);
            assertThat(count(server, "drained", "delayed")).isEqualTo(3);

            assertThat(done(post(server, "/v1/queues/drained/promote", "{\"limit\":2}")))
                    .isEqualTo(2);
            assertThat(count(server, "drained", "queued")).isEqualTo(2);
            assertThat(done(post(server, "/v1/queues/drained/drain", "{\"delayed\":true}")))
                    .isEqualTo(3);

            IntStream.range(0, 3).forEach(n -> start(server, "fails", ""));
            awaitCount(server, "fails", "failed", 3);
            post(server, "/v1/queues/fails/pause", null);
            assertThat(done(post(server, "/v1/queues/fails/retry", "{\"status\":[\"timed-out\"]}")))
                    .isZero();
            assertThat(done(post(server, "/v1/queues/fails/retry", "{\"status\":[\"failed\"]}")))
                    .isEqualTo(3);
            assertThat(count(server, "fails", "queued")).isEqualTo(3);
            assertThat(done(post(server, "/v1/queues/fails/clean", "{\"status\":[\"queued\"]}")))
                    .isEqualTo(3);
        }

        @Test
        void aQueueIsRemovedWithItsJobsAndItsSchedulesGoOn() {
            IntStream.range(0, 3).forEach(n -> start(server, "hourly", ",\"delay\":\"PT1H\""));
            post(server, "/v1/queues/hourly/pause", null);

            assertThat(call(server, "POST", "/v1/queues/hourly/obliterate?dryRun=true", null)
                            .status())
                    .isEqualTo(200);
            assertThat(count(server, "hourly", "delayed")).isGreaterThanOrEqualTo(3);
            var removed = post(server, "/v1/queues/hourly/obliterate", null);

            assertThat(removed.status()).isEqualTo(200);
            assertThat(removed.body().path("paused").asBoolean(true)).isFalse();
            assertThat(get(server, "/v1/jobs?definitionKey=hourly&status=delayed")
                            .body()
                            .path("items"))
                    .hasSize(1);
            var schedule = get(server, "/v1/schedules/hourly").body();
            assertThat(schedule.path("enabled").asBoolean()).isTrue();
            assertThat(schedule.path("nextRun").asText()).isNotEmpty();
        }

        @Test
        void aQueueWhoseJobsRunIsRemovedByForceOnly() {
            start(server, "waits", "");
            awaitCount(server, "waits", "running", 1);

            var refused = post(server, "/v1/queues/waits/obliterate", null);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().path("code").asText()).isEqualTo("wrong_status");
            assertThat(get(server, "/v1/queues/waits").body().path("paused").asBoolean(true))
                    .isFalse();

            assertThat(post(server, "/v1/queues/waits/obliterate", "{\"force\":true}")
                            .status())
                    .isEqualTo(200);
            assertThat(count(server, "waits", "running")).isZero();
        }

        @Test
        void theRateOfAQueueIsLimitedAndLifted() {
            assertThat(get(server, "/v1/queues/limited/limits").body().has("rate"))
                    .isFalse();

            var set = call(
                    server,
                    "PUT",
                    "/v1/queues/limited/limits",
                    "{\"rate\":{\"max\":1,\"per\":\"PT1H\"},\"hold\":\"PT1H\"}");

            assertThat(set.body().path("rate").toString()).isEqualTo("{\"max\":1,\"per\":\"PT1H\"}");
            assertThat(Duration.parse(set.body().path("held").asText())).isPositive();
            start(server, "limited", "");
            assertThat(count(server, "limited", "queued")).isEqualTo(1);

            var wrong = call(server, "PUT", "/v1/queues/limited/limits", "{\"rate\":{\"max\":1,\"per\":0}}");
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.body().path("errors").path(0).path("pointer").asText())
                    .isEqualTo("/rate/per");

            var lifted = call(server, "PUT", "/v1/queues/limited/limits", "{}");
            assertThat(lifted.body().has("rate")).isFalse();
            assertThat(lifted.body().path("held").asText()).isEqualTo("PT0S");
            awaitCount(server, "limited", "succeeded", 1);
        }

        @Test
        void whatIsWrongInAQueueIsFoundAndMended() {
            post(server, "/v1/queues/checked/pause", null);
            var id = start(server, "checked", "").body().path("jobId").asText().substring("checked:".length());
            assertThat(get(server, "/v1/queues/checked/check")
                            .body()
                            .path("clean")
                            .asBoolean())
                    .isTrue();
            keysOf.redis().del(servers.prefix() + ":checked:wait", servers.prefix() + ":checked:paused");

            var found = get(server, "/v1/queues/checked/check?most=10").body();
            assertThat(found.path("clean").asBoolean(true)).isFalse();
            assertThat(found.path("findings"))
                    .anySatisfy(one -> assertThat(one.path("id").asText()).isEqualTo(id));

            var mended = post(server, "/v1/queues/checked/repair", null).body();
            assertThat(mended.path("findings"))
                    .allSatisfy(one -> assertThat(one.path("repaired")).isEqualTo(one.path("repairable")));
        }

        @Test
        void theLeasesOfServersAndOfDefinitionsThatRunOnceAreListed() {
            start(server, "alone", "");
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(get(server, "/v1/locks").body().path("items"))
                                    .extracting(lock -> lock.path("name").asText())
                                    .contains(servers.prefix() + "-housekeeping", servers.prefix() + ":alone"));
            var page = get(server, "/v1/locks?limit=1&fields=name,holder").body();
            assertThat(page.path("items")).hasSize(1);
            assertThat(page.path("items").path(0).has("remaining")).isFalse();
            assertThat(page.has("nextCursor")).isTrue();
        }

        @Test
        void aParentRunsWhenItsChildrenHaveSucceededAndSeesTheirResults() {
            var leaf = "{\"definitionKey\":\"echo\",\"params\":%d}";
            var flow = "{\"definitionKey\":\"sum\",\"children\":[" + leaf.formatted(3) + "," + leaf.formatted(4) + "]}";

            assertThat(call(server, "POST", "/v1/flows?dryRun=true", flow)
                            .body()
                            .path("message")
                            .asText())
                    .contains("3 jobs");
            var started = post(server, "/v1/flows", flow);

            assertThat(started.status()).isEqualTo(201);
            assertThat(started.body().path("children")).hasSize(2);
            var id = started.body().path("jobId").asText();
            await().atMost(SOON).untilAsserted(() -> {
                var job = get(server, "/v1/jobs/" + id).body();
                assertThat(job.path("status").asText()).isEqualTo("succeeded");
                assertThat(job.path("result").asInt()).isEqualTo(7);
            });
            var tree = get(server, "/v1/jobs/" + id + "/flow?depth=2").body();
            assertThat(tree.path("status").asText()).isEqualTo("succeeded");
            assertThat(tree.path("counts").path("succeeded").asInt()).isEqualTo(2);
            assertThat(tree.path("children"))
                    .extracting(child -> child.path("status").asText())
                    .containsExactly("succeeded", "succeeded");
        }

        @Test
        void aFlowOneOfWhoseJobsIsWrongIsNotStartedAtAll() {
            var unknown = post(
                    server,
                    "/v1/flows",
                    "{\"definitionKey\":\"parent\",\"children\":[{\"definitionKey\":\"child\"},{\"definitionKey\":\"nothing\"}]}");
            var wrong = post(
                    server, "/v1/flows", "{\"definitionKey\":\"parent\",\"children\":[{\"definition\":\"child\"}]}");

            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.body().path("code").asText()).isEqualTo("no_such_definition");
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(get(server, "/v1/jobs?definitionKey=parent").body().path("items"))
                    .isEmpty();
            assertThat(get(server, "/v1/jobs?definitionKey=child").body().path("items"))
                    .isEmpty();
        }
    }

    @Nested
    class OnTheLocalRunner {

        @TempDir
        private Path folder = Path.of("");

        @Test
        void whatNeedsRedisIsRefusedWithACodeOfItsOwn() {
            var environment = Map.of(
                    "TAURINE_RUNNER", "local",
                    "TAURINE_DATA_FOLDER", folder.toString(),
                    "TAURINE_DEFINITIONS_EXAMPLES", "false",
                    "PORT", "0");
            var config = ServerConfig.parse("taurine.yaml", "", environment);
            try (var server = TaurineServer.start(config, List.of(definitions()))) {
                var id = start(server, "hourly", ",\"delay\":\"PT1H\"")
                        .body()
                        .path("jobId")
                        .asText();
                Stream.of(
                                get(server, "/v1/queues/hourly/limits"),
                                call(server, "PUT", "/v1/queues/hourly/limits", "{}"),
                                get(server, "/v1/queues/hourly/check"),
                                post(server, "/v1/queues/hourly/repair", null),
                                get(server, "/v1/jobs/" + id + "/flow"),
                                post(server, "/v1/flows", "{\"definitionKey\":\"hourly\"}"))
                        .forEach(refused -> {
                            assertThat(refused.status()).isEqualTo(501);
                            assertThat(refused.body().path("code").asText()).isEqualTo("not_by_this_runner");
                        });
                assertThat(get(server, "/v1/locks").body().path("items")).isEmpty();
                assertThat(done(post(server, "/v1/queues/hourly/promote", null)))
                        .isEqualTo(1);
                start(server, "hourly", ",\"delay\":\"PT1H\"");
                assertThat(post(server, "/v1/queues/hourly/obliterate", null).status())
                        .isEqualTo(200);
                assertThat(get(server, "/v1/jobs?definitionKey=hourly").body().path("items"))
                        .isEmpty();
            }
        }
    }
}
