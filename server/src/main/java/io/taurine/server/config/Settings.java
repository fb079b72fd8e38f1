package io.taurine.server.config;

import static io.taurine.server.config.Types.duration;
import static io.taurine.server.config.Types.flag;
import static io.taurine.server.config.Types.oneOf;
import static io.taurine.server.config.Types.secret;
import static io.taurine.server.config.Types.text;
import static io.taurine.server.config.Types.whole;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All settings, in the order of the documentation. */
final class Settings {

    private static final Duration ZERO = Duration.ZERO;
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final int MILLION = 1_000_000;

    private static final Map<String, Setting<?>> ALL = new LinkedHashMap<>();

    static final Setting<List<String>> ROLES = add(Setting.of(
            "roles",
            new ListType<>(oneOf("api", "worker", "scheduler")),
            "api, worker, scheduler",
            "What this process does. Start several processes with different roles to grow."));
    static final Setting<String> RUNNER = add(Setting.of(
            "runner",
            text("[A-Za-z0-9-]+", "the name of a runner: redis, local, or one that a jar brings"),
            "redis",
            "What runs jobs: `redis`, or `local` for a single process without Redis that forgets all when it ends."));
    static final Setting<String> DATA_FOLDER = add(Setting.of(
            "data-folder",
            text("a folder"),
            "taurine-data",
            "Where the H2 database and the data of the embedded Redis are. Made when it is missing."));

    static final Setting<String> REDIS_URL = add(Setting.of(
                    "redis.url",
                    text("rediss?(-sentinel)?(\\+[a-z]+)?://.+", "a redis://, rediss:// or redis-sentinel:// address"),
                    null,
                    "Redis. Without it, and without a host, a Redis is started beside the server, for this process alone.")
            .orBy("REDIS_URL"));
    static final Setting<String> REDIS_HOST = add(Setting.of(
                    "redis.host", text("[^\\s/@]+", "a host name or an address"), null, "Its host, instead of a URL.")
            .orBy("REDIS_HOST"));
    static final Setting<Integer> REDIS_PORT =
            add(Setting.of("redis.port", whole(1, 65_535), "6379", "Its port, with `redis.host`.")
                    .orBy("REDIS_PORT"));
    static final Setting<Secret> REDIS_PASSWORD = add(Setting.of(
                    "redis.password",
                    secret("a password"),
                    null,
                    "Its password, with `redis.host` or a URL that has none.")
            .orBy("REDIS_PASSWORD"));
    static final Setting<Integer> REDIS_DATABASE =
            add(Setting.of("redis.database", whole(0, 1_000), "0", "Its database, with `redis.host`."));
    static final Setting<String> REDIS_PREFIX = add(Setting.of(
            "redis.prefix",
            text("[^{}\\s]{1,100}", "1 to 100 characters without spaces and braces"),
            "bull",
            "Of all keys in Redis. Processes with the same prefix share all queues."));

    static final Setting<List<Secret>> REDIS_LOCK_SERVERS = add(Setting.of(
            "redis.lock-servers",
            new ListType<>(secret("redis(s?)://.+", "a redis:// or rediss:// address")),
            "",
            "3 to 31 Redis servers that know nothing of each other, best an odd number, the same in each process: locks, as of"
                    + " single running definitions and of the housekeeping, are granted by more than half of them (Redlock)."
                    + " Default: locks are taken on the one Redis."));

    static final Setting<String> DATABASE_URL = add(Setting.of(
                    "database.url",
                    text(
                            "jdbc:(h2|postgresql):.+|postgres(ql)?://.+",
                            "a jdbc:h2:, jdbc:postgresql: or postgres:// address"),
                    null,
                    "The database of the history. Without it, an H2 file in the data folder, for one process alone.")
            .orBy("DATABASE_URL"));
    static final Setting<String> DATABASE_USER =
            add(Setting.of("database.user", text("a name"), null, "Its user, unless the address has one."));
    static final Setting<Secret> DATABASE_PASSWORD = add(
            Setting.of("database.password", secret("a password"), null, "Its password, unless the address has one."));
    static final Setting<Integer> DATABASE_POOL =
            add(Setting.of("database.pool.max", whole(1, 1_000), "10", "Most connections at once.")
                    .orBy("DB_POOL_MAX"));
    static final Setting<Duration> DATABASE_IDLE = add(Setting.of(
                    "database.pool.idle-timeout",
                    duration(ZERO, DAY),
                    "10m",
                    "How long a connection may be unused before it is closed; `0` for ever.")
            .orBy("DB_POOL_IDLE_TIMEOUT_MS", "ms"));
    static final Setting<Duration> DATABASE_WAIT = add(Setting.of(
                    "database.pool.connection-timeout",
                    duration(Duration.ofMillis(250), Duration.ofMinutes(10)),
                    "10s",
                    "How long to wait for a connection.")
            .orBy("DB_POOL_CONNECTION_TIMEOUT_MS", "ms"));

