package io.taurine.worker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taurine.job.JobState;
import io.taurine.queue.JobCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueueGaugesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<CompletableFuture<JobCounts>> calls = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    private QueueGauges bind() {
        return new QueueGauges(
                registry,
                "line",
                () -> {
                    var call = new CompletableFuture<JobCounts>();
                    calls.add(call);
                    return call;
                },
                Duration.ofSeconds(5),
                nanos::get);
    }

    private double waiting() {
        return registry.get("taurine.queue.jobs")
                .tag("state", "waiting")
                .gauge()
                .value();
    }

    private void readAll() {
        registry.find("taurine.queue.jobs").gauges().forEach(Gauge::value);
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static JobCounts counts(long waiting) {
        return new JobCounts(Map.of(JobState.WAITING, waiting));
    }

    @Test
    void allGaugesTogetherAskOncePerAgeAndOnlyWhenRead() {
        bind();
        calls.get(0).complete(counts(3));

        readAll();
        readAll();
        after(Duration.ofSeconds(60));
        assertThat(calls).hasSize(1);
        readAll();

        assertThat(calls).hasSize(2);
    }

    @Test
    void aReaderGetsWhatIsKnownAndNeverWaits() {
        bind();
        assertThat(waiting()).isNaN();
        calls.get(0).complete(counts(3));
        assertThat(waiting()).isEqualTo(3);

        after(Duration.ofSeconds(6));
        assertThat(waiting()).isEqualTo(3);
        after(Duration.ofSeconds(6));
        assertThat(waiting()).as("still one call under way").isEqualTo(3);
        assertThat(calls).hasSize(2);
        calls.get(1).complete(counts(4));

        assertThat(waiting()).isEqualTo(4);
    }

    @Test
    void countsThatCannotBeRenewedAreForgotten() {
        bind();
        calls.get(0).complete(counts(3));
        for (int i = 0; i < 10; i++) {
            after(Duration.ofSeconds(5));
            assertThat(waiting()).isEqualTo(3);
            calls.get(calls.size() - 1).completeExceptionally(new IllegalStateException("Redis is away"));
        }

        after(Duration.ofSeconds(5));

        assertThat(waiting()).isNaN();
    }

    @Test
    void refusesAnAgeOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueueGauges(
                        registry,
                        "line",
                        () -> {
                            throw new AssertionError();
                        },
                        Duration.ZERO,
                        nanos::get))
                .withMessage("maxAge must be between 100 ms and 1 h, was PT0S");
    }
}
