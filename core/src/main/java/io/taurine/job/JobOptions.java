package io.taurine.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one job is stored, ordered and retried. Immutable, safe to share between threads. What is not set takes the queue's
 * default job options, then the default named at each builder method. Written to Redis under BullMQ's option names.
 */
public final class JobOptions {

    /** Lowest urgency that {@link Builder#priority} accepts. */
    public static final int MAX_PRIORITY = 2_097_151;

    /**
     * Longest delay, backoff, age and worker timing. Due times after September 2039 no longer fit a score exactly: jobs due in
     * the same moments may then swap places.
     */
    public static final Duration MAX_DELAY = Duration.ofDays(36_500);

    private static final Instant MAX_TIMESTAMP = Instant.parse("2100-01-01T00:00:00Z");

    private static final JobOptions DEFAULTS = builder().build();

    final @Nullable Long delayMillis;
    final @Nullable Integer priority;
    final @Nullable Boolean lifo;
    final @Nullable Integer attempts;
    final @Nullable Backoff backoff;
    final @Nullable String jobId;
    final @Nullable Long timestampMillis;
    final @Nullable KeepJobs removeOnComplete;
    final @Nullable KeepJobs removeOnFail;
    final @Nullable Integer keepLogs;
    final @Nullable Integer stackTraceLimit;
    final @Nullable Integer sizeLimit;
    final @Nullable Deduplication deduplication;
    final @Nullable String telemetryMetadata;
    final @Nullable Boolean omitTelemetryContext;
    final Map<String, String> context;
    final @Nullable JobParent parent;
    final Map<ChildFailurePolicy, Boolean> policies;
    final Map<String, Object> others;
    final boolean setsNothing;

    private JobOptions(Builder from) {
        delayMillis = from.delayMillis;
        priority = from.priority;
        lifo = from.lifo;
        attempts = from.attempts;
        backoff = from.backoff;
        jobId = from.jobId;
        timestampMillis = from.timestampMillis;
        removeOnComplete = from.removeOnComplete;
        removeOnFail = from.removeOnFail;
        keepLogs = from.keepLogs;
        stackTraceLimit = from.stackTraceLimit;
        sizeLimit = from.sizeLimit;
        deduplication = from.deduplication;
        telemetryMetadata = from.telemetryMetadata;
        omitTelemetryContext = from.omitTelemetryContext;
        context = Collections.unmodifiableMap(new TreeMap<>(from.context));
        parent = from.parent;
        policies = Collections.unmodifiableMap(new EnumMap<ChildFailurePolicy, Boolean>(from.policies));
        others = Collections.unmodifiableMap(new TreeMap<>(from.others));
        setsNothing = others.isEmpty()
                && policies.isEmpty()
                && context.isEmpty()
                && Stream.of(
                                delayMillis,
                                priority,
                                lifo,
                                attempts,
                                backoff,
                                jobId,
                                timestampMillis,
                                removeOnComplete,
                                removeOnFail,
                                keepLogs,
                                stackTraceLimit,
                                sizeLimit,
                                deduplication,
                                telemetryMetadata,
                                omitTelemetryContext,
                                parent)
                        .allMatch(Objects::isNull);
    }

    /** Nothing set: one attempt, no delay, kept for ever. */
    public static JobOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with what is set here. */
    public Builder toBuilder() {
        return new Builder().overlay(this);
    }

    /** These options, with everything that {@code over} sets put over them. */
    public JobOptions overlaidBy(JobOptions over) {
        if (setsNothing) {
            return over;
        }
        return over.setsNothing ? this : toBuilder().overlay(over).build();
    }

    public Duration delay() {
        return Duration.ofMillis(delayMillis == null ? 0 : delayMillis);
    }

    /** 0 when the job has no priority. */
    public int priority() {
        return priority == null ? 0 : priority;
    }

    public boolean lifo() {
        return lifo != null && lifo;
    }

    /** Total runs allowed, at least 1. */
    public int attempts() {
        return attempts == null ? 1 : Math.max(1, attempts);
    }

    public Optional<Backoff> backoff() {
        return Optional.ofNullable(backoff);
    }

    public Optional<String> jobId() {
        return Optional.ofNullable(jobId);
    }

    public Optional<Instant> timestamp() {
        return Optional.ofNullable(timestampMillis).map(Instant::ofEpochMilli);
    }

    public Optional<KeepJobs> removeOnComplete() {
        return Optional.ofNullable(removeOnComplete);
    }

    public Optional<KeepJobs> removeOnFail() {
        return Optional.ofNullable(removeOnFail);
    }

