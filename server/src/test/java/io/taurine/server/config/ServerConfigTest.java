package io.taurine.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taurine.repeat.Schedule;
import io.taurine.server.config.ApiToken.ApiRole;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.RetryRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {

    @Test
    void runsWithoutAnyConfiguration() {
        var config = of("");

        assertThat(config.roles()).containsExactly(Role.API, Role.WORKER, Role.SCHEDULER);
        assertThat(config.runner()).isEqualTo("redis");
        assertThat(config.redis().uri()).isEmpty();
        assertThat(config.database().jdbcUrl()).startsWith("jdbc:h2:file:");
        assertThat(config.http().isLoopback()).isTrue();
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.worker().id()).isNotEmpty();
        assertThat(config.worker().maxConcurrency()).isEqualTo(100);
        assertThat(config.retention().events()).isEqualTo(Duration.ofDays(30));
        assertThat(config.schedules()).isEmpty();
    }

    @Test
    void readsAYamlFile() {
        var config = of("""
                roles: [worker, api]
                runner: local
                http:
                  port: 9_000
                worker:
                  max-concurrency: 7
                  cancel-grace: 250ms
                  definitions: echo, report
                redis:
                  url: redis://:secret@example:7000/2
                  prefix: jobs
                events:
                  permissions:
                    billing: ["invoice.*", "user.paid"]
                """);

        assertThat(config.roles()).containsExactly(Role.API, Role.WORKER);
        assertThat(config.runner()).isEqualTo("local");
        assertThat(config.http().port()).isEqualTo(9_000);
        assertThat(config.worker().maxConcurrency()).isEqualTo(7);
        assertThat(config.worker().cancelGrace()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.worker().definitions()).containsExactlyInAnyOrder("echo", "report");
        assertThat(config.redis().uri()).contains(new Secret("redis://:secret@example:7000/2"));
        assertThat(config.redis().shown()).isEqualTo("redis://example:7000");
        assertThat(config.redis().toString()).doesNotContain("secret");
        assertThat(config.events().permissions()).containsEntry("billing", List.of("invoice.*", "user.paid"));
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        var config = of("http: {port: 9000}\nworker: {id: here}", Map.of("PORT", "9001", "WORKER_ID", " "));

        assertThat(config.http().port()).isEqualTo(9_001);
        assertThat(config.worker().id()).isEqualTo("here");
    }

    @Test
    void aVariableNamedForTheSettingGoesBeforeTheOthers() {
        var config = of("", Map.of("PORT", "9001", "TAURINE_HTTP_PORT", "9002"));

        assertThat(config.http().port()).isEqualTo(9_002);
    }

    @Test
    void tellsAllProblemsAtOnceWithFileAndLine() {
        var yaml = """
                redis:
                  hots: example
                  port: 70000
                http:
                  port: eighty
                  port: 80
                worker:
                  heartbeat: 1m
                jobs: yes
                schedules:
                  - id: a b
                    definition: echo
                    schedule: "61 * * * *"
                    colour: red
                rolls: api
                """;

        var refused = catchThrowableOfType(
                ConfigurationException.class, () -> of(yaml, Map.of("DB_POOL_MAX", "many", "CANCEL_GRACE_MS", "-1")));

        assertThat(refused.problems())
                .anySatisfy(it -> assertThat(it)
                        .startsWith("taurine.yaml:2: there is no setting redis.hots; did you mean redis.host?")
                        .contains("database, host, lock-servers, password, port, prefix, url"))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo("taurine.yaml:3: redis.port must be a whole number from 1 to 65,535, was 70000"))
                .anySatisfy(it -> assertThat(it).isEqualTo("taurine.yaml:6: port is set twice, first in line 5"))
                .anySatisfy(it -> assertThat(it).startsWith("taurine.yaml:8: worker.heartbeat must be shorter"))
                .anySatisfy(it -> assertThat(it)
                        .startsWith("taurine.yaml:9: jobs must be a block with backoff, retries, timeout"))
                .anySatisfy(it -> assertThat(it).startsWith("taurine.yaml:11: schedules id must be 1 to 200 letters"))
                .anySatisfy(
                        it -> assertThat(it).startsWith("taurine.yaml:13: schedules schedule must be a cron pattern"))
                .anySatisfy(it -> assertThat(it).startsWith("taurine.yaml:14: schedules has no colour; allowed are id"))
                .anySatisfy(it ->
                        assertThat(it).startsWith("taurine.yaml:15: there is no setting rolls; did you mean roles?"))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo(
                                "environment variable DB_POOL_MAX: must be a whole number from 1 to 1,000, was many"))
                .anySatisfy(it -> assertThat(it).startsWith("environment variable CANCEL_GRACE_MS: must be a duration"))
                .hasSize(11);
        assertThat(refused).hasMessageStartingWith("The configuration has 11 problems:\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [1'|taurine.yaml:1: this is no YAML",
                "'- api'|taurine.yaml:1: the file must be a block of settings, was a list",
                "'roles: []'|taurine.yaml:1: roles must name one at least",
                "'roles: api, boss'|taurine.yaml:1: roles must be one of api, worker, scheduler, was boss",
                "'http: {host: 0.0.0.0}'|taurine.yaml:1: http.host is no loopback address",
                "'redis: {host: a, url: redis://b}'|redis.host and redis.url exclude each other",
                "'redis: {password: a, url: \"redis://:c@b\"}'|redis.url has a password",
                "'jobs: {backoff: {base: 1h, max: 1m}}'|jobs.backoff.max must not be shorter",
                "'database: {url: \"postgres://host\"}'|database.url must be like postgres://",
                "'database: {url: \"mysql://host/db\"}'|database.url must be a jdbc:h2:",
                "'alerts: {webhooks: ops}'|alerts.webhooks must be of notifications.webhooks",
                "'alerts: {mail: a@example.com}'|alerts.mail needs a mail server",
                "'events: {schemas: {a.b: not/there.json}}'|events.schemas a.b must be a file that can be read",
                "'events: {permissions: {billing: [\"a..b\"]}}'|events.permissions billing must be an event name",
                "'http: {tokens: [{name: a, secret: short, role: admin}]}'|secret must have 16 characters",
                "'http: {tokens: [{name: a, role: admin}]}'|must have either secret or sha256",
                "'http: {tokens: [{name: a, sha256: abc, role: admin}]}'|sha256 must be the SHA-256 of the secret",
                "'http: {tokens: [{name: a, secret: 0123456789abcdef, role: admin, expires: soon}]}'|expires must be an instant",
                "'http: {tokens: [{name: a, role: boss}]}'|http.tokens role must be one of viewer, operator, admin",
                "'a: 1\n---\nb: 2'|there must be one document"
            })
    void refuses(String yaml, String reason) {
        assertThatThrownBy(() -> of(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void secretsAreNotInMessages() {
        assertThatThrownBy(() -> of("http: {tokens: [{name: a, secret: [hush], role: admin}]}"))
                .hasMessageContaining("secret must be")
                .hasMessageNotContaining("hush");
    }

    @Test
    void aTokenMayBeGivenByItsHashAndExpire() {
        var digits = "0123456789abcdef".repeat(4);

        var token = of("http: {tokens: [{name: ci, sha256: " + digits
                        + ", role: operator, expires: '2027-01-31T00:00:00Z'}]}")
                .http()
                .tokens()
                .get(0);

        assertThat(token.secret()).isEmpty();
        assertThat(token.sha256()).contains(digits);
        assertThat(token.expiresAt()).contains(Instant.parse("2027-01-31T00:00:00Z"));
    }

    @Test
    void tokensMayComeFromTheEnvironmentAsJson() {
        var config = of(
                "http: {host: 0.0.0.0}",
                Map.of(
                        "TAURINE_HTTP_TOKENS",
                        "[{\"name\":\"ops\",\"secret\":\"0123456789abcdef\",\"role\":\"operator\"}]"));

        assertThat(config.http().tokens())
                .containsExactly(new ApiToken("ops", new Secret("0123456789abcdef"), ApiRole.OPERATOR));
        assertThat(config.http().isLoopback()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "redis://example:7000, , redis://example:7000",
        ", example, redis://example:6379/0",
        "redis://example:7000, secret, redis://:secret@example:7000"
    })
    void redisIsWhereTheVariablesSay(String url, String other, String expected) {
        var environment = new java.util.HashMap<String, String>();
        if (url != null) {
            environment.put("REDIS_URL", url);
            environment.put("REDIS_PASSWORD", other == null ? "" : other);
        } else {
            environment.put("REDIS_HOST", other);
        }

        assertThat(of("", environment).redis().uri().orElseThrow().value()).isEqualTo(expected);
    }

    @Test
    void aRedisHostOfTheEnvironmentGoesBeforeTheUrlOfTheFile() {
        var config = of(
                "redis: {url: 'redis://from-file'}",
                Map.of("REDIS_HOST", "from-env", "REDIS_PORT", "6400", "REDIS_PASSWORD", "a b@c"));

        assertThat(config.redis().uri().orElseThrow().value()).isEqualTo("redis://:a%20b%40c@from-env:6400/0");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://ada:p%40ss@db.example:5433/jobs?sslmode=require,"
                + " jdbc:postgresql://db.example:5433/jobs?sslmode=require, ada, p@ss",
        "postgresql://db.example/jobs, jdbc:postgresql://db.example/jobs, , ",
        "jdbc:postgresql://db.example/jobs?user=ada, jdbc:postgresql://db.example/jobs?user=ada, , ",
        "jdbc:h2:mem:x, jdbc:h2:mem:x, ,"
    })
    void aDatabaseUrlMayBeThatOfJdbcOrOfPostgres(String url, String jdbc, String user, String password) {
        var database = of("", Map.of("DATABASE_URL", url)).database();

        assertThat(database.jdbcUrl()).isEqualTo(jdbc);
        assertThat(database.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(database.password()).isEqualTo(Optional.ofNullable(password).map(Secret::new));
        assertThat(database.isPostgres()).isEqualTo(jdbc.startsWith("jdbc:postgresql:"));
    }

    @Test
    void locksMayBeOnServersOfTheirOwn() {
        var servers = "redis://a:1,redis://:secret@b:2,rediss://c:3";
        var config = of("", Map.of("TAURINE_REDIS_LOCK_SERVERS", servers));

        assertThat(config.redis().lockServers())
                .extracting(Secret::value)
                .containsExactly("redis://a:1", "redis://:secret@b:2", "rediss://c:3");
        assertThat(of("", Map.of()).redis().lockServers()).isEmpty();
        for (var wrong : List.of("redis://a:1,redis://b:2", "redis://a:1,redis://b:2,redis://a:1", "a,b,c")) {
            assertThatThrownBy(() -> of("", Map.of("TAURINE_REDIS_LOCK_SERVERS", wrong)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("LOCK_SERVERS");
        }
    }

    @Test
    void readsSchedules() {
        var config = of("""
                schedules:
                  - id: nightly
                    version: 3
                    definition: report
                    schedule: {cron: "0 2 * * *", timeZone: Europe/Berlin}
                    params: {kind: daily, big: 12345678901234567890}
                    overlap: queue-one
                    missed-runs: run-once
                    enabled: false
                  - id: hourly
                    version: 1
                    definition: report
                    schedule: hourly
                """);

        assertThat(config.schedules().get(1).request().schedule())
                .isEqualTo(Schedule.cron("0 * * * *", ZoneId.of("UTC")));
        assertThat(config.schedules().subList(0, 1)).singleElement().satisfies(schedule -> {
            assertThat(schedule.version()).isEqualTo(3);
            assertThat(schedule.isEnabled()).isFalse();
            assertThat(schedule.request().schedule()).isEqualTo(Schedule.cron("0 2 * * *", ZoneId.of("Europe/Berlin")));
            assertThat(schedule.request().overlap()).isEqualTo(Overlap.QUEUE_ONE);
            assertThat(schedule.request().params().toString())
                    .isEqualTo("{\"kind\":\"daily\",\"big\":12345678901234567890}");
        });
    }

    @Test
    void fillsInWhatADefinitionLeavesOpen() {
        var jobs = of(
                        "",
                        Map.of(
                                "JOB_DEFAULT_RETRIES",
                                "3",
                                "JOB_DEFAULT_TIMEOUT",
                                "60000",
                                "BACKOFF_JITTER_PERCENT",
                                "0"))
                .jobs();
        var open =
                Definition.of("open", Object.class, (params, context) -> null).build();
        var said = open.toBuilder()
                .retry(RetryRule.fixed(2, Duration.ofSeconds(9)))
                .timeout(Duration.ofSeconds(5))
                .build();

        assertThat(jobs.fill(open).retry()).isEqualTo(RetryRule.exponential(4, Duration.ofSeconds(1)));
        assertThat(jobs.fill(open).timeout()).contains(Duration.ofMinutes(1));
        assertThat(jobs.fill(said).retry()).isEqualTo(said.retry());
        assertThat(jobs.fill(said).timeout()).isEqualTo(said.timeout());
    }

    @Test
    void readsTheFileThatIsNamed(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("mine.yaml"), "http: {port: 81}");

        assertThat(ServerConfig.load(Optional.of(file), Map.of()).http().port()).isEqualTo(81);
        assertThat(ServerConfig.load(Optional.empty(), Map.of("TAURINE_CONFIG", file.toString()))
                        .http()
                        .port())
                .isEqualTo(81);
        assertThatThrownBy(() -> ServerConfig.load(Optional.of(folder.resolve("gone.yaml")), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gone.yaml: it cannot be read");
    }

    private static ServerConfig of(String yaml) {
        return of(yaml, Map.of());
    }

    private static ServerConfig of(String yaml, Map<String, String> environment) {
        return ServerConfig.parse("taurine.yaml", yaml, environment);
    }
}
