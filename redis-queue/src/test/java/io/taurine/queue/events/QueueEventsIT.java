package io.taurine.queue.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class QueueEventsIT {

    private final TestQueue keysOf;
    private final FaultProxy proxy;
    private final RedisConnection redis;
    private final List<QueueEvent> heard = new CopyOnWriteArrayList<>();
    private final QueueEventsOptions.Builder options =
            QueueEventsOptions.builder().blockTimeout(Duration.ofMillis(300));

    QueueEventsIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        proxy = FaultProxy.to(keysOf.redisUri());
        redis = RedisConnection.connect(proxy.uri());
    }

    @AfterEach
    void close() {
        redis.close();
        proxy.close();
    }

    private QueueEvents open(QueueEventListener listener) {
        return QueueEvents.open(keysOf.name(), redis, options.build(), listener);
    }

    private String emit(int number) {
        return keysOf.redis().xadd(keysOf.key("events"), Map.of("event", "mine", "number", Integer.toString(number)));
    }

    private List<Integer> numbersHeard() {
        return heard.stream()
                .filter(QueueEvent.Other.class::isInstance)
                .map(event ->
                        Integer.valueOf(((QueueEvent.Other) event).fields().get("number")))
                .toList();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void hearsWhatHappensAfterItWasOpenedAndNothingBefore() {
        emit(99);
        try (var events = open(heard::add);
                var queue = Queue.of(keysOf.name(), Integer.class, redis)) {
            queue.add("n", 1);

            await().untilAsserted(
                            () -> assertThat(heard).extracting(QueueEvent::name).containsExactly("added", "waiting"));
            assertThat(heard.get(0).job()).contains("1");
            await().untilAsserted(() ->
                    assertThat(events.lastEventId()).isEqualTo(heard.get(1).id()));
        }
    }

    @Test
    void startsFromAnIdThatWasSeenBefore() {
        emit(0);
        var seen = emit(1);
        emit(2);

        try (var events =
                QueueEvents.open(keysOf.name(), redis, options.fromId(seen).build(), heard::add)) {
            assertThat(events.isRunning()).isTrue();
            await().untilAsserted(() -> assertThat(numbersHeard()).containsExactly(2));
        }
    }

    @Test
    void replaysAllThatIsLeftFromZero() {
        IntStream.range(0, 1200).forEach(this::emit);

        try (var events =
                QueueEvents.open(keysOf.name(), redis, options.fromId("0").build(), heard::add)) {
            assertThat(events.isRunning()).isTrue();
            await().untilAsserted(() -> assertThat(numbersHeard()).isEqualTo(numbers(1200)));
        }
    }

    @Test
    void losesNoEventAndHearsNoneTwiceWhenItsConnectionIsCut() {
        var outages = new AtomicInteger();
        var listener = new QueueEventListener() {
            @Override
            public void onEvent(QueueEvent event) {
                heard.add(event);
            }

            @Override
            public void onOutage(Throwable cause) {
                outages.incrementAndGet();
            }
        };
        try (var events = open(listener)) {
            emit(0);
            await().untilAsserted(() -> assertThat(heard).hasSize(1));

            proxy.cut();
            IntStream.range(1, 50).forEach(this::emit);
            await().untilAsserted(() -> assertThat(outages).hasValue(1));
            proxy.heal();
            await().untilAsserted(() -> assertThat(heard).hasSizeGreaterThanOrEqualTo(50));
            proxy.cutOnce();
            IntStream.range(50, 100).forEach(this::emit);

            await().untilAsserted(() -> assertThat(numbersHeard()).isEqualTo(numbers(100)));
            assertThat(events.isRunning()).isTrue();
        }
    }

    @Test
    void replacesAConnectionThatHasGoneSilent() {
        try (var events = open(heard::add)) {
            emit(0);
            await().untilAsserted(() -> assertThat(heard).hasSize(1));

            proxy.stallResponses();
            emit(1);
            var outages = new AtomicInteger();
            events.addListener(new QueueEventListener() {
                @Override
                public void onEvent(QueueEvent event) {}

                @Override
                public void onOutage(Throwable cause) {
                    outages.incrementAndGet();
                }
            });
            await().untilAsserted(() -> assertThat(outages).hasValue(1));
            proxy.heal();
            emit(2);

            await().untilAsserted(() -> assertThat(numbersHeard()).isEqualTo(numbers(3)));
        }
    }

    @Test
    void aBadEntryNeverStopsIt() {
        try (var events = open(heard::add)) {
            keysOf.redis().xadd(keysOf.key("events"), Map.of("event", "completed", "jobId", "1", "returnvalue", "{no"));
            keysOf.redis().xadd(keysOf.key("events"), Map.of("event", "delayed", "jobId", "1", "delay", "soon"));
            keysOf.redis().xadd(keysOf.key("events"), Map.of("nothing", "known"));
            emit(7);

            await().untilAsserted(() ->
                    assertThat(heard).extracting(QueueEvent::name).containsExactly("completed", "delayed", "", "mine"));
            assertThat(events.isRunning()).isTrue();
        }
    }

    @Test
    void aListenerThatThrowsOrIsInterruptedNeverStopsItNorTheOthers() {
        try (var events = open(event -> {
            Thread.currentThread().interrupt();
            throw new AssertionError("a listener's own bug, part of the test");
        })) {
            events.addListener(heard::add);
            emit(0);
            emit(1);
            await().untilAsserted(() -> assertThat(numbersHeard()).containsExactly(0, 1));
            emit(2);

            await().untilAsserted(() -> assertThat(numbersHeard()).containsExactly(0, 1, 2));
        }
    }

    @Test
    void aListenerThatWasRemovedHearsNothingMore() {
        QueueEventListener listener = heard::add;
        try (var events = open(listener)) {
            emit(0);
            await().untilAsserted(() -> assertThat(heard).hasSize(1));
            events.removeListener(listener);
            List<QueueEvent> other = new CopyOnWriteArrayList<>();
            events.addListener(other::add);
            emit(1);

            await().untilAsserted(() -> assertThat(other).hasSize(1));
            assertThat(heard).hasSize(1);
        }
    }

    @Test
    void closingEndsItAtOnceEvenInTheMiddleOfARead() {
        var events = QueueEvents.open(keysOf.name(), redis, QueueEventsOptions.defaults(), heard::add);
        emit(0);
        await().untilAsserted(() -> assertThat(heard).hasSize(1));
        var start = System.nanoTime();

        events.close();
        events.close();

        assertThat(events.isRunning()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void namesItsConnectionAsBullMqDoes() {
        var name = java.util.Base64.getEncoder()
                .encodeToString(keysOf.name().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (var events = open(heard::add)) {
            assertThat(events.isRunning()).isTrue();
            await().untilAsserted(
                            () -> assertThat(keysOf.redis().clientList()).contains(" name=bull:" + name + ":qe "));
        }
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.fromId("yesterday"))
                .withMessageContaining("fromId must be $, 0 or a stream id")
                .withMessageContaining("was yesterday");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.blockTimeout(Duration.ZERO))
                .withMessage("blockTimeout must be between 1 ms and 1 min, was PT0S");
    }
}
