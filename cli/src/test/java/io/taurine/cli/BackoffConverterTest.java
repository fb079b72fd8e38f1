package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class BackoffConverterTest {

    private final BackoffConverter converter = new BackoffConverter();

    @Test
    void readsTypeDelayAndJitter() {
        assertThat(converter.convert("exponential:1s")).isEqualTo(Backoff.exponential(Duration.ofSeconds(1)));
        assertThat(converter.convert("fixed:500ms")).isEqualTo(Backoff.fixed(Duration.ofMillis(500)));
        assertThat(converter.convert("fixed:500ms:0.25"))
                .isEqualTo(Backoff.fixed(Duration.ofMillis(500)).withJitter(0.25));
    }

    @Test
    void leavesOtherTypesToTheWorker() {
        assertThat(converter.convert("moonlight")).isEqualTo(Backoff.custom("moonlight"));
        assertThat(converter.convert("moonlight:1s")).isEqualTo(Backoff.custom("moonlight", Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1s", "fixed", "fixed:", "fixed:1", "fixed:1s:2", "fixed:1s:x", "fixed:1s:0.5:1"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
