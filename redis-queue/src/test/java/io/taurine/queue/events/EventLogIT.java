package io.taurine.queue.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.XTrimArgs;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class EventLogIT {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final TestQueue keysOf;
    private final RedisConnection redis;
    private final EventLog log;

    EventLogIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        redis = RedisConnection.connect(keysOf.redisUri());
        log = EventLog.open(redis, keysOf.prefix());
    }

    @AfterEach
    void close() {
        log.close();
        redis.close();
    }

    private static String emit(TestQueue queue, int number) {
        return queue.redis().xadd(queue.key("events"), Map.of("event", "mine", "number", Integer.toString(number)));
    }

    @Test
    void readsManyQueuesEachFromItsPlace() throws InterruptedException {
        var other = keysOf.another();
        var seen = emit(keysOf, 1);
        var next = emit(keysOf, 2);
        var first = emit(other, 3);

        var pages = log.read(Map.of(keysOf.name(), seen, other.name(), EventLog.BEGINNING), 10, SHORT);

        assertThat(of(pages, keysOf.name()).events()).extracting(QueueEvent::id).containsExactly(next);
        assertThat(of(pages, other.name()).events()).extracting(QueueEvent::id).containsExactly(first);
        assertThat(pages.values()).noneMatch(EventPage::hasGap).noneMatch(EventPage::isFull);
        assertThat(log.read(Map.of(keysOf.name(), next, other.name(), first), 10, SHORT))
                .isEmpty();
        assertThat(log.newestId(keysOf.name())).contains(next);
    }

    @Test
    void tellsWhenMoreMayFollowAndWhenSomeMayBeMissing() throws InterruptedException {
        var ids = IntStream.range(0, 5).mapToObj(number -> emit(keysOf, number)).toList();

        assertThat(log.read(Map.of(keysOf.name(), ids.get(0)), 2, SHORT).get(keysOf.name()))
                .satisfies(page -> assertThat(page.isFull()).isTrue())
                .satisfies(page -> assertThat(page.hasGap()).isFalse());
        keysOf.redis().xtrim(keysOf.key("events"), XTrimArgs.Builder.maxlen(2).exactTrimming());
        assertThat(log.read(Map.of(keysOf.name(), ids.get(0)), 9, SHORT).get(keysOf.name()))
                .satisfies(page -> assertThat(page.events()).hasSize(2))
                .satisfies(page -> assertThat(page.hasGap()).isTrue());
        assertThat(of(log.read(Map.of(keysOf.name(), EventLog.BEGINNING), 9, SHORT), keysOf.name())
                        .hasGap())
                .isFalse();
    }

    private static <V> V of(Map<String, V> all, String key) {
        return Objects.requireNonNull(all.get(key));
    }

    @Test
    void comparesPlacesByNumber() {
        assertThat(EventLog.compare("10-9", "10-10")).isNegative();
        assertThat(EventLog.compare("9-1", "10-0")).isNegative();
        assertThat(EventLog.compare("10", "10-0")).isZero();
    }

    @Test
    void readsFieldsAndNewLinesOfManyJobs() {
        try (var queue = Queue.of(keysOf.name(), Integer.class, redis)) {
            var ids = IntStream.range(0, 450)
                    .mapToObj(number -> queue.add("n" + number, number).id())
                    .toList();
            keysOf.redis().rpush(keysOf.key(ids.get(3) + ":logs"), "one", "two");
            var asked = new TreeMap<String, Long>();
            ids.forEach(id -> asked.put(id, -1L));
            asked.put(ids.get(3), 1L);
            asked.put("gone", 0L);

            var jobs = log.jobs(keysOf.name(), asked, List.of("name", "data", "nothing"), 10);

            assertThat(jobs).hasSize(450).doesNotContainKey("gone");
            assertThat(of(jobs, ids.get(449)).fields()).isEqualTo(Map.of("name", "n449", "data", "449"));
            assertThat(of(jobs, ids.get(3)).lines()).containsExactly("two");
            assertThat(of(jobs, ids.get(3)).logged()).isEqualTo(2);
        }
    }

    @Test
    void findsJobsThatRunAndThatHaveFinished() {
        keysOf.redis().lpush(keysOf.key("active"), "1", "2");
        keysOf.redis().zadd(keysOf.key("completed"), 1_000, "3");
        keysOf.redis().zadd(keysOf.key("failed"), 2_000, "4");

        assertThat(log.active(keysOf.name())).containsExactlyInAnyOrder("1", "2");
        assertThat(log.finished(keysOf.name(), Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(2_000)))
                .containsExactly("3", "4");
        assertThat(log.finished(keysOf.name(), Instant.ofEpochMilli(1_001), Instant.ofEpochMilli(1_999)))
                .isEmpty();
    }

    @Test
    void hasAStreamKeepMoreButNeverLess() {
        log.keepAtLeast(keysOf.name(), 50_000);
        log.keepAtLeast(keysOf.name(), 20_000);

        assertThat(keysOf.redis().hget(keysOf.key("meta"), "opts.maxLenEvents")).isEqualTo("50000");
    }

    @Test
    void refusesToReadNoneOrTooMany() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.read(Map.of(keysOf.name(), "0"), 0, SHORT))
                .withMessageContaining("most must be between 1 and 10000");
    }
}
