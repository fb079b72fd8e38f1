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

    /** Its next slot is years away, so that none begins while a test runs. */
    private static final Duration LONG = Duration.ofDays(10_000);

    private static final DeclaredScheduler<Object> RARE =
            DeclaredScheduler.of("rare", Schedule.every(LONG), JobTemplate.of(Map.of("n", 1)));
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
        queue.syncJobSchedulers("shop", List.of(RARE, NIGHTLY));
        upsertByNode("rare", Map.of("every", 60_000));
        upsertByNode("by node", Map.of("pattern", "0 4 * * *", "tz", "UTC"));

        var done = queue.syncJobSchedulers("shop", List.of(RARE));

        assertThat(done.changed()).containsExactly("rare");
        assertThat(done.adopted()).containsExactly("rare");
        assertThat(done.removed()).containsExactly("nightly");
        assertThat(idsSeenByNode()).containsExactlyInAnyOrder("rare", "by node");
        assertThat(node("getJobScheduler", "scheduler", "rare").path("every").asLong())
                .isEqualTo(LONG.toMillis());
    }

    @Test
    void aScheduleThatNodeUpsertedAlikeIsUnchanged() {
        upsertByNode("rare", Map.of("every", LONG.toMillis()));
        upsertByNode("nightly", Map.of("pattern", "0 3 * * *", "tz", "UTC"));

        var done = queue.syncJobSchedulers("shop", List.of(RARE, NIGHTLY));

        assertThat(done.unchanged()).containsExactly("nightly");
        // Its data is another.
        assertThat(done.changed()).containsExactly("rare");
        assertThat(done.adopted()).containsExactlyInAnyOrder("rare", "nightly");
    }

    @Test
    void whatNodeRemovedAndMadeAnewIsNodes() {
        queue.syncJobSchedulers("shop", List.of(RARE, NIGHTLY));
        for (var id : List.of("rare", "nightly")) {
            assertThat(node("removeJobScheduler", "scheduler", id).asBoolean()).isTrue();
        }
        upsertByNode("rare", Map.of("every", LONG.toMillis()));
        upsertByNode("nightly", Map.of("pattern", "0 4 * * *", "tz", "UTC"));

        var done = queue.syncJobSchedulers("shop", List.of());

        assertThat(done.removed()).isEmpty();
        assertThat(idsSeenByNode()).containsExactlyInAnyOrder("rare", "nightly");
        assertThat(keysOf.redis().exists(keysOf.key("taurine:scheduler-owners")))
                .isZero();
    }

    @Test
    void theRunsThatNodeWorksChangeNothingAboutWhoseItIs() {
        queue.syncJobSchedulers("shop", List.of(RARE));
        var hand = SIDES.node(keysOf);
        var run = hand.claim().orElseThrow();
        hand.complete(run, 1);

        assertThat(queue.syncJobSchedulers("shop", List.of(RARE)).unchanged()).containsExactly("rare");
        assertThat(keysOf.redis().hget(keysOf.key("repeat:rare"), "ic")).isEqualTo("2");
        assertThat(queue.syncJobSchedulers("shop", List.of()).removed()).containsExactly("rare");
    }

    @Test
    void whoOwnsWhatOutlivesTheCleaningOfBullMq() {
        queue.syncJobSchedulers("shop", List.of(RARE));
        keysOf.redis().hset(keysOf.key("left-behind"), "name", "a job in no state");

        var removed = node("removeOrphanedJobs").asInt();

        assertThat(removed).isEqualTo(1);
        assertThat(queue.syncJobSchedulers("shop", List.of()).removed()).containsExactly("rare");
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