    static final Setting<String> HTTP_HOST = add(Setting.of(
            "http.host",
            text("[^\\s/]+", "a host name or an address"),
            "127.0.0.1",
            "The address to listen on. Any but a loopback address needs `http.tokens`."));
    static final Setting<Integer> HTTP_PORT =
            add(Setting.of("http.port", whole(0, 65_535), "8080", "The port to listen on; 0 for any free one.")
                    .orBy("PORT"));
    static final Setting<List<ApiToken>> HTTP_TOKENS = add(Setting.of(
            "http.tokens",
            new ListType<>(Blocks.token()),
            "",
            "Who may use the API. Without tokens, everybody on this machine may do everything."));
    static final Setting<Integer> HTTP_MAX_BODY = add(Setting.of(
            "http.max-body", whole(1_024, 1_000 * MILLION), "1_048_576", "Largest body of a request, in bytes."));

    static final Setting<String> WORKER_ID = add(Setting.of(
                    "worker.id",
                    text("[A-Za-z0-9._:-]{1,200}", "1 to 200 letters, digits, dots, hyphens, underscores and colons"),
                    null,
                    "What this process calls itself. Default: host name and process id.")
            .orBy("WORKER_ID"));
    static final Setting<Integer> WORKER_MAX = add(Setting.of(
                    "worker.max-concurrency",
                    whole(1, 100_000),
                    "100",
                    "Most jobs that run at once in this process, over all definitions.")
            .orBy("MAX_CONCURRENT_EXECUTIONS"));
    static final Setting<Integer> WORKER_DEFAULT = add(Setting.of(
                    "worker.default-concurrency",
                    whole(1, 100_000),
                    "10",
                    "Most jobs of one definition that run at once in this process, where the definition does not say.")
            .orBy("JOB_WORKER_CONCURRENCY"));
    static final Setting<Integer> WORKER_LOCK_LIMIT = add(Setting.of(
            "worker.lock-limit",
            whole(1, 100_000),
            "100_000",
            "Most jobs that this process has locked at once; the lower of this and `worker.max-concurrency` holds."));
    static final Setting<Duration> WORKER_LOCK = add(Setting.of(
                    "worker.lock-lifetime",
                    duration(SECOND, DAY),
                    "30s",
                    "How long a job of a process that died is left alone, where the definition does not say.")
            .orBy("LEASE_DURATION_SECONDS", "s"));
    static final Setting<Duration> WORKER_HEARTBEAT = add(Setting.of(
                    "worker.heartbeat",
                    duration(Duration.ofMillis(100), HOUR),
                    "10s",
                    "How often locks are renewed; shorter than `worker.lock-lifetime`.")
            .orBy("HEARTBEAT_INTERVAL_SECONDS", "s"));
    static final Setting<Duration> WORKER_POLL = add(Setting.of(
                    "worker.poll-interval",
                    duration(MILLI, HOUR),
                    "5s",
                    "How late a job that is due may be seen at most. Usually it is seen at once.")
            .orBy("POLL_INTERVAL_MS", "ms"));
    static final Setting<Duration> WORKER_GRACE = add(Setting.of(
                    "worker.cancel-grace",
                    duration(ZERO, DAY),
                    "5s",
                    "How long a run may ignore that it was cancelled before its thread is interrupted.")
            .orBy("CANCEL_GRACE_MS", "ms"));
    static final Setting<Duration> WORKER_CANCEL_CHECK = add(Setting.of(
                    "worker.cancel-check-interval",
                    duration(Duration.ofMillis(10), HOUR),
                    "1s",
                    "How late a cancellation may be seen at most. Usually it is seen at once.")
            .orBy("CANCEL_CHECK_INTERVAL_MS", "ms"));
    static final Setting<Duration> WORKER_CLOSE = add(Setting.of(
            "worker.close-timeout",
            duration(ZERO, DAY),
            "30s",
            "How long a server that stops waits for its runs; what still runs is given back to other workers."));
    static final Setting<List<String>> WORKER_DEFINITIONS = add(Setting.of(
            "worker.definitions",
            new ListType<>(text("[a-z0-9]+([._-][a-z0-9]+)*", "the key of a definition")),
            "",
            "Keys of the definitions whose jobs this process runs. Default: all it has."));

