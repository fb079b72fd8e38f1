package io.taurine.server.service.http;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long to wait before a call is sent again: longer each time, or as long as the other side asks for. */
final class RetryPauses {

    private final IntervalFunction growing;
    private final Duration longest;
    private final InstantSource clock;

    RetryPauses(HttpSettings settings, InstantSource clock) {
        this.growing = IntervalFunction.ofExponentialRandomBackoff(settings.delay(), 2, 0.2, settings.longestDelay());
        this.longest = settings.longestDelay();
        this.clock = clock;
    }

    /**
     * Milliseconds.
     *
     * @param attempt the one that failed, from 1
     * @param reply null when there was none
     */
    long after(int attempt, @Nullable HttpReply reply) {
        var asked = reply == null
                ? Optional.<Duration>empty()
                : reply.header("Retry-After").flatMap(this::read);
        return asked.map(wait -> Math.min(wait.toMillis(), longest.toMillis())).orElseGet(() -> growing.apply(attempt));
    }

    /** Seconds or an HTTP date; what is neither is as if it were not there. */
    private Optional<Duration> read(String retryAfter) {
        var text = retryAfter.strip();
        if (!text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var wait = Duration.between(clock.instant(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
