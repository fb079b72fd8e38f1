package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms,PT0.5S",
        "5s,PT5S",
        "2m,PT2M",
        "1h,PT1H",
        "3d,PT72H",
        "1h30m,PT90M",
        "1m5s250ms,PT1M5.25S",
        "0,PT0S"
    })
    void readsAmountsWithUnits(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "1.5s", "5S", "5sec", "1h-3m"})
    void refusesWhatHasNoUnitOrIsNoDuration(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("500ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999s", "9999999999999999d", "9223372036854775807m"})
    void refusesWhatMillisecondsCannotCount(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "500ms", "5s", "2m", "1h30m", "1d1ms"})
    void writesThemAsTheyWereTyped(String text) {
        assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
    }

    @Test
    void writesTheLargestUnitsFirst() {
        assertThat(Durations.format(Duration.ofSeconds(90_061))).isEqualTo("1d1h1m1s");
    }
}
