package io.taurine.queue.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockOptionsTest {

    @Test
    void byDefaultALeaseOfHalfAMinuteIsRenewed() {
        var options = LockOptions.defaults();

        assertThat(options.leaseTime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.autoExtend()).isTrue();
        assertThat(options.serverTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.holder()).startsWith(ProcessHandle.current().pid() + "@");
    }

    @ParameterizedTest
    @CsvSource({"PT0.02S,PT0.01S", "PT0.2S,PT0.05S", "PT5S,PT0.5S", "PT30S,PT2S", "PT10M,PT2S"})
    void theServersTimeFollowsTheLease(Duration lease, Duration serverTimeout) {
        assertThat(LockOptions.builder().leaseTime(lease).build().serverTimeout())
                .isEqualTo(serverTimeout);
    }

    @Test
    void refuseWhatIsOutOfRange() {
        var builder = LockOptions.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.leaseTime(Duration.ofMillis(19)))
                .withMessage("leaseTime must be between 20 ms and 1 day, was PT0.019S");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.leaseTime(Duration.ofHours(25)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retryDelay(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retryJitter(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retryJitter(Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.driftFactor(-0.1))
                .withMessage("driftFactor must be between 0 and 0.5, was -0.1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.driftFactor(0.6));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.holder(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.holder("x".repeat(201)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LockOptions.builder()
                        .leaseTime(Duration.ofSeconds(1))
                        .serverTimeout(Duration.ofSeconds(1))
                        .build())
                .withMessage("serverTimeout must be shorter than leaseTime PT1S, was PT1S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a{b", "a}b"})
    void aNameThatNoKeyCanHoldIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LockKeys(name))
                .withMessageContaining("lock name");
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LockKeys("x".repeat(501)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report", "a:b:c", "ü", "with space", "*?[x]"})
    void bothKeysOfALockShareASlotAndTellItsName(String name) {
        var keys = new LockKeys(name);

        assertThat(SlotHash.getSlot(keys.lock()))
                .isEqualTo(SlotHash.getSlot(keys.fence()))
                .isEqualTo(SlotHash.getSlot(name));
        assertThat(LockKeys.nameOf(keys.lock())).contains(name);
        assertThat(LockKeys.nameOf(keys.fence())).isEmpty();
        assertThat(LockKeys.nameOf("taurine::lock:{}")).isEmpty();
    }
}
