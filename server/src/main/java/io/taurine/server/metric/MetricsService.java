package io.taurine.server.metric;

import io.taurine.history.ExecutionStatistics;
import io.taurine.history.ExecutionStatistics.HourCount;
import io.taurine.history.ExecutionStatistics.Percentiles;
import io.taurine.history.HistoryException;
import io.taurine.history.Outcome;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.NoSuchDefinitionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts jobs: those there are with the runner, those that ended with the history. Answers are kept for a time to live, so that
 * many who ask cost what one costs. Every call throws {@link HistoryException} when the database does not answer. Safe to share
 * between threads.
 */
public final class MetricsService {

    static final Set<Outcome> FAILED = EnumSet.of(Outcome.FAILED, Outcome.TIMED_OUT);
    private static final Set<Outcome> ENDS_OF_JOBS =
            EnumSet.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.CANCELLED);
    private static final int DAY = 24;

    private final JobRunner runner;
    private final ExecutionStatistics statistics;
    private final Duration timeToLive;
    private final InstantSource clock;
    private final TimedCache cache;

    /**
     * Counts.
     *
     * @param runner must run by the first call
     * @param timeToLive how long an answer is given again, 0 or more
     */
    public MetricsService(JobRunner runner, ExecutionStatistics statistics, Duration timeToLive, InstantSource clock) {
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("timeToLive must be 0 or more, was " + timeToLive);
        }
        this.runner = runner;
        this.statistics = statistics;
        this.timeToLive = timeToLive;
        this.clock = clock;
        this.cache = new TimedCache(clock);
    }

    /** All definitions together. */
    public JobNumbers summary() {
        return summary(timeToLive);
    }

    /** As {@link #summary()}, no older than that. */
    public JobNumbers summary(Duration maxAge) {
        return numbers(Optional.empty(), maxAge);
    }

    /** Each definition, ordered by key. */
    public List<JobNumbers> definitions() {
        return definitions(timeToLive);
    }

    /** As {@link #definitions()}, no older than that. */
    public List<JobNumbers> definitions(Duration maxAge) {
        return runner.definitions().keys().stream()
                .map(key -> numbers(Optional.of(key), maxAge))
                .toList();
    }

    /**
     * One definition, no older than that.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    public JobNumbers definition(String key, Duration maxAge) {
        return numbers(Optional.of(known(key)), maxAge);
    }

    /**
     * How executions ended and how long they took, no older than that.
     *
     * @param key empty for all definitions together
     * @param hours 1 to 168: the one that runs and those before it
     * @throws NoSuchDefinitionException if there is none
     * @throws IllegalArgumentException if the hours are out of range
     */
    public Performance performance(Optional<String> key, int hours, Duration maxAge) {
        key.ifPresent(this::known);
        Span.of(clock.instant(), hours);
        return cache.get(
                Performance.class,
                List.of("performance", key, hours),
                maxAge,
                () -> computePerformance(key, Span.of(clock.instant(), hours)));
    }

    /** Hour by hour, oldest first, with those in which nothing ended; otherwise as {@link #performance}. */
    public List<HourMetrics> throughput(Optional<String> key, int hours, Duration maxAge) {
        key.ifPresent(this::known);
        Span.of(clock.instant(), hours);
        var series = cache.get(
                Series.class,
                List.of("throughput", key, hours),
                maxAge,
                () -> new Series(computeSeries(key, Span.of(clock.instant(), hours))));
        return series.hours;
    }

    private record Series(List<HourMetrics> hours) {}

    private String known(String key) {
        if (runner.definitions().versions(key).isEmpty()) {
            throw new NoSuchDefinitionException(key);
        }
        return key;
    }

    private JobNumbers numbers(Optional<String> key, Duration maxAge) {
        return cache.get(JobNumbers.class, List.of("numbers", key), maxAge, () -> computeNumbers(key));
    }

    private JobNumbers computeNumbers(Optional<String> key) {
        var now = clock.instant();
        var jobs = new EnumMap<JobStatus, Long>(JobStatus.class);
        var keys = key.map(Stream::of).orElseGet(() -> runner.definitions().keys().stream());
        keys.forEach(
                one -> runner.executor().counts(one).forEach((status, count) -> jobs.merge(status, count, Long::sum)));
        var week = statistics.perHour(key, Span.of(now, Span.LONGEST).partHour(), now);
        var throughput = new Throughput(
                ended(week, Span.of(now, 1)), ended(week, Span.of(now, DAY)), ended(week, Span.of(now, Span.LONGEST)));
        return new JobNumbers(key.orElse(""), now, jobs, throughput, computePerformance(key, Span.of(now, DAY)));
    }

    private static long ended(List<HourCount> counts, Span span) {
        return Math.round(counts.stream()
                .filter(count -> ENDS_OF_JOBS.contains(count.outcome()))
                .mapToDouble(count -> count.executions() * span.share(count))
                .sum());
    }

    private Performance computePerformance(Optional<String> key, Span span) {
        var from = span.firstHour();
        var sum = new Sum();
        statistics.perHour(key, from, span.now()).forEach(sum::add);
        return new Performance(
                span.hours(),
                sum.outcomes,
                share(sum.of(Outcome.SUCCEEDED), sum.of(Outcome.SUCCEEDED) + sum.failed()),
                share(sum.of(Outcome.RETRIED), sum.executions),
                times(statistics.runTimes(key, from, span.now()), sum.runMillis, sum.executions),
                times(statistics.waitTimes(key, from, span.now()), sum.waitMillis, sum.waits));
    }

    private static TimeStatistics times(Percentiles found, long millis, long count) {
        return new TimeStatistics(
                count,
                count == 0 ? 0 : (double) millis / count,
                found.p50Millis(),
                found.p95Millis(),
                found.p99Millis());
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    private List<HourMetrics> computeSeries(Optional<String> key, Span span) {
        var byHour = new TreeMap<Instant, Sum>();
        IntStream.range(0, span.hours())
                .forEach(hour -> byHour.put(span.firstHour().plus(Duration.ofHours(hour)), new Sum()));
        for (var count : statistics.perHour(key, span.firstHour(), span.now())) {
            var sum = byHour.get(count.hour());
            if (sum != null) {
                sum.add(count);
            }
        }
        return byHour.entrySet().stream()
                .map(entry -> entry.getValue().hour(entry.getKey()))
                .toList();
    }

    /** What was counted, added up. */
    private static final class Sum {

        private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        private long executions;
        private long runMillis;
        private long waits;
        private long waitMillis;

        void add(HourCount count) {
            outcomes.merge(count.outcome(), count.executions(), Long::sum);
            executions += count.executions();
            runMillis += count.runMillis();
            waits += count.waits();
            waitMillis += count.waitMillis();
        }

        long of(Outcome outcome) {
            return outcomes.getOrDefault(outcome, 0L);
        }

        long failed() {
            return FAILED.stream().mapToLong(this::of).sum();
        }

        HourMetrics hour(Instant beginning) {
            var known = of(Outcome.SUCCEEDED) + failed() + of(Outcome.RETRIED);
            return new HourMetrics(
                    beginning,
                    of(Outcome.SUCCEEDED),
                    failed(),
                    of(Outcome.RETRIED),
                    executions - known,
                    executions == 0 ? 0 : (double) runMillis / executions,
                    waits == 0 ? 0 : (double) waitMillis / waits);
        }
    }
}