    public OptionalInt keepLogs() {
        return optional(keepLogs);
    }

    public OptionalInt stackTraceLimit() {
        return optional(stackTraceLimit);
    }

    public OptionalInt sizeLimit() {
        return optional(sizeLimit);
    }

    public Optional<Deduplication> deduplication() {
        return Optional.ofNullable(deduplication);
    }

    /** Trace context that travels with the job: the text of a telemetry plug-in, by default W3C headers as a JSON object. */
    public Optional<String> telemetryMetadata() {
        return Optional.ofNullable(telemetryMetadata);
    }

    /** True when the job must not carry the trace context of its producer. */
    public boolean omitTelemetryContext() {
        return omitTelemetryContext != null && omitTelemetryContext;
    }

    /** What the producer wants to travel with the job beside its payload, such as a tenant; unmodifiable. */
    public Map<String, String> context() {
        return context;
    }

    /** The job that waits for this one. */
    public Optional<JobParent> parent() {
        return Optional.ofNullable(parent);
    }

    /** What becomes of the parent when this job fails for good. */
    public Optional<ChildFailurePolicy> childFailurePolicy() {
        return chosen(policies).stream().findFirst();
    }

    private static List<ChildFailurePolicy> chosen(Map<ChildFailurePolicy, Boolean> policies) {
        return policies.isEmpty()
                ? List.of()
                : policies.entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** Options that other clients or later versions wrote and this one does not know, by their stored name. */
    public Map<String, Object> others() {
        return others;
    }

    /** Returns the delay in milliseconds when it is in range. */
    static long requireDelay(String name, Duration delay) {
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException(
                    name + " must be between 0 and " + MAX_DELAY.toDays() + " days, was " + delay);
        }
        return delay.toMillis();
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobOptions that && JobOptionsJson.write(this).equals(JobOptionsJson.write(that));
    }

    @Override
    public int hashCode() {
        return JobOptionsJson.write(this).hashCode();
    }

    /** The JSON that is stored. */
    @Override
    public String toString() {
        return JobOptionsJson.write(this);
    }

    /** Collects options; every method refuses a value out of range at once. Not safe to share between threads. */
    public static final class Builder {

        private @Nullable Long delayMillis;
        private @Nullable Integer priority;
        private @Nullable Boolean lifo;
        private @Nullable Integer attempts;
        private @Nullable Backoff backoff;
        private @Nullable String jobId;
        private @Nullable Long timestampMillis;
        private @Nullable KeepJobs removeOnComplete;
        private @Nullable KeepJobs removeOnFail;
        private @Nullable Integer keepLogs;
        private @Nullable Integer stackTraceLimit;
        private @Nullable Integer sizeLimit;
        private @Nullable Deduplication deduplication;
        private @Nullable String telemetryMetadata;
        private @Nullable Boolean omitTelemetryContext;
        private final Map<String, String> context = new LinkedHashMap<>();
        private @Nullable JobParent parent;
        private final Map<ChildFailurePolicy, Boolean> policies = new EnumMap<>(ChildFailurePolicy.class);
        private final Map<String, Object> others = new LinkedHashMap<>();

        private Builder() {}

        /** The job becomes claimable this long after its timestamp. Default 0, to 36,500 days; whole milliseconds count. */
        public Builder delay(Duration delay) {
            this.delayMillis = requireDelay("delay", delay);
            return this;
        }

        /**
         * 1 (most urgent) to {@value JobOptions#MAX_PRIORITY}; 0, the default, is no priority. Jobs without priority are
         * always served before prioritized ones; equal priorities are served in order.
         */
        public Builder priority(int priority) {
            if (priority < 0 || priority > MAX_PRIORITY) {
                throw new IllegalArgumentException(
                        "priority must be between 0 and " + MAX_PRIORITY + ", was " + priority);
            }
            this.priority = priority;
            return this;
        }

        /** True puts the job at the front of the line, on retries too; ignored with a priority. Default false. */
        public Builder lifo(boolean lifo) {
            this.lifo = lifo;
            return this;
        }

        /** Total runs allowed, the first one included. Default 1, at least 1. */
        public Builder attempts(int attempts) {
            this.attempts = (int) atLeast("attempts", 1, attempts);
            return this;
        }

        /** Pause between two attempts. Default none: a failed job goes to the end of the line at once. */
        public Builder backoff(Backoff backoff) {
            this.backoff = Objects.requireNonNull(backoff, "backoff");
            return this;
        }

