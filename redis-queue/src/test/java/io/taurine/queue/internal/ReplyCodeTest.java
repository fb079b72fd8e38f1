package io.taurine.queue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyCodeTest {

    @ParameterizedTest
    @CsvSource({
        "-1,JOB_MISSING",
        "-2,LOCK_MISSING",
        "-3,NOT_IN_STATE",
        "-4,PENDING_CHILDREN",
        "-5,PARENT_MISSING",
        "-6,LOCK_MISMATCH",
        "-7,OTHER_PARENT",
        "-8,SCHEDULER_JOB",
        "-9,FAILED_CHILDREN"
    })
    void hasTheNumbersOfTheWireFormat(long code, ReplyCode expected) {
        assertThat(ReplyCode.of(code)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30_000})
    void takesWhatIsNotNegativeForSuccess(long code) {
        assertThat(ReplyCode.of(code)).isEqualTo(ReplyCode.OK);
    }

    @Test
    void namesACodeThatItDoesNotKnow() {
        assertThatIllegalStateException().isThrownBy(() -> ReplyCode.of(-77)).withMessageContaining("-77");
    }

    @Test
    void knowsWhichCodesMeanThatTheJobIsAnothers() {
        assertThat(ReplyCode.values())
                .filteredOn(ReplyCode::isLockLost)
                .containsExactly(
                        ReplyCode.JOB_MISSING, ReplyCode.LOCK_MISSING, ReplyCode.NOT_IN_STATE, ReplyCode.LOCK_MISMATCH);
    }
}
