package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.DeclaredScheduler;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schedulers that Java declares, on a queue where BullMQ upserts, lists and cleans up. */
@RequiresNode
@RedisTest
final class SchedulerSyncBesideNodeIT {

    @RegisterExtension
    static final Sides SIDES = new Sides();

    private static final DeclaredScheduler<Object> HOURLY =
            DeclaredScheduler.of("hourly", Schedule.every(Duration.ofHours(1)), JobTemplate.of(Map.of("n", 1)));
    private static final DeclaredScheduler<Object> NIGHTLY =
            DeclaredScheduler.of("nightly", Schedule.cron("0 3 * * *", ZoneId.of("UTC")), JobTemplate.of(Map.of()));

    private final TestQueue keysOf;
    private final RedisConnection redis;
    private final Queue<Object> queue;

    SchedulerSyncBesideNodeIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        this.redis = RedisConnection.connect(keysOf.redisUri());
        this.queue = Queue.of(keysOf.name(), Object.class, redis);
    }

    @AfterEach
    void close() {
        queue.close();
        redis.close();
    }

    @Test
    void whatNodeUpsertedOtherwiseIsBroughtBackAndWhatItAddedIsLeftAlone() {
        queue.syncJobSchedulers("shop", List.of(HOURLY, NIGHTLY));
        upsertByNode("hourly", Map.of("every", 60_000));
        upsertByNode("by node", Map.of("pattern", "0 4 * * *", "tz", "UTC"));

        var done = queue.syncJobSchedulers("shop", List.of(HOURLY));

        assertThat(done.changed()).containsExactly("hourly");
        assertThat(done.adopted()).containsExactly("hourly");
        assertThat(done.removed()).containsExactly("nightly");
        assertThat(idsSeenByNode()).containsExactlyInAnyOrder("hourly", "by node");
        assertThat(node("getJobScheduler", "scheduler", "hourly").path("every").asLong())
                .isEqualTo(3_600_000);
    }

    @Test
    void aScheduleThatNodeUpsertedAlikeIsUnchanged() {
        upsertByNode("hourly", Map.of("every", 3_600_000));
        upsertByNode("nightly", Map.of("pattern", "0 3 * * *", "tz", "UTC"));

        var done = queue.syncJobSchedulers("shop", List.of(HOURLY, NIGHTLY));

        assertThat(done.unchanged()).containsExactly("nightly");
        // Its data is another.
        assertThat(done.changed()).containsExactly("hourly");
        assertThat(done.adopted()).containsExactlyInAnyOrder("hourly", "nightly");
    }

    @Test
    void whatNodeRemovedAndMadeAnewIsNodes() {
        queue.syncJobSchedulers("shop", List.of(HOURLY, NIGHTLY));
        for (var id : List.of("hourly", "nightly")) {
            assertThat(node("removeJobScheduler", "scheduler", id).asBoolean()).isTrue();
        }
        upsertByNode("hourly", Map.of("every", 3_600_000));
        upsertByNode("nightly", Map.of("pattern", "0 4 * * *", "tz", "UTC"));

        var done = queue.syncJobSchedulers("shop", List.of());

        assertThat(done.removed()).isEmpty();
        assertThat(idsSeenByNode()).containsExactlyInAnyOrder("hourly", "nightly");
        assertThat(keysOf.redis().exists(keysOf.key("taurine:scheduler-owners")))
                .isZero();
    }

    @Test
    void theRunsThatNodeWorksChangeNothingAboutWhoseItIs() {
        queue.syncJobSchedulers("shop", List.of(HOURLY));
        var hand = SIDES.node(keysOf);
        var run = hand.claim().orElseThrow();
        hand.complete(run, 1);

        assertThat(queue.syncJobSchedulers("shop", List.of(HOURLY)).unchanged()).containsExactly("hourly");
        assertThat(keysOf.redis().hget(keysOf.key("repeat:hourly"), "ic")).isEqualTo("2");
        assertThat(queue.syncJobSchedulers("shop", List.of()).removed()).containsExactly("hourly");
    }

    @Test
    void whoOwnsWhatOutlivesTheCleaningOfBullMq() {
        queue.syncJobSchedulers("shop", List.of(HOURLY));
        keysOf.redis().hset(keysOf.key("left-behind"), "name", "a job in no state");

        var removed = node("removeOrphanedJobs").asInt();

        assertThat(removed).isEqualTo(1);
        assertThat(queue.syncJobSchedulers("shop", List.of()).removed()).containsExactly("hourly");
    }

    private void upsertByNode(String id, Map<String, ?> repeat) {
        node("upsertJobScheduler", "scheduler", id, "repeat", repeat);
    }

    private List<String> idsSeenByNode() {
        return node("getJobSchedulers").findValuesAsText("key");
    }

    private JsonNode node(String op, Object... namesAndValues) {
        var arguments = new Object[namesAndValues.length + 2];
        arguments[0] = "queue";
        arguments[1] = keysOf.name();
        System.arraycopy(namesAndValues, 0, arguments, 2, namesAndValues.length);
        return SIDES.peer().call(op, arguments);
    }
}
