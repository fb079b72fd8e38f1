package io.taurine.server.service.http;

import java.time.Duration;

/** The bounds of an {@link HttpService}. Immutable, safe to share between threads. */
public final class HttpSettings {

    private static final HttpSettings DEFAULTS = builder().build();

    private final Duration connectTimeout;
    private final Duration timeLimit;
    private final int attempts;
    private final Duration delay;
    private final Duration longestDelay;
    private final int maxBodyBytes;

    private HttpSettings(Builder from) {
        this.connectTimeout = from.connectTimeout;
        this.timeLimit = from.timeLimit;
        this.attempts = from.attempts;
        this.delay = from.delay;
        this.longestDelay = from.longestDelay;
        this.maxBodyBytes = from.maxBodyBytes;
    }

    public static HttpSettings defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** Of one attempt, from the first byte sent to the last received. */
    public Duration timeLimit() {
        return timeLimit;
    }

    /** In all, the first included. */
    public int attempts() {
        return attempts;
    }

    /** Before the second attempt; doubled for each one after. */
    public Duration delay() {
        return delay;
    }

    /** No delay is longer, also one that the other side asks for. */
    public Duration longestDelay() {
        return longestDelay;
    }

    /** Of a reply. */
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** Collects the bounds; not safe to share between threads. */
    public static final class Builder {

        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration timeLimit = Duration.ofSeconds(30);
        private int attempts = 3;
        private Duration delay = Duration.ofMillis(500);
        private Duration longestDelay = Duration.ofSeconds(30);
        private int maxBodyBytes = 10 * 1024 * 1024;

        private Builder() {}

        /** More than 0; default 10 s. */
        public Builder connectTimeout(Duration value) {
            this.connectTimeout = HttpCall.positive("connectTimeout", value);
            return this;
        }

        /** More than 0; default 30 s. */
        public Builder timeLimit(Duration value) {
            this.timeLimit = HttpCall.positive("timeLimit", value);
            return this;
        }

        /** 1 or more; default 3. */
        public Builder attempts(int value) {
            this.attempts = HttpCall.atLeastOne("attempts", value);
            return this;
        }

        /** More than 0; default 500 ms. */
        public Builder delay(Duration value) {
            this.delay = HttpCall.positive("delay", value);
            return this;
        }

        /** More than 0; default 30 s. */
        public Builder longestDelay(Duration value) {
            this.longestDelay = HttpCall.positive("longestDelay", value);
            return this;
        }

        /** 1 or more; default 10 MiB. */
        public Builder maxBodyBytes(int value) {
            this.maxBodyBytes = HttpCall.atLeastOne("maxBodyBytes", value);
            return this;
        }

        /**
         * The bounds.
         *
         * @throws IllegalArgumentException if the longest delay is shorter than the first
         */
        public HttpSettings build() {
            if (longestDelay.compareTo(delay) < 0) {
                throw new IllegalArgumentException(
                        "longestDelay must not be shorter than delay, which is " + delay + ", was " + longestDelay);
            }
            return new HttpSettings(this);
        }
    }
}
