package io.taurine.queue.events;

import io.taurine.queue.QueueOptions;
import java.time.Duration;
import java.util.Objects;

/** Options of {@link QueueEvents}. Immutable. */
public final class QueueEventsOptions {

    private static final QueueEventsOptions DEFAULTS = builder().build();

    private final String prefix;
    private final String fromId;
    private final Duration blockTimeout;

    private QueueEventsOptions(Builder from) {
        prefix = from.prefix;
        fromId = from.fromId;
        blockTimeout = from.blockTimeout;
    }

    public static QueueEventsOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public String prefix() {
        return prefix;
    }

    public String fromId() {
        return fromId;
    }

    public Duration blockTimeout() {
        return blockTimeout;
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private String prefix = QueueOptions.DEFAULT_PREFIX;
        private String fromId = QueueEvents.NOW;
        private Duration blockTimeout = Duration.ofSeconds(10);

        private Builder() {}

        /** First part of every key of the queue. Default {@code bull}. */
        public Builder prefix(String prefix) {
            this.prefix = Objects.requireNonNull(prefix, "prefix");
            return this;
        }

        /**
         * The last event already seen, for example {@code 1795311761622-0}; {@code 0} replays all that the stream still
         * holds. Default {@link QueueEvents#NOW}.
         */
        public Builder fromId(String id) {
            if (!id.equals(QueueEvents.NOW) && !id.matches("[0-9]+(-[0-9]+)?")) {
                throw new IllegalArgumentException(
                        "fromId must be " + QueueEvents.NOW + ", 0 or a stream id like 1795311761622-0, was " + id);
            }
            this.fromId = id;
            return this;
        }

        /** How long one read waits in Redis for news. Default 10 s, 1 ms to 1 min; no event comes later for it. */
        public Builder blockTimeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException("blockTimeout must be between 1 ms and 1 min, was " + timeout);
            }
            this.blockTimeout = timeout;
            return this;
        }

        public QueueEventsOptions build() {
            return new QueueEventsOptions(this);
        }
    }
}
