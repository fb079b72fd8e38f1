package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepJobsTest {

    @Test
    void countZeroIsNone() {
        assertThat(KeepJobs.count(0)).isEqualTo(KeepJobs.none());
        assertThat(KeepJobs.none().keepsAll()).isFalse();
    }

    @Test
    void aLimitAloneRemovesNothing() {
        assertThat(KeepJobs.all().withLimit(5).keepsAll()).isTrue();
        assertThat(KeepJobs.age(Duration.ZERO).keepsAll()).isFalse();
    }

    @Test
    void refusesANegativeCount() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeepJobs.count(-1))
                .withMessage("count must be 0 or more, was -1");
    }

    @Test
    void refusesAnAgeThatIsNotInWholeSecondsOrOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeepJobs.age(Duration.ofMillis(1500)))
                .withMessage("age must be 0 to 36500 days in whole seconds, was PT1.5S");
        assertThatIllegalArgumentException().isThrownBy(() -> KeepJobs.age(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> KeepJobs.age(Duration.ofDays(36_501)));
    }

    @Test
    void refusesALimitThatRemovesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeepJobs.age(Duration.ofDays(1)).withLimit(0))
                .withMessage("limit must be 1 or more, was 0");
    }
}
