package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OnceScheduleTest {

    private static final Instant AT = Instant.parse("2027-01-15T08:07:30.123Z");

    @Test
    void runsOnceAndNeverAgain() {
        assertThat(Schedule.once(AT).next(AT.minusSeconds(60), 3)).containsExactly(AT);
        assertThat(Schedule.once(AT).nextAfter(AT)).isEmpty();
    }

    @Test
    void isSharedAsAnIntervalThatStartsThereAndRunsOnce() {
        var shared = Schedule.once(AT).shared();

        assertThat(shared.start()).hasValue(AT);
        assertThat(shared.limit()).hasValue(1);
        assertThat(shared.next(AT.minusSeconds(60), 3)).containsExactly(AT);
    }

    @Test
    void outsideItsOwnBoundsItNeverRuns() {
        var late = Schedule.once(AT).withStart(AT.plusMillis(1));

        assertThat(late.nextAfter(Instant.EPOCH)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(late::shared).withMessageContaining("never happens");
    }
}