        /** An id of the caller's; adding the same id again while the job exists adds nothing. See {@link JobIds}. */
        public Builder jobId(String jobId) {
            this.jobId = JobIds.requireCustom(jobId);
            return this;
        }

        /** When the job was created, by default the producer's clock. A delay counts from here. 1970 to 2100. */
        public Builder timestamp(Instant timestamp) {
            if (timestamp.isBefore(Instant.EPOCH) || timestamp.isAfter(MAX_TIMESTAMP)) {
                throw new IllegalArgumentException(
                        "timestamp must be between " + Instant.EPOCH + " and " + MAX_TIMESTAMP + ", was " + timestamp);
            }
            this.timestampMillis = timestamp.toEpochMilli();
            return this;
        }

        /** What happens to this job and its completed siblings when it completes. Default: the worker's option. */
        public Builder removeOnComplete(KeepJobs keep) {
            this.removeOnComplete = Objects.requireNonNull(keep, "keep");
            return this;
        }

        /** True removes the job when it completes, false keeps it whatever the worker says. */
        public Builder removeOnComplete(boolean remove) {
            return removeOnComplete(remove ? KeepJobs.none() : KeepJobs.all());
        }

        /** What happens to this job and its failed siblings when it fails for good. Default: the worker's option. */
        public Builder removeOnFail(KeepJobs keep) {
            this.removeOnFail = Objects.requireNonNull(keep, "keep");
            return this;
        }

        /** True removes the job when it fails for good, false keeps it whatever the worker says. */
        public Builder removeOnFail(boolean remove) {
            return removeOnFail(remove ? KeepJobs.none() : KeepJobs.all());
        }

        /** Only the newest rows of the job's log stay. Default: all, at least 1. */
        public Builder keepLogs(int rows) {
            this.keepLogs = (int) atLeast("keepLogs", 1, rows);
            return this;
        }

        /** How many stack traces of failed attempts are stored, the newest; 0 stores none. Default: all. */
        public Builder stackTraceLimit(int traces) {
            this.stackTraceLimit = (int) atLeast("stackTraceLimit", 0, traces);
            return this;
        }

        /** Most bytes of the payload's JSON in UTF-8; a larger one is refused by {@code add}. Default: no limit. */
        public Builder sizeLimit(int bytes) {
            this.sizeLimit = (int) atLeast("sizeLimit", 1, bytes);
            return this;
        }

        /** Makes adds with the same deduplication id one job. Default none: each add is a job of its own. */
        public Builder deduplication(Deduplication deduplication) {
            this.deduplication = Objects.requireNonNull(deduplication, "deduplication");
            return this;
        }

        /**
         * Trace context for the job's runs. Telemetry overwrites it in a plain add, and keeps it in a bulk, a flow and a job
         * scheduler. Default: the context of the add, when the queue has telemetry.
         *
         * @param json a JSON object, such as the W3C headers; BullMQ's workers with telemetry end at anything else
         */
        public Builder telemetryMetadata(String json) {
            this.telemetryMetadata = JobOptionsJson.requireObject("telemetryMetadata", json);
            return this;
        }

        /** True keeps the producer's trace context out of the job: its runs start traces of their own. Default false. */
        public Builder omitTelemetryContext(boolean omit) {
            this.omitTelemetryContext = omit;
            return this;
        }

        /**
         * A value that travels with the job beside its payload: interceptors put a tenant or a user here, and read it around
         * the run. Stored in {@code opts}, where BullMQ clients keep it and may read it; not a place for secrets. Over
         * default options the entries are merged.
         *
         * @param key not empty
         */
        public Builder context(String key, String value) {
            if (key.isEmpty()) {
                throw new IllegalArgumentException("context key must not be empty");
            }
            context.put(key, Objects.requireNonNull(value, "value"));
            return this;
        }

        Builder storedTelemetry(@Nullable String metadata, boolean omit) {
            this.telemetryMetadata = metadata;
            if (omit) {
                this.omitTelemetryContext = true;
            }
            return this;
        }

        /**
         * Makes the job a child: its parent waits for it. Adding it fails when there is no such parent. A job that is added so
         * does not move its parent; one that runs goes on to wait with {@code moveToWaitingChildren}.
         *
         * @param id id of the parent
         * @param queueQualifiedName {@code prefix:queue} of the parent's queue
         */
        public Builder parent(String id, String queueQualifiedName) {
            return parent(new JobParent(id, queueQualifiedName));
        }

        /** As {@link #parent(String, String)}. */
        public Builder parent(JobParent parent) {
            this.parent = JobIds.requireParent(parent);
            return this;
        }

