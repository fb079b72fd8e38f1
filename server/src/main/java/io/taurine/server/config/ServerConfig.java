package io.taurine.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is to run: one YAML file, each value of which an environment variable overrides. Immutable; passwords and tokens
 * are not in its texts.
 */
public final class ServerConfig {

    /** Looked for in the current directory when no file is named. */
    public static final String DEFAULT_FILE = "taurine.yaml";

    private static final String FILE_VARIABLE = "TAURINE_CONFIG";

    private final Set<Role> roles;
    private final String runner;
    private final Path dataFolder;
    private final RedisConfig redis;
    private final DatabaseConfig database;
    private final HttpConfig http;
    private final WorkerConfig worker;
    private final JobDefaults jobs;
    private final DiscoveryConfig discovery;
    private final List<SystemSchedule> schedules;
    private final RetentionConfig retention;
    private final FilesConfig files;
    private final EventsConfig events;
    private final NotificationsConfig notifications;
    private final AlertsConfig alerts;
    private final BrowserConfig browser;
    private final Duration metricsCacheTtl;

    private ServerConfig(Values values, Problems problems) {
        this.roles = roles(values, problems);
        this.runner = values.get(Settings.RUNNER);
        this.dataFolder = Path.of(values.get(Settings.DATA_FOLDER));
        this.redis = RedisConfig.of(values, problems);
        this.database = DatabaseConfig.of(values, problems);
        this.http = HttpConfig.of(values, problems);
        this.worker = WorkerConfig.of(values, problems);
        this.jobs = JobDefaults.of(values, problems);
        this.discovery = DiscoveryConfig.of(values);
        this.schedules = schedules(values, problems);
        this.retention = RetentionConfig.of(values);
        this.files = FilesConfig.of(values);
        this.events = EventsConfig.of(values, problems);
        this.notifications = NotificationsConfig.of(values, problems);
        this.alerts = AlertsConfig.of(values, problems);
        this.browser = BrowserConfig.of(values);
        this.metricsCacheTtl = values.get(Settings.METRICS_TTL);
    }

    /**
     * Reads the configuration: that file, or the one that {@code TAURINE_CONFIG} names, or {@code taurine.yaml} in the current
     * directory, or none.
     *
     * @param file empty to look for it; one that is named must be there
     * @throws ConfigurationException telling all that is wrong
     */
    public static ServerConfig load(Optional<Path> file, Map<String, String> environment) {
        var named = file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE))
                .filter(text -> !text.isBlank())
                .map(Path::of));
        var found = named.or(() -> Optional.of(Path.of(DEFAULT_FILE)).filter(Files::exists));
        if (found.isEmpty()) {
            return parse(DEFAULT_FILE, "", environment);
        }
        try {
            return parse(found.get().toString(), Files.readString(found.get()), environment);
        } catch (IOException e) {
            throw new ConfigurationException(List.of(found.get() + ": it cannot be read: " + e));
        }
    }

    /**
     * Reads a configuration.
     *
     * @param file its name in messages
     * @param yaml may be empty
     * @throws ConfigurationException telling all that is wrong
     */
    public static ServerConfig parse(String file, String yaml, Map<String, String> environment) {
        var problems = new Problems();
        var values = new ValuesReader(problems).read(file, yaml, environment);
        var config = new ServerConfig(values, problems);
        problems.throwIfAny();
        return config;
    }

    private static Set<Role> roles(Values values, Problems problems) {
        var roles = EnumSet.noneOf(Role.class);
        values.get(Settings.ROLES).forEach(name -> roles.add(Role.valueOf(name.toUpperCase(Locale.ROOT))));
        if (roles.isEmpty()) {
            problems.add(values.where(Settings.ROLES), "roles must name one at least: api, worker, scheduler");
        }
        return roles;
    }

    private static List<SystemSchedule> schedules(Values values, Problems problems) {
        var all = values.get(Settings.SCHEDULES);
        var ids = new HashSet<String>();
        for (var schedule : all) {
            if (!ids.add(schedule.request().id())) {
                problems.add(
                        values.where(Settings.SCHEDULES),
                        "schedules must differ in id; " + schedule.request().id() + " is there twice");
            }
        }
        return all;
    }

    /** One at least. */
    public Set<Role> roles() {
        return EnumSet.copyOf(roles);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** The name of a runner. */
    public String runner() {
        return runner;
    }

    /** For what the server keeps itself; may not be there yet. */
    public Path dataFolder() {
        return dataFolder;
    }

    public RedisConfig redis() {
        return redis;
    }

    public DatabaseConfig database() {
        return database;
    }

    public HttpConfig http() {
        return http;
    }

    public WorkerConfig worker() {
        return worker;
    }

    public JobDefaults jobs() {
        return jobs;
    }

    public DiscoveryConfig discovery() {
        return discovery;
    }

    /** With different ids. */
    public List<SystemSchedule> schedules() {
        return schedules;
    }

    public RetentionConfig retention() {
        return retention;
    }

    public FilesConfig files() {
        return files;
    }

    public EventsConfig events() {
        return events;
    }

    public NotificationsConfig notifications() {
        return notifications;
    }

    public AlertsConfig alerts() {
        return alerts;
    }

    public BrowserConfig browser() {
        return browser;
    }

    /** How long numbers that cost a query are reused. */
    public Duration metricsCacheTtl() {
        return metricsCacheTtl;
    }
}
