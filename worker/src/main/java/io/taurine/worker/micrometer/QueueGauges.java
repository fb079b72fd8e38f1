package io.taurine.worker.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.taurine.job.JobState;
import io.taurine.queue.JobCounts;
import io.taurine.queue.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges {@code taurine.queue.jobs} with the tags {@code queue} and {@code state}. All states come from one call to Redis,
 * made at most once per {@code maxAge} and only when somebody reads a gauge; a reader never waits for it. Counts that could
 * not be renewed for ten times that long read as NaN. Thread-safe.
 */
public final class QueueGauges implements AutoCloseable {

    /** How old counts may be, unless the caller says otherwise. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(QueueGauges.class);
    private static final int FORGET_AFTER = 10;

    private record Known(JobCounts counts, long nanos) {}

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private final Supplier<CompletionStage<JobCounts>> source;
    private final LongSupplier nanos;
    private final long maxAgeNanos;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile @Nullable Known known;
    private volatile long askedNanos;

    QueueGauges(
            MeterRegistry registry,
            String queue,
            Supplier<CompletionStage<JobCounts>> source,
            Duration maxAge,
            LongSupplier nanos) {
        if (maxAge.compareTo(Duration.ofMillis(100)) < 0 || maxAge.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("maxAge must be between 100 ms and 1 h, was " + maxAge);
        }
        this.registry = registry;
        this.source = source;
        this.nanos = nanos;
        this.maxAgeNanos = maxAge.toNanos();
        this.askedNanos = nanos.getAsLong() - maxAgeNanos;
        for (var state : JobState.values()) {
            if (state != JobState.UNKNOWN) {
                meters.add(Gauge.builder("taurine.queue.jobs", this, gauges -> gauges.count(state))
                        .description("Jobs of the queue by state")
                        .tag("queue", queue)
                        .tag("state", state.wireName())
                        .strongReference(true)
                        .register(registry));
            }
        }
        refresh();
    }

    /** Binds gauges of a queue, which must stay open as long as they. */
    public static QueueGauges bind(Queue<?> queue, MeterRegistry registry) {
        return bind(queue, registry, DEFAULT_MAX_AGE);
    }

    /**
     * As {@link #bind(Queue, MeterRegistry)}.
     *
     * @param maxAge how old counts may be; 100 ms to 1 h
     */
    public static QueueGauges bind(Queue<?> queue, MeterRegistry registry, Duration maxAge) {
        return new QueueGauges(registry, queue.name(), queue::getJobCountsAsync, maxAge, System::nanoTime);
    }

    private double count(JobState state) {
        var now = nanos.getAsLong();
        if (now - askedNanos >= maxAgeNanos) {
            refresh();
        }
        var latest = known;
        return latest == null || now - latest.nanos > FORGET_AFTER * maxAgeNanos ? Double.NaN : latest.counts.of(state);
    }

    private void refresh() {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        askedNanos = nanos.getAsLong();
        try {
            source.get().whenComplete((counts, failure) -> {
                if (failure == null) {
                    known = new Known(counts, nanos.getAsLong());
                } else {
                    LOG.debug("The jobs of a queue could not be counted: {}", failure.getMessage());
                }
                underWay.set(false);
            });
        } catch (RuntimeException e) { // whoever reads metrics must not fail with the queue
            LOG.debug("The jobs of a queue could not be counted: {}", e.getMessage());
            underWay.set(false);
        }
    }

    /** Takes the gauges out of the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
