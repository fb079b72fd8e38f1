package io.taurine.queue.lock;

import java.time.Duration;
import java.util.Objects;

/** How a lock is held and waited for. Immutable; every setter refuses a value out of range at once. */
public final class LockOptions {

    private static final LockOptions DEFAULTS = builder().build();
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Duration leaseTime;
    private final boolean autoExtend;
    private final Duration retryDelay;
    private final double retryJitter;
    private final double driftFactor;
    private final Duration serverTimeout;
    private final String holder;

    private LockOptions(Builder from, Duration serverTimeout) {
        leaseTime = from.leaseTime;
        autoExtend = from.autoExtend;
        retryDelay = from.retryDelay;
        retryJitter = from.retryJitter;
        driftFactor = from.driftFactor;
        this.serverTimeout = serverTimeout;
        holder = from.holder;
    }

    /** Held for 30 s at a time, renewed until it is given back. */
    public static LockOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public Duration leaseTime() {
        return leaseTime;
    }

    public boolean autoExtend() {
        return autoExtend;
    }

    public Duration retryDelay() {
        return retryDelay;
    }

    public double retryJitter() {
        return retryJitter;
    }

    public double driftFactor() {
        return driftFactor;
    }

    public Duration serverTimeout() {
        return serverTimeout;
    }

    public String holder() {
        return holder;
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private Duration leaseTime = Duration.ofSeconds(30);
        private boolean autoExtend = true;
        private Duration retryDelay = Duration.ofMillis(100);
        private double retryJitter = 0.5;
        private double driftFactor = 0.01;
        private Duration serverTimeout = Duration.ZERO;
        private String holder = ThisProcess.NAME;

        private Builder() {}

        /**
         * How long the lock is held without renewal: how long everybody waits after its holder died, and how long a holder may
         * be cut off or stand still without losing it. Default 30 s, 20 ms to 1 day.
         */
        public Builder leaseTime(Duration time) {
            this.leaseTime = between("leaseTime", Duration.ofMillis(20), time);
            return this;
        }

        /** True renews the lock at a third of its lease until it is given back; false lets it end. Default true. */
        public Builder autoExtend(boolean extend) {
            this.autoExtend = extend;
            return this;
        }

        /** Longest pause between two tries to take a lock that somebody holds. Default 100 ms, 1 ms to 1 day. */
        public Builder retryDelay(Duration delay) {
            this.retryDelay = between("retryDelay", Duration.ofMillis(1), delay);
            return this;
        }

        /** Share of that pause left to chance, so that those who wait do not collide again. Default 0.5, 0 to 1. */
        public Builder retryJitter(double jitter) {
            this.retryJitter = share("retryJitter", jitter, 1);
            return this;
        }

        /**
         * How much faster than this machine's clock a server's may run; that share of the lease, and 2 ms, are not relied on.
         * Default 0.01, 0 to 0.5.
         */
        public Builder driftFactor(double factor) {
            this.driftFactor = share("driftFactor", factor, 0.5);
            return this;
        }

        /**
         * How long a server may take to answer; one that takes longer counts as not having granted anything. Must be shorter
         * than the lease. Default a tenth of the lease, but 50 ms to 2 s as far as half of the lease allows.
         */
        public Builder serverTimeout(Duration timeout) {
            this.serverTimeout = between("serverTimeout", Duration.ofMillis(1), timeout);
            return this;
        }

        /** Who holds the lock, for whoever looks at it. Default {@code pid@host}; not blank, 200 characters at most. */
        public Builder holder(String holder) {
            if (holder.isBlank() || holder.length() > 200) {
                throw new IllegalArgumentException(
                        "holder must not be blank and have 200 characters at most, was '" + holder + "'");
            }
            this.holder = holder;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if the server timeout is not shorter than the lease
         */
        public LockOptions build() {
            if (serverTimeout.compareTo(leaseTime) >= 0) {
                throw new IllegalArgumentException(
                        "serverTimeout must be shorter than leaseTime " + leaseTime + ", was " + serverTimeout);
            }
            return new LockOptions(this, serverTimeout.isZero() ? defaultServerTimeout() : serverTimeout);
        }

        private Duration defaultServerTimeout() {
            var millis = Math.min(2000, Math.max(50, leaseTime.toMillis() / 10));
            return Duration.ofMillis(Math.min(millis, leaseTime.toMillis() / 2));
        }

        private static Duration between(String name, Duration least, Duration value) {
            Objects.requireNonNull(value, name);
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        name + " must be between " + least.toMillis() + " ms and 1 day, was " + value);
            }
            return value;
        }

        private static double share(String name, double value, double most) {
            if (!(value >= 0 && value <= most)) {
                throw new IllegalArgumentException(name + " must be between 0 and " + most + ", was " + value);
            }
            return value;
        }
    }
}
