package io.taurine.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.worker.CancellationSignal.Reason;
import io.taurine.worker.JobCancelledException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RunSignalTest {

    private final RunSignal signal = new RunSignal(Runnable::run);

    @Test
    void saysNothingUntilItIsSet() {
        signal.throwIfCancelled();

        assertThat(signal.isCancelled()).isFalse();
        assertThat(signal.reason()).isEmpty();
        assertThat(signal.message()).isEmpty();
    }

    @Test
    void isSetOnceAndKeepsItsFirstReason() {
        assertThat(signal.cancel(Reason.TIMEOUT, "too long")).isTrue();
        assertThat(signal.cancel(Reason.CANCELLED, "later")).isFalse();

        assertThat(signal.reason()).contains(Reason.TIMEOUT);
        assertThat(signal.message()).contains("too long");
        assertThat(signal.is(Reason.TIMEOUT)).isTrue();
        assertThat(signal.is(Reason.CANCELLED)).isFalse();
    }

    @Test
    void throwsWithReasonAndTextOnceItIsSet() {
        signal.cancel(Reason.CANCELLED, "not needed any more");

        assertThatThrownBy(signal::throwIfCancelled)
                .isInstanceOfSatisfying(
                        JobCancelledException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED))
                .hasMessage("not needed any more");
    }

    @Test
    void callsEachActionOnce() {
        var called = new ArrayList<String>();
        signal.onCancel(() -> called.add("before"));

        signal.cancel(Reason.CANCELLED, "");
        signal.cancel(Reason.CANCELLED, "");
        signal.onCancel(() -> called.add("after"));

        assertThat(called).containsExactly("before", "after");
    }

    @Test
    void anActionThatThrowsKeepsNothingFromHappening() {
        var called = new ArrayList<String>();
        signal.onCancel(() -> {
            throw new IllegalStateException("on purpose");
        });
        signal.onCancel(() -> called.add("second"));

        assertThat(signal.cancel(Reason.CANCELLED, "")).isTrue();

        assertThat(called).containsExactly("second");
    }
}
