package io.taurine.history;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One attempt at a job. Immutable. */
public final class Execution {

    private final Builder from;

    private Execution(Builder from) {
        this.from = from;
    }

    /**
     * An execution that begins.
     *
     * @param ref identifies it for ever; two with the same are the same execution
     * @param runNumber counts the starts of the job from 1, also those after a process died
     */
    public static Builder builder(String ref, String queue, String jobId, int runNumber, Instant startedAt) {
        return new Builder(ref, queue, jobId, runNumber, startedAt);
    }

    public String ref() {
        return from.ref;
    }

    /** The id that handlers and the API know it by: queue, colon, job's id, slash, number of the run. */
    public String id() {
        return from.queue + ":" + from.jobId + "/" + from.runNumber;
    }

    /** Its queue, which is the key of its definition. */
    public String queue() {
        return from.queue;
    }

    /** In its queue. */
    public String jobId() {
        return from.jobId;
    }

    /** Counts the starts of the job from 1, also those after a process died. */
    public int runNumber() {
        return from.runNumber;
    }

    /** Counts the attempts from 1: a start after a process died is no new attempt. */
    public int attempt() {
        return from.attempt;
    }

    /** Empty when the job was gone before it could be asked. */
    public Optional<String> jobName() {
        return Optional.ofNullable(from.jobName);
    }

    /** Version of the definition. */
    public OptionalInt version() {
        return from.version == null ? OptionalInt.empty() : OptionalInt.of(from.version);
    }

    public Optional<String> scheduleId() {
        return Optional.ofNullable(from.scheduleId);
    }

    public Optional<String> worker() {
        return Optional.ofNullable(from.worker);
    }

    public Outcome outcome() {
        return from.outcome;
    }

    public Instant startedAt() {
        return from.startedAt;
    }

    /** Empty as long as it runs. */
    public Optional<Instant> endedAt() {
        return Optional.ofNullable(from.endedAt);
    }

    /** How long the job was ready before it began, ms; empty when that is not known. */
    public Optional<Long> waitedMillis() {
        return Optional.ofNullable(from.waitedMillis);
    }

    /** The last that was told, JSON; empty for none, and in lists. */
    public Optional<String> progress() {
        return Optional.ofNullable(from.progress);
    }

    /** JSON; empty for none, and in lists. */
    public Optional<String> result() {
        return Optional.ofNullable(from.result);
    }

    /** Message of the failure; lists have its first 500 characters. */
    public Optional<String> error() {
        return Optional.ofNullable(from.error);
    }

    /** Empty for none, and in lists. */
    public Optional<String> stackTrace() {
        return Optional.ofNullable(from.stackTrace);
    }

    /** How many lines the job had logged when this execution ended. */
    public long logged() {
        return from.logged;
    }

    public Builder toBuilder() {
        return new Builder(from);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Execution execution && execution.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return from.ref.hashCode();
    }

    @Override
    public String toString() {
        return "Execution " + id() + " (" + from.ref + ", attempt " + from.attempt + ") " + from.outcome + " "
                + from.startedAt + " to " + from.endedAt + " waited " + from.waitedMillis + " name " + from.jobName
                + " version " + from.version + " schedule " + from.scheduleId + " worker " + from.worker + " progress "
                + from.progress + " result " + from.result + " error " + from.error + " logged " + from.logged;
    }

    /** Collects an execution; not safe to share between threads. Texts that are too long for the database are cut. */
    public static final class Builder {

        private final String ref;
        private final String queue;
        private final String jobId;
        private int runNumber;
        private Instant startedAt;
        private int attempt = 1;
        private @Nullable String jobName;
        private @Nullable Integer version;
        private @Nullable String scheduleId;
        private @Nullable String worker;
        private Outcome outcome = Outcome.RUNNING;
        private @Nullable Instant endedAt;
        private @Nullable Long waitedMillis;
        private @Nullable String progress;
        private @Nullable String result;
        private @Nullable String error;
        private @Nullable String stackTrace;
        private long logged;

        private Builder(String ref, String queue, String jobId, int runNumber, Instant startedAt) {
            this.ref = Texts.required("ref", ref);
            this.queue = Texts.name(queue);
            this.jobId = Texts.jobId(jobId);
            this.runNumber = runNumber;
            this.startedAt = Objects.requireNonNull(startedAt, "startedAt");
        }

        private Builder(Builder from) {
            this(from.ref, from.queue, from.jobId, from.runNumber, from.startedAt);
            attempt = from.attempt;
            jobName = from.jobName;
            version = from.version;
            scheduleId = from.scheduleId;
            worker = from.worker;
            outcome = from.outcome;
            endedAt = from.endedAt;
            waitedMillis = from.waitedMillis;
            progress = from.progress;
            result = from.result;
            error = from.error;
            stackTrace = from.stackTrace;
            logged = from.logged;
        }

        String ref() {
            return ref;
        }

        public Builder runNumber(int value) {
            runNumber = value;
            return this;
        }

        /** Default 1. */
        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        public Builder jobName(@Nullable String value) {
            jobName = value == null ? null : Texts.name(value);
            return this;
        }

        public Builder version(@Nullable Integer value) {
            version = value;
            return this;
        }

        public Builder scheduleId(@Nullable String value) {
            scheduleId = value == null ? null : Texts.name(value);
            return this;
        }

        public Builder worker(@Nullable String value) {
            worker = value == null ? null : Texts.name(value);
            return this;
        }

        public Builder waitedMillis(@Nullable Long value) {
            waitedMillis = value;
            return this;
        }

        /** JSON. */
        public Builder progress(@Nullable String value) {
            progress = value == null ? null : Texts.json(value);
            return this;
        }

        /** JSON. */
        public Builder result(@Nullable String value) {
            result = value == null ? null : Texts.json(value);
            return this;
        }

        public Builder error(@Nullable String value) {
            error = value == null ? null : Texts.text(value, Texts.LINE_LENGTH);
            return this;
        }

        public Builder stackTrace(@Nullable String value) {
            stackTrace = value == null ? null : Texts.text(value, Texts.TEXT_LENGTH);
            return this;
        }

        public Builder logged(long value) {
            logged = value;
            return this;
        }

        /**
         * Ends it.
         *
         * @throws IllegalArgumentException if the outcome is no end
         */
        public Builder ended(Outcome value, Instant at) {
            if (!value.isEnd()) {
                throw new IllegalArgumentException("An execution cannot end as " + value.wireName());
            }
            outcome = value;
            endedAt = at;
            return this;
        }

        public Execution build() {
            return new Execution(new Builder(this));
        }
    }
}
