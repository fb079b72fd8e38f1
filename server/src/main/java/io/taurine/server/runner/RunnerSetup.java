package io.taurine.server.runner;

import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Services;
import io.taurine.worker.WorkerMeter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a runner is told when it is made. Immutable. */
public final class RunnerSetup {

    private final Definitions definitions;
    private final Services services;
    private final EventSink events;
    private final LiveSettings settings;
    private final String redisUri;
    private final List<String> lockServers;
    private final String prefix;
    private final String workerId;
    private final int maxConcurrency;
    private final Duration cancelGrace;
    private final Duration closeTimeout;
    private final Optional<Duration> heartbeat;
    private final Duration pollInterval;
    private final Optional<Duration> cancelCheckInterval;
    private final boolean isWorker;
    private final Set<String> workedKeys;
    private final Optional<WorkerMeter> meter;

    private RunnerSetup(Builder from) {
        this.definitions = from.definitions;
        this.services = from.services;
        this.events = from.events;
        this.settings = from.settings;
        this.redisUri = from.redisUri;
        this.lockServers = List.copyOf(from.lockServers);
        this.prefix = from.prefix;
        this.workerId = from.workerId;
        this.maxConcurrency = from.maxConcurrency;
        this.cancelGrace = from.cancelGrace;
        this.closeTimeout = from.closeTimeout;
        this.heartbeat = Optional.ofNullable(from.heartbeat);
        this.pollInterval = from.pollInterval;
        this.cancelCheckInterval = Optional.ofNullable(from.cancelCheckInterval);
        this.isWorker = from.isWorker;
        this.workedKeys = Set.copyOf(from.workedKeys);
        this.meter = Optional.ofNullable(from.meter);
    }

    public static Builder of(Definitions definitions) {
        return new Builder(definitions);
    }

    /** The runner follows when others take their place: see {@link JobRunner#definitions}. */
    public Definitions definitions() {
        return definitions;
    }

    public Services services() {
        return services;
    }

    /** What of the definitions is otherwise than they say. */
    public LiveSettings settings() {
        return settings;
    }

    /** Where events of handlers go. */
    public EventSink events() {
        return events;
    }

    /** Not used by a runner without Redis. */
    public String redisUri() {
        return redisUri;
    }

    /** Independent Redis servers that grant locks by majority; empty where locks are taken on the one Redis. */
    public List<String> lockServers() {
        return lockServers;
    }

    /** Of all keys in Redis. */
    public String prefix() {
        return prefix;
    }

    /** What this process calls itself in the queues it works. */
    public String workerId() {
        return workerId;
    }

    /** Most jobs that run at once in this process, over all definitions. */
    public int maxConcurrency() {
        return maxConcurrency;
    }

    /** How long a run may ignore that it was cancelled. */
    public Duration cancelGrace() {
        return cancelGrace;
    }

    /** How long a close waits for runs. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** How old a lock may be before it is renewed; empty for half its lifetime. */
    public Optional<Duration> heartbeat() {
        return heartbeat;
    }

    /** How late a job that can run may be seen where no message tells of it. */
    public Duration pollInterval() {
        return pollInterval;
    }

    /** How late a cancellation may be seen where no message tells of it; empty for with the next renewal of a lock. */
    public Optional<Duration> cancelCheckInterval() {
        return cancelCheckInterval;
    }

    /** False for a process that only starts jobs and looks at them. */
    public boolean isWorker() {
        return isWorker;
    }

    /** Whose jobs this process runs; empty for all definitions. */
    public Set<String> workedKeys() {
        return workedKeys;
    }

    /** What measures the runs of this process; empty for nothing. Not used by a runner without Redis. */
    public Optional<WorkerMeter> meter() {
        return meter;
    }

    /** Collects the settings; not safe to share between threads. */
    public static final class Builder {

        private final Definitions definitions;
        private Services services = new NoServices();
        private EventSink events = (name, payload, source) -> {};
        private LiveSettings settings = LiveSettings.none();
        private String redisUri = "redis://localhost:6379";
        private List<String> lockServers = List.of();
        private String prefix = "bull";
        private String workerId = "server";
        private int maxConcurrency = 100;
        private Duration cancelGrace = Duration.ofSeconds(5);
        private Duration closeTimeout = Duration.ofSeconds(30);
        private @Nullable Duration heartbeat;
        private Duration pollInterval = Duration.ofSeconds(5);
        private @Nullable Duration cancelCheckInterval;
        private boolean isWorker = true;
        private Set<String> workedKeys = Set.of();
        private @Nullable WorkerMeter meter;

        private Builder(Definitions definitions) {
            this.definitions = definitions;
        }

        public Builder services(Services value) {
            this.services = value;
            return this;
        }

        /** Default: all is as the definitions say. */
        public Builder settings(LiveSettings value) {
            this.settings = value;
            return this;
        }

        /** Default: they are dropped. */
        public Builder events(EventSink value) {
            this.events = value;
            return this;
        }

        public Builder redisUri(String value) {
            this.redisUri = value;
            return this;
        }

        /** None, which is the default, or the addresses of 3 to 31. */
        public Builder lockServers(List<String> value) {
            this.lockServers = value;
            return this;
        }

        /** Default {@code bull}. */
        public Builder prefix(String value) {
            this.prefix = value;
            return this;
        }

        /** Default {@code server}. */
        public Builder workerId(String value) {
            this.workerId = value;
            return this;
        }

        /** 1 or more; default 100. */
        public Builder maxConcurrency(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxConcurrency must be 1 or more, was " + value);
            }
            this.maxConcurrency = value;
            return this;
        }

        /** 0 or more; default 5 s. */
        public Builder cancelGrace(Duration value) {
            this.cancelGrace = notNegative("cancelGrace", value);
            return this;
        }

        /** 0 or more; default 30 s. */
        public Builder closeTimeout(Duration value) {
            this.closeTimeout = notNegative("closeTimeout", value);
            return this;
        }

        /** 10 ms or more; default half of a lock's lifetime, as it is where that is shorter. */
        public Builder heartbeat(Duration value) {
            this.heartbeat = atLeast("heartbeat", Duration.ofMillis(10), value);
            return this;
        }

        /** 1 ms or more; default 5 s. */
        public Builder pollInterval(Duration value) {
            this.pollInterval = atLeast("pollInterval", Duration.ofMillis(1), value);
            return this;
        }

        /** 10 ms or more; default: with the next renewal of a lock. */
        public Builder cancelCheckInterval(Duration value) {
            this.cancelCheckInterval = atLeast("cancelCheckInterval", Duration.ofMillis(10), value);
            return this;
        }

        /** Default true. */
        public Builder worker(boolean value) {
            this.isWorker = value;
            return this;
        }

        /** Default: all. */
        public Builder workedKeys(Set<String> value) {
            this.workedKeys = value;
            return this;
        }

        /** Default: none. */
        public Builder meter(WorkerMeter value) {
            this.meter = value;
            return this;
        }

        public RunnerSetup build() {
            return new RunnerSetup(this);
        }

        private static Duration atLeast(String name, Duration least, Duration value) {
            if (value.compareTo(least) < 0) {
                throw new IllegalArgumentException(name + " must be " + least + " or more, was " + value);
            }
            return value;
        }

        private static Duration notNegative(String name, Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException(name + " must be 0 or more, was " + value);
            }
            return value;
        }
    }
}
