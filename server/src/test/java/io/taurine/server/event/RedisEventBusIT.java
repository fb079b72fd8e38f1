package io.taurine.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEventsProducer;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class RedisEventBusIT extends EventBusConformance {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int STREAM_LENGTH = 1_000;

    private final TestQueue keysOf;
    private final String prefix;
    private final RedisConnection redis;

    RedisEventBusIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        prefix = keysOf.key("bus");
        redis = RedisConnection.connect(keysOf.redisUri());
    }

    @AfterEach
    void close() {
        closeBuses();
        redis.close();
    }

    @Override
    EventBus start(EventRules rules, Optional<EventJournal> journal) {
        return start(redis, journal, rules);
    }

    private EventBus start(RedisConnection connection, Optional<EventJournal> journal, EventRules rules) {
        return RedisEventBus.start(connection, prefix, STREAM_LENGTH, rules, journal);
    }

    @Test
    void otherProcessesHearIt() {
        var here = open();
        try (var elsewhere = RedisConnection.connect(keysOf.redisUri());
                var there = start(elsewhere, Optional.empty(), EventRules.defaults())) {
            there.subscribe("user.*", heard::add);

            var emitted = here.emit("user.created", Map.of("id", 1), "test");

            await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly(emitted));
        }
    }

    @Test
    void aProcessThatWasCutOffHearsWhatItMissed() {
        var here = open();
        try (var proxy = FaultProxy.to(keysOf.redisUri());
                var elsewhere = RedisConnection.connect(proxy.uri());
                var there = start(elsewhere, Optional.empty(), EventRules.defaults())) {
            there.subscribe("n.*", heard::add);
            here.emit("n.0", null, "test");
            await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(1));

            proxy.cut();
            here.emit("n.1", null, "test");
            proxy.heal();
            here.emit("n.2", null, "test");

            await().atMost(SOON).untilAsserted(() -> assertThat(names()).containsExactly("n.0", "n.1", "n.2"));
        }
    }

    @Test
    void anotherProcessGoesOnKeepingEventsWhereTheFirstStopped() {
        var journal = new KeptEvents();
        var first = start(redis, Optional.of(journal), EventRules.defaults());
        first.emit("n.0", null, "test");
        await().atMost(SOON).untilAsserted(() -> assertThat(journal.names()).containsExactly("n.0"));

        first.close();
        try (var nobodyKeeps = start(redis, Optional.empty(), EventRules.defaults())) {
            nobodyKeeps.emit("n.1", null, "test");
        }
        var second = open(EventRules.defaults(), Optional.of(journal));
        second.emit("n.2", null, "test");

        await().atMost(SOON).untilAsserted(() -> assertThat(journal.names()).containsExactly("n.0", "n.1", "n.2"));
    }

    @Test
    void oneProcessKeepsEventsAtATime() {
        var journals = List.of(new KeptEvents(), new KeptEvents());
        var buses = journals.stream()
                .map(journal -> open(EventRules.defaults(), Optional.of(journal)))
                .toList();

        IntStream.range(0, 20).forEach(n -> buses.get(n % 2).emit("n." + n, null, "test"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(journals.get(0).events.size()
                                + journals.get(1).events.size())
                        .isEqualTo(20));
        assertThat(journals).anySatisfy(journal -> assertThat(journal.events).isEmpty());
    }

    @Test
    void theStreamIsBounded() {
        var bus = open(EventRules.builder().ratePerSecond(10_000).build(), Optional.empty());

        IntStream.range(0, 3_000).forEach(n -> bus.emitAsync("n", null, "test"));
        bus.emit("n", null, "test");

        assertThat(keysOf.redis().xlen(prefix + ":taurine-bus:events")).isBetween(1_000L, 1_300L);
    }

    @Test
    void whatIsNoEventOfOursIsPassedOver() {
        var bus = open();
        bus.subscribe("**", heard::add);
        var foreign = QueueEventsProducer.of(RedisEventBus.STREAM, redis, prefix);

        foreign.publishEvent("other", Map.of("x", "y"), STREAM_LENGTH);
        foreign.publishEvent("completed", Map.of("jobId", "1", "returnvalue", "2"), STREAM_LENGTH);
        foreign.publishEvent(EventFields.ENTRY, Map.of("name", "broken"), STREAM_LENGTH);
        foreign.publishEvent(
                EventFields.ENTRY,
                Map.of("id", "i", "name", "a", "payload", "{", "source", "s", "at", "1"),
                STREAM_LENGTH);
        bus.emit("ours", null, "test");

        await().atMost(SOON).untilAsserted(() -> assertThat(names()).containsExactly("ours"));
    }

    @Test
    void emittingFailsClearlyWhileRedisIsAway() {
        var failures = new CopyOnWriteArrayList<Throwable>();
        try (var proxy = FaultProxy.to(keysOf.redisUri());
                var cutOff = RedisConnection.connect(proxy.uri() + "?timeout=1s");
                var bus = start(cutOff, Optional.empty(), EventRules.defaults())) {
            proxy.cut();

            bus.emitAsync("a", null, "test").whenComplete((event, failure) -> failures.add(failure));

            assertThatThrownBy(() -> bus.emit("a", null, "test"))
                    .isInstanceOf(io.taurine.queue.connection.RedisUnavailableException.class);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(failures).hasSize(1).doesNotContainNull());
        }
    }
}
