package io.taurine.server.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPausesTest {

    private final RetryPauses pauses = new RetryPauses(
            HttpSettings.builder()
                    .delay(Duration.ofSeconds(1))
                    .longestDelay(Duration.ofSeconds(20))
                    .build(),
            () -> Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void growUpToTheLongest() {
        assertThat(pauses.after(1, null)).isBetween(800L, 1_200L);
        assertThat(pauses.after(3, null)).isBetween(3_200L, 4_800L);
        assertThat(pauses.after(30, null)).isBetween(16_000L, 20_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7000",
        "0, 0",
        "3600, 20000",
        "'Sun, 01 Mar 2026 12:00:05 GMT', 5000",
        "'Sun, 01 Mar 2026 11:00:00 GMT', 0"
    })
    void areWhatTheOtherSideAsksForWithinTheLongest(String retryAfter, long millis) {
        assertThat(pauses.after(1, replyWith(retryAfter))).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "99999999999999999999", "''"})
    void ignoreWhatCannotBeRead(String retryAfter) {
        assertThat(pauses.after(1, replyWith(retryAfter))).isBetween(800L, 1_200L);
    }

    private static HttpReply replyWith(String retryAfter) {
        return new HttpReply(503, Map.of("retry-after", List.of(retryAfter)), new byte[0], 1);
    }
}
