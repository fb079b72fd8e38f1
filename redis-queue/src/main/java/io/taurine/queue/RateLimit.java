package io.taurine.queue;

import io.taurine.job.JobOptions;
import java.time.Duration;

/**
 * A rate limit: at most {@code max} jobs start per window. A window begins with the first job that starts in it.
 *
 * @param max jobs per window, at least 1
 * @param duration length of a window, at least 1 ms
 */
public record RateLimit(int max, Duration duration) {

    public RateLimit {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more, was " + max);
        }
        requireDuration("duration", duration);
    }

    static void requireDuration(String name, Duration duration) {
        if (duration.toMillis() < 1 || duration.compareTo(JobOptions.MAX_DELAY) > 0) {
            throw new IllegalArgumentException(
                    name + " must be between 1 ms and " + JobOptions.MAX_DELAY.toDays() + " days, was " + duration);
        }
    }
}
