package io.taurine.queue;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobOptions;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.telemetry.Telemetry;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Options of a {@link Queue}. Immutable. */
public final class QueueOptions {

    /** BullMQ's default key prefix. */
    public static final String DEFAULT_PREFIX = "bull";

    private static final QueueOptions DEFAULTS = builder().build();

    private final String prefix;
    private final JobOptions defaultJobOptions;
    private final PayloadCodec codec;
    private final @Nullable Integer maxLenEvents;
    private final boolean metaUpdate;
    private final boolean attemptEvents;
    private final AddInterceptors interceptors;
    private final @Nullable Telemetry telemetry;

    private QueueOptions(Builder from) {
        prefix = from.prefix;
        defaultJobOptions = from.defaultJobOptions;
        codec = from.codec;
        maxLenEvents = from.maxLenEvents;
        metaUpdate = from.metaUpdate;
        attemptEvents = from.attemptEvents;
        interceptors = from.telemetry == null ? from.interceptors : from.interceptors.with(from.telemetry);
        telemetry = from.telemetry;
    }

    private QueueOptions(QueueOptions from, String prefix) {
        this.prefix = prefix;
        defaultJobOptions = from.defaultJobOptions;
        codec = from.codec;
        maxLenEvents = from.maxLenEvents;
        metaUpdate = from.metaUpdate;
        attemptEvents = from.attemptEvents;
        interceptors = from.interceptors;
        telemetry = from.telemetry;
    }

    /** The same options for a queue under another prefix. */
    QueueOptions withPrefix(String other) {
        return new QueueOptions(this, other);
    }

    public static QueueOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public String prefix() {
        return prefix;
    }

    public JobOptions defaultJobOptions() {
        return defaultJobOptions;
    }

    public PayloadCodec codec() {
        return codec;
    }

    /** Empty leaves the length that is stored, or 10,000 where none is. */
    public OptionalInt maxLenEvents() {
        return maxLenEvents == null ? OptionalInt.empty() : OptionalInt.of(maxLenEvents);
    }

    /** What every add passes through: those given, and telemetry, which is the last. */
    public AddInterceptors interceptors() {
        return interceptors;
    }

    public boolean metaUpdate() {
        return metaUpdate;
    }

    public boolean attemptEvents() {
        return attemptEvents;
    }

    /** What hears of traces and metrics; empty without telemetry. */
    public Optional<Telemetry> telemetry() {
        return Optional.ofNullable(telemetry);
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private String prefix = DEFAULT_PREFIX;
        private JobOptions defaultJobOptions = JobOptions.defaults();
        private PayloadCodec codec = JacksonPayloadCodec.defaults();
        private @Nullable Integer maxLenEvents;
        private boolean metaUpdate = true;
        private boolean attemptEvents;
        private AddInterceptors interceptors = AddInterceptors.none();
        private @Nullable Telemetry telemetry;

        private Builder() {}

        /** First part of every key; all clients of a queue must agree. Default {@code bull}. Not empty. */
        public Builder prefix(String prefix) {
            if (prefix.isEmpty()) {
                throw new IllegalArgumentException("prefix must not be empty");
            }
            this.prefix = prefix;
            return this;
        }

        /** Options under those of each added job. A {@code jobId} makes no sense here and is refused. */
        public Builder defaultJobOptions(JobOptions options) {
            if (options.jobId().isPresent()) {
                throw new IllegalArgumentException(
                        "defaultJobOptions must not have a jobId: every job would be the same");
            }
            this.defaultJobOptions = options;
            return this;
        }

        /** How payloads become JSON. Default {@link JacksonPayloadCodec#defaults()}. */
        public Builder codec(PayloadCodec codec) {
            this.codec = Objects.requireNonNull(codec, "codec");
            return this;
        }

        /** About how many entries the event stream keeps, written to the queue when it opens. At least 1. */
        public Builder maxLenEvents(int entries) {
            if (entries < 1) {
                throw new IllegalArgumentException("maxLenEvents must be 1 or more, was " + entries);
            }
            this.maxLenEvents = entries;
            return this;
        }

        /** Stands around every add, after those given before. Default none, which costs nothing. */
        public Builder interceptor(AddInterceptor<Object> interceptor) {
            interceptors = interceptors.with(interceptor);
            return this;
        }

        /** Stands around the adds of jobs whose payload is of that type, after those given before. */
        public <D> Builder interceptor(Class<D> type, AddInterceptor<D> interceptor) {
            interceptors = interceptors.with(type, interceptor);
            return this;
        }

        /**
         * False lets an opening queue write nothing, neither its version nor the length of the event stream: for programs that
         * may only read. Default true.
         */
        public Builder metaUpdate(boolean update) {
            this.metaUpdate = update;
            return this;
        }

        /**
         * True has the events of this queue tell which start of its job an active one is, on which worker, and why an attempt
         * failed that is retried: what a history of attempts needs. BullMQ's clients see further fields in those events. It is
         * written to the queue when it opens, holds for all of Taurine's workers from then on, and stays. Default false, which
         * leaves it as it is.
         */
        public Builder attemptEvents(boolean tell) {
            this.attemptEvents = tell;
            return this;
        }

        /**
         * Makes spans of what is done with the queue, and lets their context travel in its jobs. Usually
         * {@link io.taurine.queue.opentelemetry.OpenTelemetryTelemetry}. Default none, which costs nothing.
         */
        public Builder telemetry(Telemetry telemetry) {
            this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
            return this;
        }

        public QueueOptions build() {
            return new QueueOptions(this);
        }
    }
}
