package io.taurine.history;

import io.taurine.queue.QueueOptions;
import java.time.Duration;
import java.util.Objects;

/** How a {@link HistoryFollower} follows. Immutable. */
public final class HistoryFollowerOptions {

    private static final HistoryFollowerOptions DEFAULTS = builder().build();

    private final String prefix;
    private final Duration interval;
    private final int batchSize;
    private final Duration lease;
    private final int keptEvents;
    private final int mostKeptEvents;
    private final double busyShare;
    private final boolean stepsAsEvents;

    private HistoryFollowerOptions(Builder from) {
        prefix = from.prefix;
        interval = from.interval;
        batchSize = from.batchSize;
        lease = from.lease;
        keptEvents = from.keptEvents;
        mostKeptEvents = from.mostKeptEvents;
        busyShare = from.busyShare;
        stepsAsEvents = from.stepsAsEvents;
    }

    public static HistoryFollowerOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public String prefix() {
        return prefix;
    }

    public Duration interval() {
        return interval;
    }

    public int batchSize() {
        return batchSize;
    }

    public Duration lease() {
        return lease;
    }

    public int keptEvents() {
        return keptEvents;
    }

    public int mostKeptEvents() {
        return mostKeptEvents;
    }

    public double busyShare() {
        return busyShare;
    }

    public boolean stepsAsEvents() {
        return stepsAsEvents;
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private String prefix = QueueOptions.DEFAULT_PREFIX;
        private Duration interval = Duration.ofMillis(250);
        private int batchSize = 4_000;
        private Duration lease = Duration.ofSeconds(15);
        private int keptEvents = 200_000;
        private int mostKeptEvents = 2_000_000;
        private double busyShare = 0.1;
        private boolean stepsAsEvents;

        private Builder() {}

        /** First part of every key of the queues. Default {@code bull}. */
        public Builder prefix(String value) {
            prefix = Objects.requireNonNull(value, "prefix");
            return this;
        }

        /**
         * How long events gather before they are written together: how late the history is, and how little it costs. Default
         * 250 ms, 1 ms to 1 min.
         */
        public Builder interval(Duration value) {
            interval = between("interval", Duration.ofMillis(1), Duration.ofMinutes(1), value);
            return this;
        }

        /** Most events of a queue that are written in one transaction. Default 4,000, 1 to 10,000. */
        public Builder batchSize(int value) {
            if (value < 1 || value > 10_000) {
                throw new IllegalArgumentException("batchSize must be between 1 and 10000, was " + value);
            }
            batchSize = value;
            return this;
        }

        /** After how long another process takes over from one that died. Default 15 s, 1 s to 1 h. */
        public Builder lease(Duration value) {
            lease = between("lease", Duration.ofSeconds(1), Duration.ofHours(1), value);
            return this;
        }

        /**
         * About how many events the stream of each followed queue keeps in Redis, at some 100 bytes each: how long the database
         * may be away without a gap in the history. A queue that keeps more is left alone. Default 200,000; 0 leaves all
         * queues alone, which mostly keep 10,000.
         */
        public Builder keptEvents(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("keptEvents must be 0 or more, was " + value);
            }
            keptEvents = value;
            return this;
        }

        /**
         * How many events a stream keeps at most while jobs run faster than the history is written: then the stream is made to
         * keep more, step by step, as long as Redis has used less than half of the memory that it may or can use; when all is
         * written it keeps {@link #keptEvents} again. Default 2,000,000, some 150 MB; nothing grows where it is not more than
         * {@link #keptEvents}, or that is 0.
         */
        public Builder mostKeptEvents(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("mostKeptEvents must be 0 or more, was " + value);
            }
            mostKeptEvents = value;
            return this;
        }

        /**
         * Share of its time that it works at most while the processors of its machine have nothing to spare: what it may take
         * from the jobs there, however far it is behind. Default 0.1, more than 0 to 1.
         */
        public Builder busyShare(double value) {
            if (!(value > 0 && value <= 1)) {
                throw new IllegalArgumentException("busyShare must be more than 0 and 1 at most, was " + value);
            }
            busyShare = value;
            return this;
        }

        /**
         * Whether the steps of jobs are events too ({@code job.started}, …), which are counted and listed with the others. They
         * are not stored a second time, but for progress: of that of one job at most one each time something is written. Default
         * false.
         */
        public Builder stepsAsEvents(boolean value) {
            stepsAsEvents = value;
            return this;
        }

        public HistoryFollowerOptions build() {
            return new HistoryFollowerOptions(this);
        }

        private static Duration between(String name, Duration least, Duration most, Duration value) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        name + " must be between " + least + " and " + most + ", was " + value);
            }
            return value;
        }
    }
}
