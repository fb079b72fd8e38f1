package io.taurine.worker.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.taurine.job.Job;
import io.taurine.job.PayloadException;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerMeter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Metrics of workers in a Micrometer registry: {@code taurine.job.time}, {@code taurine.job.wait},
 * {@code taurine.job.retries}, {@code taurine.jobs.stalled}, {@code taurine.locks.lost}, {@code taurine.claim.size},
 * {@code taurine.settle.size}, {@code taurine.worker.fetch.age}, {@code taurine.worker.running},
 * {@code taurine.worker.concurrency}. Tags are {@code queue}, {@code job} and {@code outcome}, of bounded number. One meter
 * serves all workers of a process. Thread-safe.
 */
public final class MicrometerMeter implements WorkerMeter {

    private record TimerKey(String queue, String job, String outcome) {}

    private record QueueKey(String metric, String queue) {}

    private final MeterRegistry registry;
    private final Tags tags;
    private final boolean histograms;
    private final BoundedNames queueNames;
    private final BoundedNames jobNames;
    private final Map<TimerKey, Timer> timers = new ConcurrentHashMap<>();
    private final Map<QueueKey, Counter> counters = new ConcurrentHashMap<>();
    private final Map<QueueKey, DistributionSummary> sizes = new ConcurrentHashMap<>();
    private final Map<String, WorkersOfQueue> workers = new ConcurrentHashMap<>();

    private MicrometerMeter(Builder from) {
        registry = from.registry;
        tags = from.tags;
        histograms = from.histograms;
        queueNames = new BoundedNames(from.maxQueues);
        jobNames = new BoundedNames(from.maxJobNames);
    }

    /** A meter with default options. */
    public static MicrometerMeter of(MeterRegistry registry) {
        return builder(registry).build();
    }

    public static Builder builder(MeterRegistry registry) {
        return new Builder(registry);
    }

    @Override
    public void started(Worker<?> worker) {
        workers.computeIfAbsent(queueNames.of(worker.queueName()), this::gauges).add(worker);
    }

    private WorkersOfQueue gauges(String queue) {
        var gauges = new WorkersOfQueue();
        gauges.register(registry, tags.and("queue", queue));
        return gauges;
    }

    @Override
    public void closed(Worker<?> worker) {
        var known = workers.get(queueNames.of(worker.queueName()));
        if (known != null) {
            known.remove(worker);
        }
    }

    @Override
    public void runEnded(Job<?> job, RunEnd end, Duration ran) {
        var queue = queueNames.of(job.queueName());
        var name = jobNames.of(job.name());
        timer("taurine.job.time", queue, name, end.name().toLowerCase(Locale.ROOT))
                .record(ran);
        if (end == RunEnd.RETRIED) {
            counter("taurine.job.retries", queue).increment();
        }
        // Only the first run has waited for a worker and for nothing else.
        if (job.attemptsStarted() <= 1) {
            waited(job)
                    .ifPresent(
                            time -> timer("taurine.job.wait", queue, name, "").record(time));
        }
    }

    private static Optional<Duration> waited(Job<?> job) {
        var due = job.timestamp().plus(delay(job));
        return job.processedOn().map(claimed -> claimed.isBefore(due) ? Duration.ZERO : Duration.between(due, claimed));
    }

    /** The hash forgets the delay when it is over; the options do not. */
    private static Duration delay(Job<?> job) {
        try {
            return job.options().delay();
        } catch (PayloadException unreadable) {
            return Duration.ZERO;
        }
    }

    @Override
    public void claimed(String queueName, int jobs) {
        size("taurine.claim.size", queueNames.of(queueName)).record(jobs);
    }

    @Override
    public void settled(String queueName, int runs) {
        size("taurine.settle.size", queueNames.of(queueName)).record(runs);
    }

    @Override
    public void stalled(String queueName, int jobs) {
        counter("taurine.jobs.stalled", queueNames.of(queueName)).increment(jobs);
    }

    @Override
    public void lockLost(Job<?> job) {
        counter("taurine.locks.lost", queueNames.of(job.queueName())).increment();
    }

    private Timer timer(String metric, String queue, String job, String outcome) {
        return timers.computeIfAbsent(new TimerKey(queue, job, outcome), key -> {
            var builder = Timer.builder(metric).tags(tags).tag("queue", queue).tag("job", job);
            if (!outcome.isEmpty()) {
                builder.tag("outcome", outcome);
            }
            return builder.publishPercentileHistogram(histograms).register(registry);
        });
    }

    private Counter counter(String metric, String queue) {
        return counters.computeIfAbsent(
                new QueueKey(metric, queue),
                key -> Counter.builder(metric).tags(tags).tag("queue", queue).register(registry));
    }

    private DistributionSummary size(String metric, String queue) {
        return sizes.computeIfAbsent(
                new QueueKey(metric, queue),
                key -> DistributionSummary.builder(metric)
                        .tags(tags)
                        .tag("queue", queue)
                        .publishPercentileHistogram(histograms)
                        .register(registry));
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private final MeterRegistry registry;
        private Tags tags = Tags.empty();
        private boolean histograms = true;
        private int maxQueues = 100;
        private int maxJobNames = 100;

        private Builder(MeterRegistry registry) {
            this.registry = Objects.requireNonNull(registry, "registry");
        }

        /** A tag of every meter, such as the service's name. */
        public Builder tag(String name, String value) {
            tags = tags.and(List.of(Tag.of(name, value)));
            return this;
        }

        /** False publishes no buckets, only counts, sums and maxima. Default true. */
        public Builder histograms(boolean publish) {
            this.histograms = publish;
            return this;
        }

        /** Most values of that tag for queues; further ones count as {@code other}. Default 100, at least 1. */
        public Builder maxQueues(int queues) {
            this.maxQueues = atLeastOne("maxQueues", queues);
            return this;
        }

        /** Most values of the tag {@code job}; further ones count as {@code other}. Default 100, at least 1. */
        public Builder maxJobNames(int names) {
            this.maxJobNames = atLeastOne("maxJobNames", names);
            return this;
        }

        private static int atLeastOne(String option, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " must be 1 or more, was " + value);
            }
            return value;
        }

        public MicrometerMeter build() {
            return new MicrometerMeter(this);
        }
    }
}
