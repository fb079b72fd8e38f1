package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.queue.BrokenScheduler;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Job schedulers made by one side, read, worked, removed and mended by the other. */
@RequiresNode
@RedisTest
final class SchedulersAcrossLanguagesIT {
    private static final Instant END = Instant.parse("2099-01-01T00:00:00Z");

    /** An interval whose next slot is years away, so that none begins while a test runs. */
    private static final long RARELY = Duration.ofDays(10_000).toMillis();

    @RegisterExtension
    static final Sides SIDES = new Sides();

    /** Who does it. */
    enum Who {
        NODE,
        JAVA
    }

    private final TestQueue keys;
    private final NodePeer peer = SIDES.peer();
    private final Queue<JsonNode> queue;

    SchedulersAcrossLanguagesIT(TestQueue keys) {
        this.keys = keys;
        this.queue = Queue.of(keys.name(), JsonNode.class, SIDES.redis());
    }

    private JsonNode node(String op, Object... more) {
        var arguments = new ArrayList<Object>(List.of("queue", keys.name()));
        arguments.addAll(List.of(more));
        return peer.call(op, arguments.toArray());
    }

    private String upsert(Who who, String id, long everyMillis, int limit) {
        if (who == Who.NODE) {
            return node("upsertJobScheduler", "scheduler", id, "repeat", Map.of("every", everyMillis, "limit", limit))
                    .asText();
        }
        var schedule = Schedule.every(Duration.ofMillis(everyMillis)).withLimit(limit);
        return queue.upsertJobScheduler(id, schedule, JobTemplate.of(Json.parse("{}")))
                .orElseThrow()
                .id();
    }

    @Test
    void nodeReadsWhatJavaStores() {
        var schedule = Schedule.cron("0 9 * * MON-FRI", ZoneId.of("Europe/Berlin"))
                .withLimit(5)
                .withEnd(END);
        var options = JobOptions.builder()
                .attempts(3)
                .backoff(Backoff.exponential(Duration.ofSeconds(1)))
                .removeOnComplete(KeepJobs.count(10))
                .keepLogs(4)
                .build();
        queue.upsertJobScheduler("report", schedule, JobTemplate.of("daily", Json.parse("{\"a\":\"ü/\"}"), options));
        queue.upsertJobScheduler("often", Schedule.every(Duration.ofMillis(RARELY)), JobTemplate.of(Json.parse("{}")));

        var next = queue.getJobScheduler("report").orElseThrow().next().toEpochMilli();
        assertThat(node("getJobScheduler", "scheduler", "report"))
                .isEqualTo(Json.parse("""
                        {"key":"report","name":"daily","next":%d,"iterationCount":1,"limit":5,"endDate":%d,
                         "tz":"Europe/Berlin","pattern":"0 9 * * MON-FRI","offset":0,
                         "template":{"data":{"a":"ü/"},"opts":{"attempts":3,"backoff":{"type":"exponential","delay":1000},
                         "removeOnComplete":10,"keepLogs":4}}}""".formatted(next, END.toEpochMilli())));
        assertThat(node("getJobSchedulers", "start", 0, "end", -1, "asc", true).findValuesAsText("key"))
                .containsExactly("often", "report");
        assertThat(node("getJobSchedulersCount").asInt()).isEqualTo(2);
        assertThat(node("removeJobScheduler", "scheduler", "report").asBoolean())
                .isTrue();
        assertThat(queue.getJobScheduler("report")).isEmpty();
    }