    static final Setting<Integer> JOB_RETRIES = add(Setting.of(
                    "jobs.retries",
                    whole(0, 1_000),
                    "0",
                    "Further attempts of a job that failed, where its definition has a single attempt.")
            .orBy("JOB_DEFAULT_RETRIES"));
    static final Setting<Duration> JOB_TIMEOUT = add(Setting.of(
                    "jobs.timeout",
                    duration(MILLI, LONGEST),
                    null,
                    "Longest run, where the definition does not say. Default: no bound.")
            .orBy("JOB_DEFAULT_TIMEOUT", "ms"));
    static final Setting<Duration> BACKOFF_BASE = add(Setting.of(
                    "jobs.backoff.base",
                    duration(ZERO, DAY),
                    "1s",
                    "Delay before the first of `jobs.retries`; it doubles with each further one.")
            .orBy("BACKOFF_BASE_SECONDS", "s"));
    static final Setting<Duration> BACKOFF_MAX = add(Setting.of(
                    "jobs.backoff.max",
                    duration(ZERO, Duration.ofDays(365)),
                    "1h",
                    "Longest such delay; not below the base.")
            .orBy("BACKOFF_MAX_SECONDS", "s"));
    static final Setting<Integer> BACKOFF_JITTER = add(Setting.of(
                    "jobs.backoff.jitter-percent",
                    whole(0, 100),
                    "20",
                    "Share of each such delay that is left to chance: with 20, a delay is 80 to 100 % of what it would be.")
            .orBy("BACKOFF_JITTER_PERCENT"));

    static final Setting<List<String>> PACKAGES = add(Setting.of(
            "definitions.packages",
            new ListType<>(text("[A-Za-z_][\\w]*(\\.[A-Za-z_][\\w]*)*", "the name of a package")),
            "",
            "Packages on the class path that are searched for `@JobDefinition` classes."));
    static final Setting<Boolean> EXAMPLES = add(Setting.of(
            "definitions.examples",
            flag(),
            "true",
            "Whether the example definitions that come with the server are there."));
    static final Setting<Boolean> STRICT = add(
            Setting.of(
                    "definitions.strict",
                    flag(),
                    "false",
                    "Whether a problem with a definition or a module stops the start; otherwise it is logged and the rest runs."));
    static final Setting<String> PLUGIN_FOLDER = add(Setting.of(
            "modules.folder", text("a folder"), null, "Where module jars with their manifests lie. Default: none."));
    static final Setting<Duration> PLUGIN_SCAN = add(Setting.of(
            "modules.scan-interval",
            duration(ZERO, DAY),
            "0",
            "How often that folder is looked at for changes; `0` for only at the start."));
    static final Setting<List<String>> PLUGIN_DISABLED = add(Setting.of(
            "modules.disabled",
            new ListType<>(text("[A-Za-z0-9._-]+", "the name of a module")),
            "",
            "Modules that are switched off."));
    static final Setting<List<SystemSchedule>> SCHEDULES = add(
            Setting.of(
                    "schedules",
                    new ListType<>(Blocks.schedule()),
                    "",
                    "Schedules that are to be there. The version of one must grow when it changes; one that is taken out is removed."));

    static final Setting<Duration> RETAIN_EVENTS = add(
            Setting.of("retention.events", duration(HOUR, LONGEST), "30d", "How long events are kept in the database.")
                    .orBy("EVENT_RETENTION_DAYS", "d"));
    static final Setting<Duration> RETAIN_EXECUTIONS = add(Setting.of(
            "retention.executions", duration(HOUR, LONGEST), "90d", "How long executions are kept in the database."));
    static final Setting<Integer> RETAIN_COUNT = add(Setting.of(
            "retention.executions-count",
            whole(1, 1_000 * MILLION),
            "10_000_000",
            "How many executions of each definition are kept in the database."));
    static final Setting<Duration> RETAIN_FILES =
            add(Setting.of("retention.files", duration(HOUR, LONGEST), "7d", "How long files are kept in the folder."));
    static final Setting<Duration> RETAIN_AUDIT = add(Setting.of(
            "retention.audit", duration(HOUR, LONGEST), "90d", "How long the audit log is kept in the database."));

    static final Setting<String> FILES_FOLDER = add(
            Setting.of(
                    "files.folder",
                    text("a folder"),
                    null,
                    "Where uploaded files, and those that jobs make, lie. Default: `files` in the data folder. Processes on several machines need one that all of them reach."));
    static final Setting<Integer> FILES_MAX = add(Setting.of(
            "files.max-megabytes", whole(1, MILLION), "1_024", "Largest file, in megabytes of 1,048,576 bytes."));

