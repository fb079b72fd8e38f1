package io.taurine.server.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.server.definition.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What job to start, and how. Immutable. */
public final class StartRequest {

    private final String definitionKey;
    private final JsonNode params;
    private final OptionalInt version;
    private final @Nullable Priority priority;
    private final OptionalInt maxAttempts;
    private final @Nullable Duration delay;
    private final @Nullable Instant runAt;
    private final @Nullable String idempotencyKey;

    private StartRequest(Builder from) {
        this.definitionKey = from.definitionKey;
        this.params = from.params;
        this.version = from.version;
        this.priority = from.priority;
        this.maxAttempts = from.maxAttempts;
        this.delay = from.delay;
        this.runAt = from.runAt;
        this.idempotencyKey = from.idempotencyKey;
    }

    public static Builder of(String definitionKey) {
        return new Builder(definitionKey);
    }

    public String definitionKey() {
        return definitionKey;
    }

    /** JSON null when there are none. */
    public JsonNode params() {
        return params;
    }

    /** Empty for the newest. */
    public OptionalInt version() {
        return version;
    }

    public Optional<Priority> priority() {
        return Optional.ofNullable(priority);
    }

    public OptionalInt maxAttempts() {
        return maxAttempts;
    }

    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    public Optional<Instant> runAt() {
        return Optional.ofNullable(runAt);
    }

    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Collects what is asked for; not safe to share between threads. */
    public static final class Builder {

        private final String definitionKey;
        private JsonNode params = NullNode.getInstance();
        private OptionalInt version = OptionalInt.empty();
        private @Nullable Priority priority;
        private OptionalInt maxAttempts = OptionalInt.empty();
        private @Nullable Duration delay;
        private @Nullable Instant runAt;
        private @Nullable String idempotencyKey;

        private Builder(String definitionKey) {
            this.definitionKey = definitionKey;
        }

        public Builder params(JsonNode value) {
            this.params = value;
            return this;
        }

        /** 1 or more. */
        public Builder version(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("definitionVersion must be 1 or more, was " + value);
            }
            this.version = OptionalInt.of(value);
            return this;
        }

        /** Default: the definition's. */
        public Builder priority(Priority value) {
            this.priority = value;
            return this;
        }

        /** 1 or more. Default: the definition's. */
        public Builder maxAttempts(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxAttempts must be 1 or more, was " + value);
            }
            this.maxAttempts = OptionalInt.of(value);
            return this;
        }

        /** 0 or more. Not together with {@link #runAt}. */
        public Builder delay(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException("delay must be 0 or more, was " + value);
            }
            this.delay = value;
            return this;
        }

        /** An instant that is over means now. */
        public Builder runAt(Instant value) {
            this.runAt = value;
            return this;
        }

        /** 1 to 256 characters. A second request with the same key starts nothing. */
        public Builder idempotencyKey(String value) {
            if (value.isEmpty() || value.length() > 256) {
                throw new IllegalArgumentException(
                        "idempotencyKey must have 1 to 256 characters, had " + value.length());
            }
            this.idempotencyKey = value;
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if there are a delay and an instant
         */
        public StartRequest build() {
            if (delay != null && runAt != null) {
                throw new IllegalArgumentException("delay and runAt exclude each other");
            }
            return new StartRequest(this);
        }
    }
}
