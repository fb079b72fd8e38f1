package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class InstantConverterTest {

    private final InstantConverter converter = new InstantConverter();

    @Test
    void readsMillisecondsAndIsoText() {
        var expected = Instant.ofEpochMilli(1_795_342_530_000L);

        assertThat(converter.convert("1795342530000")).isEqualTo(expected);
        assertThat(converter.convert("2026-11-22T10:15:30Z")).isEqualTo(expected);
        assertThat(converter.convert("2026-11-22T11:15:30+01:00")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "-1", "2026-11-22", "2026-11-22T10:15:30"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
