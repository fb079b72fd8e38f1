package io.taurine.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.taurine.history.History;
import io.taurine.server.config.ApiToken;
import io.taurine.server.config.Role;
import io.taurine.server.config.Secret;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Services;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.event.EventBus;
import io.taurine.server.event.LifecycleEvents;
import io.taurine.server.file.FileStore;
import io.taurine.server.metric.EngineProbe;
import io.taurine.server.metric.HealthReader;
import io.taurine.server.metric.MetricsService;
import io.taurine.server.metric.PrometheusMetrics;
import io.taurine.server.metric.RedisProbe;
import io.taurine.server.override.OverrideBinding;
import io.taurine.server.override.Overrides;
import io.taurine.server.rest.HealthCheck;
import io.taurine.server.rest.HistoryAuditLog;
import io.taurine.server.rest.RestServer;
import io.taurine.server.rest.RestSetup;
import io.taurine.server.runner.EventSink;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.worker.WorkerRegister;
import io.taurine.worker.micrometer.MicrometerMeter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job server in this process: as much of it as the configuration's roles say. Safe to share between threads.
 *
 * <p>Without a Redis and a database in the configuration it brings its own: a Redis beside it and an H2 file.
 */
public final class TaurineServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaurineServer.class);
    private static final String REDIS_RUNNER = "redis";
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

    private final InstantSource clock = InstantSource.system();
    private final PrometheusMeterRegistry meters = PrometheusMetrics.newRegistry();

    private final ServerConfig config;
    private final Opened opened = new Opened();
    private final ServerRedis redis;
    private final History history;
    private final EventBus events;
    private final FileStore files;
    private final Services services;
    private final Overrides overrides;
    private final JobRunner runner;
    private final WorkerRegister workers;
    private final HistoryAuditLog audit;
    private final HealthReader health;

    /** The runner as soon as it runs; overrides may ask for it before. */
    private final AtomicReference<@Nullable JobRunner> startable = new AtomicReference<>();

    private final @Nullable RestServer api;

    private TaurineServer(ServerConfig config, Collection<? extends Definition<?>> given) {
        this.config = config;
        try {
            var provider = Runners.named(config.runner());
            redis = config.runner().equals(REDIS_RUNNER) ? ServerRedis.open(config, opened) : ServerRedis.NONE;
            var database = opened.add(ServerDatabase.open(config));
            history = History.later(database);
            var opening = opened.add(HistoryOpening.of(history, ServerDatabase.wasThere(database)));
            var journal = new HistoryJournal(history.store(), config.redis().prefix() + ":bus", InstantSource.system());
            events = opened.add(ServerEvents.open(config, redis.connection(), Optional.of(journal)));
            files = FileStore.open(config.files().folder(), config.files().maxBytes(), clock);
            services = opened.add(ServerServices.open(config, database, events, redis.connection(), files));
            var discovery = opened.add(ServerDefinitions.discover(config, given, services, redis.connection()));
            var definitions = ServerDefinitions.of(config, discovery);
            var register = new DefinitionRegister(history.store(), clock);
            register.register(definitions.definitions());
            audit = opened.add(HistoryAuditLog.start(history.store()));
            overrides = opened.add(
                    overrides(Definitions.of(definitions.definitions().all())));
            runner = provider.create(RunnerSetup.of(definitions.definitions())
                    .settings(overrides)
                    .services(services)
                    .events(eventSink(events))
                    .redisUri(redis.uri())
                    .lockServers(config.redis().lockServers().stream()
                            .map(Secret::value)
                            .toList())
                    .prefix(config.redis().prefix())
                    .workerId(config.worker().id())
                    .maxConcurrency(config.worker().maxConcurrency())
                    .cancelGrace(config.worker().cancelGrace())
                    .closeTimeout(config.worker().closeTimeout())
                    .heartbeat(config.worker().heartbeat())
                    .pollInterval(config.worker().pollInterval())
                    .cancelCheckInterval(config.worker().cancelCheckInterval())
                    .worker(config.has(Role.WORKER))
                    .workedKeys(config.worker().definitions())
                    .meter(MicrometerMeter.of(meters))
                    .build());
            // Before the runner, so that it closes after it: the ends of the last runs are written too.
            var follower = ServerHistory.follow(config, redis.connection(), history, runner::definitions, opened);
            workers = ServerWorkers.register(config, redis.connection(), runner::definitions, clock.instant());
            health = new HealthReader(runner, probe(), clock);
            if (redis.connection().isEmpty()) {
                runner.lifecycle().listen(opened.add(LocalHistory.start(history.store(), this::lines)));
            }
            opened.add(runner.lifecycle());
            runner.lifecycle().listen(new LifecycleEvents(events));
            runner.lifecycle().start();
            ServerWorkers.beat(config, redis.connection(), workers, runner::definitions, clock)
                    .ifPresent(opened::add);
            startable.set(runner);
            OverrideBinding.bind(overrides, runner);
            overrides.listen(new OverridesLogged());
            var enabled = opened.add(new EnabledJournal(runner, history, clock).follow(overrides));
            var whenBack = new ArrayList<Runnable>();
            whenBack.add(() -> register.register(runner.definitions()));
            if (config.has(Role.SCHEDULER)) {
                var system = new SystemSchedules(runner.scheduler(), history, clock);
                if (history.isPrepared()) {
                    system.reconcile(config.schedules());
                } else {
                    system.addMissing(config.schedules());
                    whenBack.add(() -> system.reconcile(config.schedules()));
                }
                var locks = ServerLocks.open(config, redis.connection(), opened);
                var schedules = new ScheduleJournal(runner.scheduler(), history, clock);
                var retention = new Retention(
                        history.retention(), files, config.retention(), runner.definitions(), workers, clock);
                opened.add(Housekeeper.start(
                        locks.lock(Housekeeper.leaseName(config.redis().prefix()), Housekeeper.lease(config.worker())),
                        HOUSEKEEPING,
                        () -> {
                            schedules.run();
                            enabled.run();
                            retention.run();
                        }));
                opened.add(ServerAlerts.start(config, runner, history, services, locks, health));
            }
            opening.whenBack(whenBack);
            definitions.follow(overrides);
            discovery.listen(result -> register.register(runner.definitions()));
            api = config.has(Role.API)
                    ? opened.add(startApi(discovery, ServerHealth.checks(redis.connection(), database, follower)))
                    : null;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Starts a server; returns when it works.
     *
     * <p>A database that is away is no reason not to start: jobs go on without the history, which catches up when it is back.
     *
     * @throws ServerStartException if the database refuses, as the password is wrong, say, or the port is taken
     * @throws io.taurine.queue.connection.RedisUnavailableException if Redis cannot be reached
     * @throws IllegalArgumentException if there is no such runner
     */
    public static TaurineServer start(ServerConfig config) {
        return start(config, List.of());
    }

    /** As {@link #start(ServerConfig)}, with further definitions. */
    public static TaurineServer start(ServerConfig config, Collection<? extends Definition<?>> definitions) {
        var server = new TaurineServer(config, definitions);
        LOG.info("The server runs as {}: {}", config.worker().id(), config.roles());
        return server;
    }

    private List<String> lines(String jobId, long from, int most) {
        return runner.executor()
                .logs(jobId, from == 0 ? "" : Long.toString(from), most)
                .items();
    }

    private EngineProbe probe() {
        return redis.connection()
                .<EngineProbe>map(it -> new RedisProbe(it, config.redis().prefix(), workers))
                .orElse(EngineProbe.NONE);
    }

    private Overrides overrides(Definitions definitions) {
        var builder = Overrides.of(definitions)
                .starter(this::startRun)
                .listener(new OverridesAudited(audit, config.worker().id(), clock));
        return redis.connection()
                .map(it -> builder.inRedis(it, config.redis().prefix()))
                .orElseGet(builder::inMemory);
    }

    /** What an override asks for with {@code runNow}. */
    private void startRun(String key, JsonNode params, String id) {
        var ready = startable.get();
        if (ready == null) {
            throw new IllegalStateException("The runner has not started yet");
        }
        ready.executor()
                .start(StartRequest.of(key).params(params).idempotencyKey(id).build());
    }

    private RestServer startApi(Discovery discovery, List<HealthCheck> checks) {
        var http = config.http();
        var metrics = new MetricsService(runner, history.statistics(), config.metricsCacheTtl(), clock);
        var setup = RestSetup.of(runner)
                .host(http.host())
                .port(http.port())
                .tokens(http.tokens().stream().map(TaurineServer::restToken).toList())
                .maxBodyBytes(http.maxBodyBytes())
                .events(events)
                .history(history)
                .files(files)
                .locks(() -> ServerLocks.held(config, redis.connection(), runner.definitions()))
                .modules(discovery)
                .overrides(overrides)
                .health(health)
                .workers(workers)
                .metrics(metrics, config.metricsCacheTtl())
                .prometheus(opened.add(new PrometheusMetrics(metrics, meters)))
                .auditLog(audit);
        checks.forEach(setup::healthCheck);
        try {
            return RestServer.start(setup.build());
        } catch (IllegalStateException e) {
            throw new ServerStartException(
                    e.getMessage() + "; set http.port, or PORT, to another one, or 0 for any", e);
        }
    }

    private static io.taurine.server.rest.ApiToken restToken(ApiToken token) {
        var role = io.taurine.server.rest.Role.valueOf(token.role().name());
        var known = token.sha256()
                .map(digits -> io.taurine.server.rest.ApiToken.ofSha256(token.name(), role, digits))
                .orElseGet(() -> io.taurine.server.rest.ApiToken.ofValue(
                        token.name(), role, token.secret().orElseThrow().value()));
        return token.expiresAt().map(known::expiringAt).orElse(known);
    }

    /** Handlers do not wait until their events are sent; what then fails is logged. */
    private static EventSink eventSink(EventBus events) {
        return (name, payload, source) -> events.emitAsync(name, payload, source)
                .whenComplete((event, failure) -> {
                    if (failure != null) {
                        LOG.warn("The event {} of {} was lost: {}", name, source, failure.toString());
                    }
                });
    }

    public ServerConfig config() {
        return config;
    }

    /** Where the API answers; empty where this process has not that role. */
    public Optional<URI> apiUri() {
        return Optional.ofNullable(api).map(RestServer::uri);
    }

    /** What runs the jobs. */
    public JobRunner runner() {
        return runner;
    }

    /** Settings of definitions that are changed while servers run. */
    public Overrides overrides() {
        return overrides;
    }

    public EventBus events() {
        return events;
    }

    /** What happened, from the database. */
    public History history() {
        return history;
    }

    /** What was uploaded, and what jobs have made of it. */
    public FileStore files() {
        return files;
    }

    /** What handlers are given. */
    public Services services() {
        return services;
    }

    /** For people: which Redis it uses, without a password; empty when none. */
    public String redis() {
        return redis.shown();
    }

    /**
     * Answers no more calls, takes no more jobs, waits for those that run up to {@code worker.close-timeout}, and closes the
     * rest. Works twice.
     */
    @Override
    public void close() {
        LOG.info("The server stops");
        opened.close();
        LOG.info("The server has stopped");
    }
}
