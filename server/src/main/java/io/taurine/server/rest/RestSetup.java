package io.taurine.server.rest;

import io.taurine.history.History;
import io.taurine.queue.lock.LockStatus;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.event.EventBus;
import io.taurine.server.file.FileStore;
import io.taurine.server.metric.HealthReader;
import io.taurine.server.metric.MetricsService;
import io.taurine.server.metric.PrometheusMetrics;
import io.taurine.server.override.Overrides;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.worker.WorkerRegister;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the API is told when it starts. Immutable. */
public final class RestSetup {

    private final JobRunner runner;
    private final String host;
    private final int port;
    private final List<ApiToken> tokens;
    private final List<String> allowedOrigins;
    private final List<HealthCheck> healthChecks;
    private final AuditLog auditLog;
    private final int maxBodyBytes;
    private final int maxStreams;
    private final int streamRing;
    private final Duration closeTimeout;
    private final InstantSource clock;
    private final @Nullable Overrides overrides;
    private final @Nullable EventBus events;
    private final @Nullable History history;
    private final @Nullable Discovery modules;
    private final @Nullable MetricsService metrics;
    private final Duration metricsTimeToLive;
    private final @Nullable PrometheusMetrics prometheus;
    private final @Nullable HealthReader health;
    private final @Nullable WorkerRegister workers;
    private final @Nullable FileStore files;
    private final Supplier<List<LockStatus>> locks;

    private RestSetup(Builder from) {
        this.runner = from.runner;
        this.host = from.host;
        this.port = from.port;
        this.tokens = List.copyOf(from.tokens);
        this.allowedOrigins = List.copyOf(from.allowedOrigins);
        this.healthChecks = List.copyOf(from.healthChecks);
        this.auditLog = from.auditLog;
        this.maxBodyBytes = from.maxBodyBytes;
        this.maxStreams = from.maxStreams;
        this.streamRing = from.streamRing;
        this.closeTimeout = from.closeTimeout;
        this.clock = from.clock;
        this.overrides = from.overrides;
        this.events = from.events;
        this.history = from.history;
        this.modules = from.modules;
        this.metrics = from.metrics;
        this.metricsTimeToLive = from.metricsTimeToLive;
        this.prometheus = from.prometheus;
        this.health = from.health;
        this.workers = from.workers;
        this.files = from.files;
        this.locks = from.locks;
    }

    /** The runner stays the caller's: it is neither started nor closed. */
    public static Builder of(JobRunner runner) {
        return new Builder(runner);
    }

