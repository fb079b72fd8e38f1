package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerBuilderTest {

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused(b -> b.concurrency(0), "concurrency", "between 1 and 100000", "0"),
                refused(b -> b.concurrency(100_001), "concurrency", "between 1 and 100000", "100001"),
                refused(b -> b.name(""), "name", "not be empty", "''"),
                refused(b -> b.name("w 1"), "name", "white space", "w 1"),
                refused(
                        b -> b.lockDuration(Duration.ofMillis(99)),
                        "lockDuration",
                        "between 100 ms and 36500 days",
                        "PT0.099S"),
                refused(
                        b -> b.lockRenewTime(Duration.ofMillis(9)),
                        "lockRenewTime",
                        "between 10 ms and 36500 days",
                        "PT0.009S"),
                refused(
                        b -> b.stalledInterval(Duration.ZERO),
                        "stalledInterval",
                        "between 10 ms and 36500 days",
                        "PT0S"),
                refused(b -> b.maxStalledCount(-1), "maxStalledCount", "0 or more", "-1"),
                refused(b -> b.maxStartedAttempts(-1), "maxStartedAttempts", "0 or more", "-1"),
                refused(b -> b.drainDelay(Duration.ofMillis(1)), "drainDelay", "between 2 ms and 1 min", "PT0.001S"),
                refused(b -> b.drainDelay(Duration.ofMinutes(2)), "drainDelay", "between 2 ms and 1 min", "PT2M"),
                refused(b -> b.limiter(0, Duration.ofSeconds(1)), "limiter max", "1 or more", "0"),
                refused(b -> b.metrics(0), "maxDataPoints", "between 1 and 100000", "0"),
                refused(b -> b.metrics(100_001), "maxDataPoints", "between 1 and 100000", "100001"),
                refused(b -> b.limiter(1, Duration.ZERO), "limiter duration", "between 1 ms and 36500 days", "PT0S"),
                refused(b -> b.limiter(1, Duration.ofDays(36_501)), "limiter duration", "36500 days", "PT876024H"),
                refused(b -> b.stalledInterval(Duration.ofDays(36_501)), "stalledInterval", "36500 days", "PT876024H"),
                refused(
                        b -> b.maximumRateLimitDelay(Duration.ZERO),
                        "maximumRateLimitDelay",
                        "between 1 ms and 36500 days",
                        "PT0S"),
                refused(b -> b.jobTimeout(Duration.ZERO), "jobTimeout", "between 1 ms and 36500 days", "PT0S"),
                refused(
                        b -> b.cancelGrace(Duration.ofMillis(-1)),
                        "cancelGrace",
                        "between 0 ms and 36500 days",
                        "PT-0.001S"),
                refused(
                        b -> b.closeTimeout(Duration.ofSeconds(-1)),
                        "closeTimeout",
                        "between 0 ms and 36500 days",
                        "PT-1S"),
                refused(b -> b.backoffStrategy("fixed", WorkerBuilderTest::noDelay), "backoff", "built in", "fixed"),
                refused(
                        b -> b.backoffStrategy("exponential", WorkerBuilderTest::noDelay),
                        "backoff",
                        "built in",
                        "exponential"));
    }

    @ParameterizedTest(name = "{1} {3}")
    @MethodSource("outOfRange")
    void refusesAValueOutOfRangeAndSaysWhatIsAllowed(
            UnaryOperator<WorkerBuilder<String>> call, String option, String range, String value) {
        assertThatThrownBy(() -> call.apply(builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(range)
                .hasMessageContaining(value);
    }

    static Stream<UnaryOperator<WorkerBuilder<String>>> atTheEdges() {
        return Stream.of(
                b -> b.concurrency(1),
                b -> b.concurrency(100_000),
                b -> b.lockDuration(Duration.ofMillis(100)),
                b -> b.lockRenewTime(Duration.ofMillis(10)),
                b -> b.stalledInterval(Duration.ofMillis(10)),
                b -> b.maxStalledCount(0),
                b -> b.maxStartedAttempts(0),
                b -> b.drainDelay(Duration.ofMillis(2)),
                b -> b.drainDelay(Duration.ofMinutes(1)),
                b -> b.limiter(1, Duration.ofMillis(1)),
                b -> b.metrics(MetricsTime.ONE_MINUTE),
                b -> b.metrics(MetricsTime.ONE_MONTH),
                b -> b.maximumRateLimitDelay(Duration.ofMillis(1)),
                b -> b.jobTimeout(Duration.ofMillis(1)),
                b -> b.cancelGrace(Duration.ZERO),
                b -> b.closeTimeout(Duration.ZERO),
                b -> b.backoffStrategy("mine", WorkerBuilderTest::noDelay));
    }

    @ParameterizedTest
    @MethodSource("atTheEdges")
    void takesTheEdgesOfTheRanges(UnaryOperator<WorkerBuilder<String>> call) {
        assertThatCode(() -> call.apply(builder())).doesNotThrowAnyException();
    }

    @Test
    void refusesToRenewLocksLaterThanTheyExpire() {
        var builder = builder().lockDuration(Duration.ofSeconds(1)).lockRenewTime(Duration.ofSeconds(1));

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lockRenewTime must be shorter than lockDuration PT1S")
                .hasMessageContaining("was PT1S");
        assertThatThrownBy(builder::manual).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToStartWithoutAProcessor() {
        assertThatThrownBy(() ->
                        Worker.of("line", String.class, new NoConnection()).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("processor")
                .hasMessageContaining("manual()");
    }

    @Test
    void refusesAConnectionOfAForeignKind() {
        assertThatThrownBy(() -> builder().start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RedisConnection.connect");
    }

    private static WorkerBuilder<String> builder() {
        return Worker.of("line", String.class, new NoConnection(), job -> null);
    }

    private static Arguments refused(
            UnaryOperator<WorkerBuilder<String>> call, String option, String range, String value) {
        return Arguments.of(call, option, range, value);
    }

    private static Optional<Duration> noDelay(int attempt, Throwable failure, io.taurine.job.Job<?> job) {
        return Optional.empty();
    }

    /** Where a worker is never started, nothing is asked of its connection. */
    private static final class NoConnection implements RedisConnection {

        @Override
        public RedisServer server() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public String address() {
            return "nowhere";
        }

        @Override
        public void close() {}
    }
}
