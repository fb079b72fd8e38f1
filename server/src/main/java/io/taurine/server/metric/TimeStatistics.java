package io.taurine.server.metric;

/** How long something took, milliseconds; the percentiles are right within 5 %. All 0 where {@code count} is. */
public record TimeStatistics(long count, double meanMillis, double p50Millis, double p95Millis, double p99Millis) {}