    JobRunner runner() {
        return runner;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    List<ApiToken> tokens() {
        return tokens;
    }

    List<String> allowedOrigins() {
        return allowedOrigins;
    }

    List<HealthCheck> healthChecks() {
        return healthChecks;
    }

    AuditLog auditLog() {
        return auditLog;
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    int maxStreams() {
        return maxStreams;
    }

    int streamRing() {
        return streamRing;
    }

    Duration closeTimeout() {
        return closeTimeout;
    }

    InstantSource clock() {
        return clock;
    }

    Optional<Overrides> overrides() {
        return Optional.ofNullable(overrides);
    }

    Optional<EventBus> events() {
        return Optional.ofNullable(events);
    }

    Optional<History> history() {
        return Optional.ofNullable(history);
    }

    Optional<Discovery> modules() {
        return Optional.ofNullable(modules);
    }

    Optional<MetricsService> metrics() {
        return Optional.ofNullable(metrics);
    }

    Duration metricsTimeToLive() {
        return metricsTimeToLive;
    }

    Optional<PrometheusMetrics> prometheus() {
        return Optional.ofNullable(prometheus);
    }

    Optional<FileStore> files() {
        return Optional.ofNullable(files);
    }

    Supplier<List<LockStatus>> locks() {
        return locks;
    }

    Optional<HealthReader> health() {
        return Optional.ofNullable(health);
    }

    Optional<WorkerRegister> workers() {
        return Optional.ofNullable(workers);
    }

    /** Collects the settings; not safe to share between threads. */
    public static final class Builder {

        private final JobRunner runner;
        private String host = "127.0.0.1";
        private int port = 3000;
        private List<ApiToken> tokens = List.of();
        private List<String> allowedOrigins = List.of();
        private final List<HealthCheck> healthChecks = new ArrayList<>();
        private AuditLog auditLog = AuditLog.toLogger();
        private int maxBodyBytes = 1 << 20;
        private int maxStreams = 200;
        private int streamRing = 10_000;
        private Duration closeTimeout = Duration.ofSeconds(10);
        private InstantSource clock = InstantSource.system();
        private @Nullable Overrides overrides;
        private @Nullable EventBus events;
        private @Nullable History history;
        private @Nullable Discovery modules;
        private @Nullable MetricsService metrics;
        private Duration metricsTimeToLive = Duration.ofSeconds(10);
        private @Nullable PrometheusMetrics prometheus;
        private @Nullable HealthReader health;
        private @Nullable WorkerRegister workers;
        private @Nullable FileStore files;
        private Supplier<List<LockStatus>> locks = List::of;

        private Builder(JobRunner runner) {
            this.runner = runner;
        }

        /** Name or address to listen at; default loopback. Any other needs tokens. */
        public Builder host(String value) {
            this.host = value;
            return this;
        }

        /** 0 to 65,535, 0 for any that is free; default 3000. */
        public Builder port(int value) {
            this.port = within("port", 0, 65_535, value);
            return this;
        }

        /** Default: none, which lets everybody who reaches the loopback address be admin. */
        public Builder tokens(List<ApiToken> value) {
            this.tokens = value;
            return this;
        }

        /** Origins of other sites whose pages may call the API, as in {@code https://jobs.example.com}. Default: none. */
        public Builder allowedOrigins(List<String> value) {
            this.allowedOrigins = value;
            return this;
        }

        /** Adds one. */
        public Builder healthCheck(HealthCheck value) {
            this.healthChecks.add(value);
            return this;
        }

        /** Default: to slf4j. */
        public Builder auditLog(AuditLog value) {
            this.auditLog = value;
            return this;
        }

        /** Largest body of a request, 1,000 bytes to 100 MiB; default 1 MiB. */
        public Builder maxBodyBytes(int value) {
            this.maxBodyBytes = within("maxBodyBytes", 1_000, 100 << 20, value);
            return this;
        }

        /** Event streams at a time, 1 to 10,000; default 200. */
        public Builder maxStreams(int value) {
            this.maxStreams = within("maxStreams", 1, 10_000, value);
            return this;
        }

        /** Messages kept for clients that come back, 1 to 1,000,000; default 10,000. */
        public Builder streamRing(int value) {
            this.streamRing = within("streamRing", 1, 1_000_000, value);
            return this;
        }

        /** How long a close waits for requests that are being answered, 0 or more; default 10 s. */
        public Builder closeTimeout(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException("closeTimeout must be 0 or more, was " + value);
            }
            this.closeTimeout = value;
            return this;
        }

        /** By which tokens expire; default the system's. */
        public Builder clock(InstantSource value) {
            this.clock = value;
            return this;
        }

        /** What can be set at run time; without it the calls for that are not there. Stays the caller's. */
        public Builder overrides(Overrides value) {
            this.overrides = value;
            return this;
        }

        /** The bus; without it the calls that emit and stream events are not there. Stays the caller's. */
        public Builder events(EventBus value) {
            this.events = value;
            return this;
        }

        /** What was kept; without it the calls that read it are not there. Stays the caller's. */
        public Builder history(History value) {
            this.history = value;
            return this;
        }

        /** Where modules come from; without it the calls for them are not there. Stays the caller's. */
        public Builder modules(Discovery value) {
            this.modules = value;
            return this;
        }

        /**
         * What counts; without it the calls for that are not there.
         *
         * @param timeToLive how old an answer may be when a call does not say
         */
        public Builder metrics(MetricsService value, Duration timeToLive) {
            this.metrics = value;
            this.metricsTimeToLive = timeToLive;
            return this;
        }

        /** What Prometheus is told at {@code /metrics}; without it that is not there. Stays the caller's. */
        public Builder prometheus(PrometheusMetrics value) {
            this.prometheus = value;
            return this;
        }

        /** Where uploads go; without it the calls for files are not there. */
        public Builder files(FileStore value) {
            this.files = value;
            return this;
        }

        /** Who holds which lease, ordered by name. Default: nobody any. */
        public Builder locks(Supplier<List<LockStatus>> value) {
            this.locks = value;
            return this;
        }

        /** What looks for trouble with jobs, schedules and workers; without it the health tells nothing of them. */
        public Builder health(HealthReader value) {
            this.health = value;
            return this;
        }

        /** Who works jobs; without it only those that run one now are known. Stays the caller's. */
        public Builder workers(WorkerRegister value) {
            this.workers = value;
            return this;
        }

        public RestSetup build() {
            return new RestSetup(this);
        }

        private static int within(String name, int least, int most, int value) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + value);
            }
            return value;
        }
    }
}
