package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStateTest {

    @ParameterizedTest
    @EnumSource
    void isFoundByItsWireNameAndItsStorageName(JobState state) {
        assertThat(JobState.of(state.wireName())).isEqualTo(state);
        assertThat(JobState.of(state.storageName())).isEqualTo(state);
        assertThat(state).hasToString(state.wireName());
    }

    @Test
    void onlyWaitingIsStoredUnderAnotherName() {
        assertThat(JobState.values())
                .filteredOn(state -> !state.wireName().equals(state.storageName()))
                .containsExactly(JobState.WAITING);
        assertThat(JobState.WAITING.storageName()).isEqualTo("wait");
    }

    @Test
    void namesTheStatesThereAreWhenOneIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobState.of("paused"))
                .withMessage("state must be one of waiting, prioritized, delayed, active, completed, failed,"
                        + " waiting-children, unknown, was paused");
    }
}