    @Test
    void javaReadsWhatNodeStores() {
        var before = Instant.now();
        node(
                "upsertJobScheduler",
                "scheduler",
                "report",
                "repeat",
                Map.of("pattern", "0 9 * * MON-FRI", "tz", "Europe/Berlin", "limit", 5, "endDate", END.toString()),
                "template",
                Json.parse("{\"name\":\"daily\",\"data\":{\"a\":\"ü/\"},\"opts\":{\"attempts\":3,\"keepLogs\":4}}"));

        var found = queue.getJobScheduler("report").orElseThrow();

        assertThat(found.name()).isEqualTo("daily");
        assertThat(found.pattern()).contains("0 9 * * MON-FRI");
        assertThat(found.timeZone()).contains("Europe/Berlin");
        assertThat(found.limit()).isEqualTo(OptionalInt.of(5));
        assertThat(found.endDate()).contains(END);
        assertThat(found.iterationCount()).isEqualTo(1);
        assertThat(found.template().data()).isEqualTo(Json.parse("{\"a\":\"ü/\"}"));
        assertThat(found.template().options())
                .isEqualTo(JobOptions.builder().attempts(3).keepLogs(4).build());
        // Two looks: what was the next run at the upsert may have begun meanwhile.
        assertThat(List.of(before, Instant.now()))
                .extracting(from -> found.schedule().nextAfter(from).orElseThrow())
                .contains(found.next());
        assertThat(queue.preview("report", 10)).hasSize(5).startsWith(found.next());
        assertThat(queue.removeJobScheduler("report")).isTrue();
        assertThat(node("getJobSchedulersCount").asInt()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Who.class)
    void workersOfBothRunAScheduleToItsLimit(Who author) {
        SIDES.node(keys).startWorker(WorkerSetup.DEFAULT);
        SIDES.java(keys).startWorker(WorkerSetup.DEFAULT);

        for (int i = 0; i < 4; i++) {
            upsert(author, "s" + i, 40 + i, 8);
        }

        await().untilAsserted(() ->
                assertThat(keys.redis().zcard(keys.key("completed"))).isEqualTo(32));
        for (int i = 0; i < 4; i++) {
            assertThat(keys.redis().hget(keys.key("repeat:s" + i), "ic")).isEqualTo("8");
        }
        assertThat(queue.findBrokenSchedulers()).isEmpty();
    }

    /** Node runs what Java scheduled with options that matter at a run, and Java what Node did. */
    @ParameterizedTest
    @EnumSource(Who.class)
    void theOptionsOfATemplateHoldInTheOtherLanguage(Who author) {
        var options = Map.of("attempts", 2, "removeOnComplete", true);
        if (author == Who.NODE) {
            node(
                    "upsertJobScheduler",
                    "scheduler",
                    "s",
                    "repeat",
                    Map.of("every", 40, "limit", 3),
                    "template",
                    Map.of("name", "failTimes", "data", Map.of("times", 1), "opts", options));
            SIDES.java(keys).startWorker(WorkerSetup.DEFAULT);
        } else {
            var template = JobTemplate.of(
                    "failTimes",
                    Json.parse("{\"times\":1}"),
                    JobOptions.builder().attempts(2).removeOnComplete(true).build());
            queue.upsertJobScheduler("s", Schedule.every(Duration.ofMillis(40)).withLimit(3), template);
            SIDES.node(keys).startWorker(WorkerSetup.DEFAULT);
        }

        await().untilAsserted(() -> {
            assertThat(keys.redis().hget(keys.key("repeat:s"), "ic")).isEqualTo("3");
            assertThat(keys.keys()).noneMatch(key -> key.matches(".*:repeat:s:\\d+"));
        });
        assertThat(keys.redis().zcard(keys.key("failed"))).isZero();
    }

    @Test
    void onAPausedQueueBullMqMakesASecondJobAndTaurineDoesNot() {
        queue.pause();

        upsert(Who.JAVA, "java", RARELY, 5);
        upsert(Who.JAVA, "java", RARELY, 5);
        assertThat(jobsOf("java")).isEqualTo(1);

        upsert(Who.NODE, "node", RARELY, 5);
        upsert(Who.NODE, "node", RARELY, 5);
        assertThat(jobsOf("node")).as("the fault that is not copied").isEqualTo(2);
    }

    /** BullMQ has no such call; so what it is shown is a job like any other, and a scheduler that has not changed. */
    @ParameterizedTest
    @EnumSource(Who.class)
    void whatJavaRunsNowIsAJobLikeAnyOtherToNode(Who worker) {
        node(
                "upsertJobScheduler",
                "scheduler",
                "report",
                "repeat",
                Map.of("pattern", "0 0 1 1 *", "tz", "Europe/Berlin", "limit", 2),
                "template",
                Json.parse(
                        "{\"name\":\"echo\",\"data\":{\"a\":\"ü/\"},\"opts\":{\"attempts\":3,\"priority\":2,\"keepLogs\":4}}"));
        var before = node("getJobScheduler", "scheduler", "report");

        var extra = queue.runNow("report").id();

        var seen = peer.job(keys.name(), extra).orElseThrow();
        assertThat(seen.path("state").asText()).isEqualTo("prioritized");
        assertThat(seen.path("name").asText()).isEqualTo("echo");
        assertThat(seen.path("data")).isEqualTo(Json.parse("{\"a\":\"ü/\"}"));
        assertThat(Json.parse(String.valueOf(keys.redis().hget(keys.key(extra), "opts"))))
                .isEqualTo(Json.parse("{\"attempts\":3,\"priority\":2,\"kl\":4}"));
        assertThat(keys.redis().hexists(keys.key(extra), "rjk")).isFalse();
        assertThat(node("getJobScheduler", "scheduler", "report")).isEqualTo(before);

        (worker == Who.NODE ? SIDES.node(keys) : SIDES.java(keys)).startWorker(WorkerSetup.DEFAULT);
        await().untilAsserted(() -> assertThat(peer.state(keys.name(), extra)).isEqualTo("completed"));
        assertThat(node("getJobScheduler", "scheduler", "report"))
                .as("neither moved on nor counted")
                .isEqualTo(before);
        assertThat(keys.redis().zrange(keys.key("delayed"), 0, -1))
                .containsExactly("repeat:report:" + before.path("next").asLong());
        assertThat(peer.remove(keys.name(), extra)).isTrue();
    }

    private long jobsOf(String scheduler) {
        return keys.keys().stream()
                .filter(key -> key.matches(".*:repeat:" + scheduler + ":\\d+"))
                .count();
    }

    @Test
    void aScheduleThatStandsStillForBullMqGoesOnInJavaAndIsMendedForNode() {
        var first = upsert(Who.NODE, "s", RARELY, 100);
        var slot = Long.parseLong(first.substring(first.lastIndexOf(':') + 1));
        keys.redis().hset(keys.key("repeat:s:" + (slot + RARELY)), "name", "left over");
        var hand = SIDES.node(keys);
        assertThat(hand.claim()).contains(first);
        hand.complete(first, 1);
        assertThat(keys.redis().zcard(keys.key("delayed")))
                .as("the fault that is not copied")
                .isZero();

        assertThat(queue.findBrokenSchedulers()).extracting(BrokenScheduler::id).containsExactly("s");
        var mended = queue.repairJobScheduler("s").orElseThrow().id();

        assertThat(mended).isEqualTo("repeat:s:" + (slot + 2 * RARELY));
        queue.promote(mended);
        assertThat(hand.claim()).contains(mended);
        assertThat(keys.redis().zrange(keys.key("delayed"), 0, -1)).containsExactly("repeat:s:" + (slot + 3 * RARELY));
        assertThat(queue.findBrokenSchedulers()).isEmpty();
        assertThat(queue.repairJobScheduler("s")).isEqualTo(Optional.empty());
    }
}
