package io.taurine.server.metric;

/**
 * Jobs that ended, however. Counted by whole hours: of the oldest hour, which is not wholly in the span, as large a part is taken
 * as is.
 */
public record Throughput(long lastHour, long lastDay, long lastWeek) {}
