package io.taurine.server.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.repeat.Schedule;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Code that can run, and how its jobs are run unless something else is said. There is one queue for each key, whatever the
 * number of versions. Immutable, safe to share between threads.
 *
 * @param <P> what params are read as
 */
public final class Definition<P> {

    private static final Pattern KEY = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*");
    private static final int LONGEST_KEY = 100;

    private final String key;
    private final JobHandler<P> handler;
    private final Type paramsType;
    private final Builder<P> from;

    private Definition(Builder<P> from) {
        this.key = from.key;
        this.handler = from.handler;
        this.paramsType = from.paramsType;
        this.from = from.copy();
    }

    /**
     * Begins a definition.
     *
     * @param key small letters and digits, in parts divided by dots, hyphens or underscores, 100 characters at most; also the
     *     name of its queue
     * @param paramsType what Jackson reads the params as
     * @throws IllegalArgumentException if the key is none
     */
    public static <P> Builder<P> of(String key, Class<P> paramsType, JobHandler<P> handler) {
        return new Builder<>(key, paramsType, handler);
    }

    /** As {@link #of(String, Class, JobHandler)}, for types that a class cannot tell. */
    public static Builder<?> of(String key, Type paramsType, JobHandler<?> handler) {
        return untyped(key, paramsType, handler);
    }

    private static <P> Builder<P> untyped(String key, Type paramsType, JobHandler<P> handler) {
        return new Builder<>(key, paramsType, handler);
    }

    public String key() {
        return key;
    }

    /** 1 or more. */
    public int version() {
        return from.version;
    }

    /** Key and version, as in {@code echo@1}; the name of its jobs in Redis. */
    public String name() {
        return key + "@" + from.version;
    }

    /** For people; may be empty. */
    public String description() {
        return from.description;
    }

    /** Empty when it belongs to none. */
    public Optional<String> module() {
        return Optional.ofNullable(from.module);
    }

    public Type paramsType() {
        return paramsType;
    }

    public JobHandler<P> handler() {
        return handler;
    }

    public RetryRule retry() {
        return from.retry;
    }

    /** Longest run; empty for no bound. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(from.timeout);
    }

    /** Runs at once over the whole cluster; empty for no bound. */
    public OptionalInt concurrency() {
        return from.concurrency == 0 ? OptionalInt.empty() : OptionalInt.of(from.concurrency);
    }

    /** Runs at once in one process. */
    public int processConcurrency() {
        return from.processConcurrency;
    }

    public Priority priority() {
        return from.priority;
    }

    /** How long a run of a process that died is left alone. */
    public Duration lockLifetime() {
        return from.lockLifetime;
    }

    /** When it runs by itself; empty for never. */
    public Optional<Schedule> schedule() {
        return Optional.ofNullable(from.schedule);
    }

    /** Params of its own scheduled runs; empty for none. */
    public Optional<JsonNode> scheduledParams() {
        return Optional.ofNullable(from.scheduledParams);
    }

    /** Whether it takes jobs unless an override says otherwise. */
    public boolean isEnabled() {
        return from.enabled;
    }

    public Overlap overlap() {
        return from.overlap;
    }

    /** True when only one job of it may run at a time in the whole cluster; one that finds another running is skipped. */
    public boolean isSingleRunning() {
        return from.singleRunning;
    }

    /** Jobs of an older version are skipped. */
    public int minimalVersion() {
        return from.minimalVersion;
    }

    /** Free-form; unmodifiable. */
    public Map<String, Object> config() {
        return from.config;
    }

    /**
     * Names and patterns of the events that its code may emit, see {@link io.taurine.server.event.EventBus}; empty when it may
     * emit any that are not the server's own.
     */
    public Optional<List<String>> publishes() {
        return Optional.ofNullable(from.publishes);
    }

    public RunsOn runsOn() {
        return from.runsOn;
    }

    /** How many jobs that succeeded are kept in Redis. */
    public int keepSucceeded() {
        return from.keepSucceeded;
    }

    /** How many jobs that failed, or were cancelled, timed out or skipped, are kept in Redis. */
    public int keepFailed() {
        return from.keepFailed;
    }

    /** Why it cannot run here; empty when it can. Jobs may be started all the same: another process may be able to. */
    public Optional<String> unavailable() {
        return Optional.ofNullable(from.unavailable);
    }

    /** A builder with everything as it is here. */
    public Builder<P> toBuilder() {
        return from.copy();
    }

    @Override
    public String toString() {
        return name();
    }

    /** Collects a definition; not safe to share between threads. */
    public static final class Builder<P> {

        private final String key;
        private final Type paramsType;
        private JobHandler<P> handler;
        private int version = 1;
        private String description = "";
        private @Nullable String module;
        private RetryRule retry = RetryRule.none();
        private @Nullable Duration timeout;
        private int concurrency;
        private int processConcurrency = 10;
        private Priority priority = Priority.HIGHEST;
        private Duration lockLifetime = Duration.ofSeconds(30);
        private @Nullable Schedule schedule;
        private @Nullable JsonNode scheduledParams;
        private boolean enabled = true;
        private Overlap overlap = Overlap.ALLOW;
        private boolean singleRunning;
        private int minimalVersion = 1;
        private Map<String, Object> config = Map.of();
        private @Nullable List<String> publishes;
        private RunsOn runsOn = RunsOn.VIRTUAL_THREAD;
        private int keepSucceeded = 1_000;
        private int keepFailed = 5_000;
        private @Nullable String unavailable;

