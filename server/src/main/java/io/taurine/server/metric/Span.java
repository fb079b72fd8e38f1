package io.taurine.server.metric;

import io.taurine.history.ExecutionStatistics.HourCount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The last hours, up to now. */
record Span(Instant now, int hours) {

    static final int LONGEST = 168;

    static Span of(Instant now, int hours) {
        if (hours < 1 || hours > LONGEST) {
            throw new IllegalArgumentException("hours must be 1 to " + LONGEST + ", was " + hours);
        }
        return new Span(now, hours);
    }

    private Instant thisHour() {
        return now.truncatedTo(ChronoUnit.HOURS);
    }

    /** The beginning of the first hour: with the one that runs there are as many as asked for. */
    Instant firstHour() {
        return thisHour().minus(Duration.ofHours(hours - 1L));
    }

    /** The hour of which only the end is in the span, as much as of the running one is not over yet. */
    Instant partHour() {
        return thisHour().minus(Duration.ofHours(hours));
    }

    /** How many of the executions that were counted for an hour are likely in the span. */
    double share(HourCount count) {
        if (count.hour().equals(partHour())) {
            return 1
                    - Duration.between(thisHour(), now).toMillis()
                            / (double) Duration.ofHours(1).toMillis();
        }
        return count.hour().isBefore(partHour()) ? 0 : 1;
    }
}
