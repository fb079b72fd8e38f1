package io.taurine.queue;

import java.util.Objects;
import java.util.OptionalInt;

/** How {@link JobControl#cancel} treats a job. Immutable. */
public final class CancelOptions {

    private static final int MAX_REASON = 10_000;

    private final String reason;
    private final boolean remove;
    private final OptionalInt onlyStart;

    private CancelOptions(Builder from) {
        onlyStart = from.onlyStart;
        reason = from.reason;
        remove = from.remove;
    }

    /** Options with this reason, see {@link Builder#reason}, and everything else as it is by default. */
    public static CancelOptions because(String reason) {
        return builder().reason(reason).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public String reason() {
        return reason;
    }

    public boolean remove() {
        return remove;
    }

    public OptionalInt onlyStart() {
        return onlyStart;
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private String reason = "cancelled";
        private boolean remove;
        private OptionalInt onlyStart = OptionalInt.empty();

        private Builder() {}

        /** Becomes the job's {@code failedReason}, word for word. Default {@code cancelled}; not blank, at most 10,000 characters. */
        public Builder reason(String reason) {
            Objects.requireNonNull(reason, "reason");
            if (reason.isBlank() || reason.length() > MAX_REASON) {
                throw new IllegalArgumentException("reason must have 1 to " + MAX_REASON
                        + " characters, of which one is no white space; had " + reason.length());
            }
            this.reason = reason;
            return this;
        }

        /**
         * True removes a job that no worker holds, with its children, instead of failing it. Default false. A job that runs is
         * failed in either case.
         */
        public Builder remove(boolean remove) {
            this.remove = remove;
            return this;
        }

        /**
         * Cancels nothing but the run that a worker began as the job's so many-th, see {@code Job.attemptsStarted()}, while it runs;
         * else nothing is changed. Default: whatever there is of the job. At least 1.
         */
        public Builder onlyStart(int start) {
            if (start < 1) {
                throw new IllegalArgumentException("start must be 1 or more, was " + start);
            }
            this.onlyStart = OptionalInt.of(start);
            return this;
        }

        public CancelOptions build() {
            return new CancelOptions(this);
        }
    }
}
