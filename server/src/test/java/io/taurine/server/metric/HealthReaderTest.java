package io.taurine.server.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.repeat.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthReaderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Schedule HOURLY = Schedule.every(Duration.ofHours(1));

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOON);
    private final FixedRunner runner = new FixedRunner("mail", "video");
    private final FixedEngine engine = new FixedEngine();
    private final HealthReader health = new HealthReader(runner, engine, clock::get);

    @Test
    void isFineWhenNothingIsWrong() {
        runner.schedule("hourly", true, HOURLY, Optional.of(NOON.plusSeconds(5)), 3);

        assertThat(health.read().isFine()).isTrue();
    }

    @Test
    void namesJobsWhoseLockHasEnded() {
        engine.stale("video", "7", "9");

        var details = health.read();

        assertThat(details.staleLocks()).isEqualTo(Map.of("video", List.of("video:7", "video:9")));
        assertThat(details.isFine()).isFalse();
    }

    @Test
    void namesSchedulesThatAreOverdueOrHaveNoNextRun() {
        runner.schedule("overdue", true, HOURLY, Optional.of(NOON.minusSeconds(121)), 1)
                .schedule("just-due", true, HOURLY, Optional.of(NOON.minusSeconds(119)), 1)
                .schedule("lost", true, HOURLY, Optional.empty(), 1)
                .schedule("disabled", false, HOURLY, Optional.empty(), 1)
                .schedule("used-up", true, HOURLY.withLimit(2), Optional.empty(), 2)
                .schedule("ended", true, HOURLY.withEnd(NOON.minusSeconds(1)), Optional.empty(), 2)
                .schedule("done", true, Schedule.once(NOON.minusSeconds(60)), Optional.empty(), 1);

        var details = health.read();

        assertThat(details.missedSchedules()).containsExactly("overdue");
        assertThat(details.schedulesWithoutNextRun()).containsExactly("lost");
    }

    @Test
    void namesWorkersThatDied() {
        engine.gone("host-2", NOON.minusSeconds(60));

        var details = health.read();

        assertThat(details.workersGone()).isEqualTo(Map.of("host-2", NOON.minusSeconds(60)));
        assertThat(details.isFine()).isFalse();
    }
}
