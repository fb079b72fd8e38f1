package io.taurine.server.event;

import java.time.Instant;
import java.util.Map;

/**
 * How many events there were.
 *
 * @param since counted from then on
 * @param total all of them
 * @param byName at most 1,000 names, further ones together under {@code *}
 * @param bySource at most 1,000 sources, further ones together under {@code *}
 * @param byHour by the start of the hour; at most the last 168
 * @param dropped that a subscriber lost because it was too slow
 */
public record EventStatistics(
        Instant since,
        long total,
        Map<String, Long> byName,
        Map<String, Long> bySource,
        Map<Instant, Long> byHour,
        long dropped) {

    public EventStatistics {
        byName = Map.copyOf(byName);
        bySource = Map.copyOf(bySource);
        byHour = Map.copyOf(byHour);
    }
}
