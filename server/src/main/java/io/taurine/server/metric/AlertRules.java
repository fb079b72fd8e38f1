package io.taurine.server.metric;

/** From when on something is worth an alert. Immutable, safe to share between threads. */
public final class AlertRules {

    private final int failurePercent;
    private final int fewestJobs;
    private final long backlog;
    private final long deadLetters;

    private AlertRules(Builder from) {
        this.failurePercent = from.failurePercent;
        this.fewestJobs = from.fewestJobs;
        this.backlog = from.backlog;
        this.deadLetters = from.deadLetters;
    }

    public static Builder builder() {
        return new Builder();
    }

    public int failurePercent() {
        return failurePercent;
    }

    public int fewestJobs() {
        return fewestJobs;
    }

    public long backlog() {
        return backlog;
    }

    public long deadLetters() {
        return deadLetters;
    }

    /** Collects the rules; not safe to share between threads. */
    public static final class Builder {

        private int failurePercent = 50;
        private int fewestJobs = 10;
        private long backlog = 100_000;
        private long deadLetters = 1_000;

        private Builder() {}

        /** More than this share of the last hour's jobs of a definition failed; 1 to 100, default 50. */
        public Builder failurePercent(int value) {
            this.failurePercent = (int) within("failurePercent", 1, 100, value);
            return this;
        }

        /** No alert for the share of fewer jobs than that; 1 or more, default 10. */
        public Builder fewestJobs(int value) {
            this.fewestJobs = (int) within("fewestJobs", 1, Integer.MAX_VALUE, value);
            return this;
        }

        /** More jobs of a definition wait; 1 or more, default 100,000. */
        public Builder backlog(long value) {
            this.backlog = within("backlog", 1, Long.MAX_VALUE, value);
            return this;
        }

        /** More dead letters of all definitions; 1 or more, default 1,000. */
        public Builder deadLetters(long value) {
            this.deadLetters = within("deadLetters", 1, Long.MAX_VALUE, value);
            return this;
        }

        public AlertRules build() {
            return new AlertRules(this);
        }

        private static long within(String name, long least, long most, long value) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + value);
            }
            return value;
        }
    }
}
