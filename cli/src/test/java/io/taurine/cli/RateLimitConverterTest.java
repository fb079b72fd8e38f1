package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.queue.RateLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class RateLimitConverterTest {

    private final RateLimitConverter converter = new RateLimitConverter();

    @Test
    void readsJobsAndTime() {
        assertThat(converter.convert("10/1s")).isEqualTo(new RateLimit(10, Duration.ofSeconds(1)));
        assertThat(converter.convert("1000/1h30m")).isEqualTo(new RateLimit(1000, Duration.ofMinutes(90)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "/1s", "10/", "x/1s", "10/x", "0/1s", "10/0", "-1/1s", "1/2/3", "9999999999/1s"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
