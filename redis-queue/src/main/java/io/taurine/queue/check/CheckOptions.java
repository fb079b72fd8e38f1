package io.taurine.queue.check;

import io.taurine.queue.QueueOptions;
import io.taurine.queue.internal.QueueKeys;
import java.time.Duration;

/** Options of a {@link QueueCheck}. Immutable. */
public final class CheckOptions {

    private static final int MAX_LIMIT = 100_000;
    private static final int MAX_CALLS = 1_000_000;
    private static final Duration MAX_PAUSE = Duration.ofMinutes(10);
    private static final Duration MAX_STALLED_AFTER = Duration.ofDays(365);
    private static final CheckOptions DEFAULTS = builder().build();

    private final String prefix;
    private final int limit;
    private final int callsPerSecond;
    private final Duration pause;
    private final Duration stalledAfter;

    private CheckOptions(Builder from) {
        prefix = from.prefix;
        limit = from.limit;
        callsPerSecond = from.callsPerSecond;
        pause = from.pause;
        stalledAfter = from.stalledAfter;
    }

    public static CheckOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public String prefix() {
        return prefix;
    }

    public int limit() {
        return limit;
    }

    /** 0 for as many as Redis answers. */
    public int callsPerSecond() {
        return callsPerSecond;
    }

    public Duration pause() {
        return pause;
    }

    public Duration stalledAfter() {
        return stalledAfter;
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private String prefix = QueueOptions.DEFAULT_PREFIX;
        private int limit = 1000;
        private int callsPerSecond;
        private Duration pause = Duration.ofSeconds(1);
        private Duration stalledAfter = Duration.ofMinutes(2);

        private Builder() {}

        /** First part of every key of the queue. Default {@code bull}. Not empty. */
        public Builder prefix(String prefix) {
            this.prefix = QueueKeys.of(prefix, "any").prefix();
            return this;
        }

        /** After how many findings a check ends. Default 1,000; 1 to 100,000. */
        public Builder limit(int findings) {
            if (findings < 1 || findings > MAX_LIMIT) {
                throw new IllegalArgumentException("limit must be between 1 and " + MAX_LIMIT + ", was " + findings);
            }
            this.limit = findings;
            return this;
        }

        /**
         * Most calls to Redis in a second, each of which takes it about a millisecond or less. Default 0: one after the
         * other without a pause. To 1,000,000.
         */
        public Builder callsPerSecond(int calls) {
            if (calls < 0 || calls > MAX_CALLS) {
                throw new IllegalArgumentException(
                        "callsPerSecond must be between 0 and " + MAX_CALLS + ", was " + calls);
            }
            this.callsPerSecond = calls;
            return this;
        }

        /** How long to wait before what looks wrong is looked at again. Default 1 s; 0 to 10 minutes. */
        public Builder pause(Duration pause) {
            if (pause.isNegative() || pause.compareTo(MAX_PAUSE) > 0) {
                throw new IllegalArgumentException("pause must be between 0 and 10 minutes, was " + pause);
            }
            this.pause = pause;
            return this;
        }

        /**
         * How long ago a job must have been claimed to count as {@link FindingKind#ACTIVE_WITHOUT_LOCK}; longer than the
         * longest interval at which a worker of the queue checks for silent ones. Default 2 minutes; 0 to a year.
         */
        public Builder stalledAfter(Duration age) {
            if (age.isNegative() || age.compareTo(MAX_STALLED_AFTER) > 0) {
                throw new IllegalArgumentException("stalledAfter must be between 0 and 365 days, was " + age);
            }
            this.stalledAfter = age;
            return this;
        }

        public CheckOptions build() {
            return new CheckOptions(this);
        }
    }
}