        private Builder(String key, Type paramsType, JobHandler<P> handler) {
            if (key.length() > LONGEST_KEY || !KEY.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "The key of a definition must be small letters and digits, in parts divided by dots, hyphens or"
                                + " underscores, " + LONGEST_KEY + " characters at most; was " + key);
            }
            this.key = key;
            this.paramsType = paramsType;
            this.handler = handler;
        }

        private Builder<P> copy() {
            var copy = new Builder<>(key, paramsType, handler);
            copy.version = version;
            copy.description = description;
            copy.module = module;
            copy.retry = retry;
            copy.timeout = timeout;
            copy.concurrency = concurrency;
            copy.processConcurrency = processConcurrency;
            copy.priority = priority;
            copy.lockLifetime = lockLifetime;
            copy.schedule = schedule;
            copy.scheduledParams = scheduledParams;
            copy.enabled = enabled;
            copy.overlap = overlap;
            copy.singleRunning = singleRunning;
            copy.minimalVersion = minimalVersion;
            copy.config = config;
            copy.publishes = publishes;
            copy.runsOn = runsOn;
            copy.keepSucceeded = keepSucceeded;
            copy.keepFailed = keepFailed;
            copy.unavailable = unavailable;
            return copy;
        }

        /** Another handler for the same params. */
        public Builder<P> handler(JobHandler<P> value) {
            this.handler = value;
            return this;
        }

        /** 1 or more; default 1. */
        public Builder<P> version(int value) {
            this.version = atLeast("version", 1, value);
            return this;
        }

        public Builder<P> description(String value) {
            this.description = value;
            return this;
        }

        public Builder<P> module(String value) {
            this.module = value;
            return this;
        }

        /** Default: one attempt. */
        public Builder<P> retry(RetryRule value) {
            this.retry = value;
            return this;
        }

        /** More than 0; default: no bound. */
        public Builder<P> timeout(Duration value) {
            this.timeout = positive("timeout", value);
            return this;
        }

        /** As it is by default. */
        public Builder<P> withoutTimeout() {
            this.timeout = null;
            return this;
        }

        /** Runs at once over the whole cluster, 0 for no bound, which is the default. */
        public Builder<P> concurrency(int value) {
            this.concurrency = atLeast("concurrency", 0, value);
            return this;
        }

        /** Runs at once in one process, 1 or more; default 10. */
        public Builder<P> processConcurrency(int value) {
            this.processConcurrency = atLeast("processConcurrency", 1, value);
            return this;
        }

        /** Default {@link Priority#HIGHEST}, which costs nothing. */
        public Builder<P> priority(Priority value) {
            this.priority = value;
            return this;
        }

        /** 1 s or more; default 30 s. */
        public Builder<P> lockLifetime(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("lockLifetime must be 1 s or more, was " + value);
            }
            this.lockLifetime = value;
            return this;
        }

        /** Default: it does not run by itself. */
        public Builder<P> schedule(Schedule value) {
            this.schedule = value;
            return this;
        }

        /** As it is by default. */
        public Builder<P> withoutSchedule() {
            this.schedule = null;
            return this;
        }

        public Builder<P> scheduledParams(JsonNode value) {
            this.scheduledParams = value.deepCopy();
            return this;
        }

        /** Default true. */
        public Builder<P> enabled(boolean value) {
            this.enabled = value;
            return this;
        }

        /** Default {@link Overlap#ALLOW}. */
        public Builder<P> overlap(Overlap value) {
            this.overlap = value;
            return this;
        }

        /** Default false. */
        public Builder<P> singleRunning(boolean value) {
            this.singleRunning = value;
            return this;
        }

        /** 1 or more, not above the version; default 1. */
        public Builder<P> minimalVersion(int value) {
            this.minimalVersion = atLeast("minimalVersion", 1, value);
            return this;
        }

        /** Values as JSON has them, without nulls. Default: none. */
        public Builder<P> config(Map<String, Object> value) {
            this.config = Collections.unmodifiableMap(new LinkedHashMap<>(value));
            return this;
        }

        /**
         * Names and patterns of the events that its code may emit, {@code user.*}, and no others; none at all when there are
         * none. Default: any that are not the server's own.
         */
        public Builder<P> publishes(List<String> patterns) {
            this.publishes = List.copyOf(patterns);
            return this;
        }

        /** Default {@link RunsOn#VIRTUAL_THREAD}. */
        public Builder<P> runsOn(RunsOn value) {
            this.runsOn = value;
            return this;
        }

        /** 0 or more; default 1,000. */
        public Builder<P> keepSucceeded(int value) {
            this.keepSucceeded = atLeast("keepSucceeded", 0, value);
            return this;
        }

        /** 0 or more; default 5,000. */
        public Builder<P> keepFailed(int value) {
            this.keepFailed = atLeast("keepFailed", 0, value);
            return this;
        }

        /** Why this process cannot run it: a program that is not installed, say. It starts no jobs of it then. */
        public Builder<P> unavailable(String reason) {
            this.unavailable = reason;
            return this;
        }

        /**
         * The definition.
         *
         * @throws IllegalArgumentException if the minimal version is above its own
         */
        public Definition<P> build() {
            if (minimalVersion > version) {
                throw new IllegalArgumentException("minimalVersion of " + key + " must not be above its version "
                        + version + ", was " + minimalVersion);
            }
            return new Definition<>(this);
        }

        private static int atLeast(String name, int least, int value) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be " + least + " or more, was " + value);
            }
            return value;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be more than 0, was " + value);
            }
            return value;
        }
    }
}
