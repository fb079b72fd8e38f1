package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.KeepJobs;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class KeepJobsConverterTest {

    private final KeepJobsConverter converter = new KeepJobsConverter();

    @Test
    void readsAllThreeForms() {
        assertThat(converter.convert("true")).isEqualTo(KeepJobs.none());
        assertThat(converter.convert("false")).isEqualTo(KeepJobs.all());
        assertThat(converter.convert("1000")).isEqualTo(KeepJobs.count(1000));
        assertThat(converter.convert("24h")).isEqualTo(KeepJobs.age(Duration.ofHours(24)));
    }

    @Test
    void readsCountAndAgeInEitherOrder() {
        var expected = KeepJobs.age(Duration.ofHours(24)).withCount(1000);

        assertThat(converter.convert("1000,24h")).isEqualTo(expected);
        assertThat(converter.convert("24h,1000")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "-1", "1,2", "1h,2h", "1,2h,3", "500ms", "12345678901"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
