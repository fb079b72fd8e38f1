package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "01", "1.5", "1e3", " 7", "x y", "-", "--5", "+5", "ümlaut", "a:b:c", "waiting", "lock"})
    void allowsWhatBreaksNothing(String id) {
        assertThat(JobIds.requireCustom(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "12", "-5", "99999999999999999999"})
    void refusesIntegersSinceTheQueueHandsThoseOut(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobIds.requireCustom(id))
                .withMessageContaining("must not be an integer")
                .withMessageContaining("was " + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:", "0:5", "0:a:b"})
    void refusesWhatLooksLikeALegacyMarker(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobIds.requireCustom(id))
                .withMessage("jobId must not start with '0:', was " + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a:b:c:d", ":"})
    void refusesColonsButExactlyTwo(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobIds.requireCustom(id))
                .withMessage("jobId must not contain ':', was " + id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "meta",
                "wait",
                "active",
                "prioritized",
                "pc",
                "delayed",
                "completed",
                "failed",
                "waiting-children",
                "marker",
                "events",
                "limiter",
                "stalled",
                "stalled-check",
                "repeat",
                "paused",
                "delay",
                "priority",
                "metrics:completed:data",
                "metrics:failed:data",
                "repeat:daily:1700",
                "de:x:y",
                "dn:x:y"
            })
    void refusesTheNamesOfTheQueuesOwnKeys(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobIds.requireCustom(id))
                .withMessage("jobId must not be or begin with a name the queue uses itself, was " + id);
    }

    @Test
    void refusesTheEmptyId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobIds.requireCustom(""))
                .withMessage("jobId must not be empty");
    }
}