    static final Setting<Integer> EVENT_STREAM = add(Setting.of(
            "events.stream-length",
            whole(1_000, 100 * MILLION),
            "100_000",
            "How many events Redis keeps for processes, and for a database, that were away."));
    static final Setting<Integer> EVENT_RATE = add(Setting.of(
            "events.rate-per-second",
            whole(1, MILLION),
            "1_000",
            "How many events a second each source may emit in one process; as many may come at once."));
    static final Setting<Boolean> EVENT_JOBS = add(Setting.of(
            "events.keep-job-events",
            flag(),
            "true",
            "Whether the steps of jobs (`job.**`) are among the events that can be read and are counted. They are told from"
                    + " the executions and states, which are kept in any case; only progress is kept besides, the"
                    + " newest of a job each time something is written. What happened while this was false is never an"
                    + " event."));
    static final Setting<Map<String, List<String>>> EVENT_PERMISSIONS = add(
            Setting.of(
                    "events.permissions",
                    new MapType<>("sources", new ListType<>(Blocks.pattern())),
                    "",
                    "What each source may emit. A source that is not named may emit anything but `job.**`, which is the server's."));
    static final Setting<Map<String, String>> EVENT_SCHEMAS = add(Setting.of(
            "events.schemas",
            new MapType<>("event names", text("a file")),
            "",
            "Files with the JSON Schema of a payload."));

    static final Setting<String> SMTP_HOST = add(Setting.of(
            "notifications.smtp.host",
            text("[^\\s/]+", "a host name or an address"),
            null,
            "The mail server. Default: none."));
    static final Setting<Integer> SMTP_PORT =
            add(Setting.of("notifications.smtp.port", whole(1, 65_535), "25", "Its port."));
    static final Setting<String> SMTP_USER =
            add(Setting.of("notifications.smtp.user", text("a name"), null, "User there; none to send without."));
    static final Setting<Secret> SMTP_PASSWORD =
            add(Setting.of("notifications.smtp.password", secret("a password"), null, "Password there."));
    static final Setting<String> SMTP_SECURITY = add(Setting.of(
            "notifications.smtp.security",
            oneOf("none", "starttls", "tls"),
            "none",
            "Whether the connection is protected: from the start, by STARTTLS, which must succeed then, or not."));
    static final Setting<String> SMTP_CERTIFICATES = add(
            Setting.of(
                    "notifications.smtp.trusted-certificates",
                    text("a file"),
                    null,
                    "File with the certificates, in the PEM form, that the mail server may show, or that signed its own. Default: those that Java trusts."));
    static final Setting<String> MAIL_FROM = add(Setting.of(
            "notifications.from",
            text("[^\\s@]+@[^\\s@]+", "an e-mail address"),
            "taurine@localhost",
            "Sender of all mails."));
    static final Setting<Map<String, String>> WEBHOOKS = add(Setting.of(
            "notifications.webhooks",
            new MapType<>("webhooks", text("https?://\\S+", "an http:// or https:// address")),
            "",
            "Addresses that notifications and alerts may be posted to, by name."));

    static final Setting<List<String>> ALERT_MAIL = add(Setting.of(
            "alerts.mail",
            new ListType<>(text("[^\\s@]+@[^\\s@]+", "an e-mail address")),
            "",
            "Who gets alerts by mail."));
    static final Setting<List<String>> ALERT_WEBHOOKS = add(Setting.of(
            "alerts.webhooks",
            new ListType<>(text("a name of notifications.webhooks")),
            "",
            "Which webhooks get alerts."));
    static final Setting<Duration> ALERT_INTERVAL = add(Setting.of(
            "alerts.interval", duration(SECOND, DAY), "1m", "How often is looked for what deserves an alert."));
    static final Setting<Integer> ALERT_FAILURES = add(Setting.of(
            "alerts.failure-percent",
            whole(1, 100),
            "50",
            "Alert when more than that share of the last hour's jobs of a definition failed."));
    static final Setting<Integer> ALERT_BACKLOG = add(Setting.of(
            "alerts.backlog", whole(1, 1_000 * MILLION), "100_000", "Alert when more jobs of a definition wait."));
    static final Setting<Integer> ALERT_DEAD_LETTERS = add(Setting.of(
            "alerts.dead-letters",
            whole(1, 1_000 * MILLION),
            "1_000",
            "Alert when more dead letters wait for a person."));

    static final Setting<Duration> METRICS_TTL = add(Setting.of(
                    "metrics.cache-ttl", duration(ZERO, HOUR), "5s", "How long numbers that cost a query are reused.")
            .orBy("METRICS_CACHE_TTL_MS", "ms"));

    static final Setting<String> BROWSER = add(
            Setting.of(
                    "browser.executable",
                    text("a file"),
                    null,
                    "The Chromium that handlers get, where Playwright is on the class path. Default: the first that is found on the path."));
    static final Setting<Integer> BROWSER_MAX =
            add(Setting.of("browser.max", whole(1, 100), "2", "Browsers at once; each costs a few hundred megabytes."));

    private Settings() {}

    /** By their paths. */
    static Map<String, Setting<?>> all() {
        return ALL;
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        ALL.put(setting.path(), setting);
        return setting;
    }
}
