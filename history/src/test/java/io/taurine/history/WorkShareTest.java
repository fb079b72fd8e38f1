package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkShareTest {

    private static final Duration WORKED = Duration.ofMillis(100);

    private double load;
    private final WorkShare share = new WorkShare(0.1, () -> load);

    private Duration restBehind(int rounds) {
        return IntStream.range(0, rounds)
                .mapToObj(round -> share.restWhenBehind(WORKED))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void takesItsShareOfABusyMachineHoweverFarItIsBehind() {
        load = 1;

        assertThat(restBehind(100)).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void takesEverMoreOfWhatTheMachineHasToSpareAndGivesItBack() {
        load = 0.5;

        assertThat(restBehind(1)).isEqualTo(Duration.ofMillis(400));
        assertThat(restBehind(10)).isZero();
        load = 0.85;
        assertThat(restBehind(10)).as("neither").isZero();
        load = 0.95;
        assertThat(restBehind(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(restBehind(10)).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void restsWhenItHasCaughtUp() {
        load = 0.5;
        restBehind(10);

        assertThat(share.restWhenDone(WORKED)).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void takesItsShareWhereTheLoadIsNotKnown() {
        for (var unknown : new double[] {-1, Double.NaN}) {
            load = unknown;

            assertThat(restBehind(3)).isEqualTo(Duration.ofMillis(900));
        }
    }
}
