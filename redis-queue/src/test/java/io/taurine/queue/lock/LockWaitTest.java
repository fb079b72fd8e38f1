package io.taurine.queue.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockWaitTest {

    private static final LockOptions OPTIONS = LockOptions.builder()
            .retryDelay(Duration.ofMillis(100))
            .retryJitter(0.4)
            .build();

    private static long pauseMillis(long takenMillis, double chance) {
        return Duration.ofNanos(LockWait.pauseNanos(OPTIONS, takenMillis, chance))
                .toMillis();
    }

    @Test
    void pausesTheRetryDelayLessAShareThatIsLeftToChance() {
        assertThat(pauseMillis(30_000, 0)).isEqualTo(100);
        assertThat(pauseMillis(30_000, 0.5)).isEqualTo(80);
        assertThat(pauseMillis(30_000, 1)).isEqualTo(60);
    }

    @Test
    void pausesNoLongerThanTheLockIsTaken() {
        assertThat(pauseMillis(10, 0)).isEqualTo(10);
        assertThat(pauseMillis(1, 1)).isEqualTo(1);
    }
}