        /** True fails the parent when this job fails for good. Default false; at most one of the four policies. */
        public Builder failParentOnFailure(boolean fail) {
            policies.put(ChildFailurePolicy.FAIL_PARENT, fail);
            return this;
        }

        /** True lets the parent run at once when this job fails for good. Default false; at most one of the four policies. */
        public Builder continueParentOnFailure(boolean goOn) {
            policies.put(ChildFailurePolicy.CONTINUE_PARENT, goOn);
            return this;
        }

        /**
         * True lets the parent no longer wait for this job when it fails for good; the parent can read why it failed. Default
         * false; at most one of the four policies.
         */
        public Builder ignoreDependencyOnFailure(boolean ignore) {
            policies.put(ChildFailurePolicy.IGNORE_DEPENDENCY, ignore);
            return this;
        }

        /**
         * True lets the parent no longer wait for this job when it fails for good, and forget it. Default false; at most one
         * of the four policies.
         */
        public Builder removeDependencyOnFailure(boolean remove) {
            policies.put(ChildFailurePolicy.REMOVE_DEPENDENCY, remove);
            return this;
        }

        /** As the four methods above, by name: this policy and no other. */
        public Builder childFailurePolicy(ChildFailurePolicy policy) {
            policies.keySet().forEach(other -> policies.put(other, false));
            policies.put(policy, true);
            return this;
        }

        Builder other(String storedName, Object value) {
            others.put(storedName, value);
            return this;
        }

        /** Values another client stored, taken as they are: what it allowed must not make its jobs unreadable. */
        Builder stored(
                @Nullable Long delayMillis,
                @Nullable Integer priority,
                @Nullable Integer attempts,
                @Nullable String jobId,
                @Nullable Long timestampMillis) {
            this.delayMillis = delayMillis;
            this.priority = priority;
            this.attempts = attempts;
            this.jobId = jobId;
            this.timestampMillis = timestampMillis;
            return this;
        }

        Builder storedLimits(
                @Nullable Integer keepLogs, @Nullable Integer stackTraceLimit, @Nullable Integer sizeLimit) {
            this.keepLogs = keepLogs;
            this.stackTraceLimit = stackTraceLimit;
            this.sizeLimit = sizeLimit;
            return this;
        }

        Builder storedParent(JobParent parent) {
            this.parent = parent;
            return this;
        }

        /** Of several policies that another client stored only the first is kept. */
        Builder storedPolicy(String storedName, boolean set) {
            for (var policy : ChildFailurePolicy.values()) {
                if (policy.storedName().equals(storedName)) {
                    policies.put(policy, set && !policies.containsValue(true));
                }
            }
            return this;
        }

        private Builder overlay(JobOptions over) {
            delayMillis = firstSet(over.delayMillis, delayMillis);
            priority = firstSet(over.priority, priority);
            lifo = firstSet(over.lifo, lifo);
            attempts = firstSet(over.attempts, attempts);
            backoff = firstSet(over.backoff, backoff);
            jobId = firstSet(over.jobId, jobId);
            timestampMillis = firstSet(over.timestampMillis, timestampMillis);
            removeOnComplete = firstSet(over.removeOnComplete, removeOnComplete);
            removeOnFail = firstSet(over.removeOnFail, removeOnFail);
            keepLogs = firstSet(over.keepLogs, keepLogs);
            stackTraceLimit = firstSet(over.stackTraceLimit, stackTraceLimit);
            sizeLimit = firstSet(over.sizeLimit, sizeLimit);
            deduplication = firstSet(over.deduplication, deduplication);
            telemetryMetadata = firstSet(over.telemetryMetadata, telemetryMetadata);
            omitTelemetryContext = firstSet(over.omitTelemetryContext, omitTelemetryContext);
            context.putAll(over.context);
            parent = firstSet(over.parent, parent);
            policies.putAll(over.policies);
            others.putAll(over.others);
            return this;
        }

        private static <V> @Nullable V firstSet(@Nullable V first, @Nullable V second) {
            return first != null ? first : second;
        }

        private static long atLeast(String name, long least, long value) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be " + least + " or more, was " + value);
            }
            return value;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if they contradict each other
         */
        public JobOptions build() {
            var chosen = chosen(policies);
            if (chosen.size() > 1) {
                throw new IllegalArgumentException("The following options cannot be used together: "
                        + chosen.stream().map(ChildFailurePolicy::optionName).collect(Collectors.joining(", ")));
            }
            return new JobOptions(this);
        }
    }
}
