package io.taurine.server.override;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one server is told of a definition, another goes by within a second: each setting there is. */
@RedisTest
@Timeout(120)
class OverridesOfTwoServersIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Definition<?> work =
            Definition.of("work", JsonNode.class, (params, context) -> null).build();
    private final AtomicInteger started = new AtomicInteger();
    private final RedisConnection redis;
    private final Overrides one;
    private final Overrides other;

    OverridesOfTwoServersIT(TestQueue keysOf) {
        redis = RedisConnection.connect(keysOf.redisUri());
        one = server(keysOf.key("server"));
        other = server(keysOf.key("server"));
    }

    /** As servers make theirs: with the interval at which these look. */
    private Overrides server(String prefix) {
        return Overrides.of(Definitions.of(work))
                .starter((key, params, id) -> started.incrementAndGet())
                .inRedis(redis, prefix);
    }

    @AfterEach
    void close() {
        one.delete("work", Optional.empty());
        one.close();
        other.close();
        redis.close();
    }

    static Stream<Arguments> settings() {
        return Stream.<Map.Entry<String, Function<Definition<?>, Object>>>of(
                        Map.entry("enabled=false", Definition::isEnabled),
                        Map.entry(
                                "schedule=every 2h",
                                definition -> definition.schedule().isPresent()),
                        Map.entry(
                                "retry.attempts=4",
                                definition -> definition.retry().attempts()),
                        Map.entry(
                                "retry.delay=3s",
                                definition -> definition.retry().delay()),
                        Map.entry(
                                "retry.factor=2",
                                definition -> definition.retry().factor()),
                        Map.entry(
                                "retry.cap=1h", definition -> definition.retry().cap()),
                        Map.entry(
                                "retry.jitter=0.5",
                                definition -> definition.retry().jitter()),
                        Map.entry("concurrency=3", Definition::concurrency),
                        Map.entry("processConcurrency=3", Definition::processConcurrency),
                        Map.entry("lockLifetime=45s", Definition::lockLifetime),
                        Map.entry("timeout=9s", Definition::timeout),
                        Map.entry("priority=LOW", Definition::priority))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void anotherServerGoesByItWithinASecond(String setting, Function<Definition<?>, Object> effect) {
        var usual = effect.apply(work);
        var parts = setting.split("=", 2);
        var quickest = new AtomicLong(Long.MAX_VALUE);

        // A machine with much else to do may be late once, not each time.
        await().atMost(SOON).untilAsserted(() -> {
            one.put("work", DefinitionOverride.of(Map.of(parts[0], parts[1])), Optional.empty());
            var began = System.nanoTime();
            await().atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !effect.apply(other.effective(work)).equals(usual));
            quickest.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), Math::min);
            one.delete("work", Optional.empty());
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> effect.apply(other.effective(work)).equals(usual));
            assertThat(quickest.get()).isLessThan(1_000);
        });
    }

    @Test
    void runNowStartsAJobWithinASecond() {
        var quickest = new AtomicLong(Long.MAX_VALUE);
        await().atMost(SOON).untilAsserted(() -> {
            var before = started.get();
            one.put("work", DefinitionOverride.of(Map.of("runNow", "true")), Optional.empty());
            var began = System.nanoTime();
            await().atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> started.get() > before);
            quickest.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), Math::min);
            assertThat(quickest.get()).isLessThan(1_000);
        });
    }
}
