package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.ScriptOutputType;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.server.config.ServerConfig;
import io.taurine.testkit.RedisMonitor;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists cost the same however many jobs, executions and events there are. As many as the property {@code taurine.lists.rows} says
 * in the end, 18,000 unless it says any; a third of them at first.
 */
@Timeout(900)
class ListsOfManyIT {

    private static final int ROWS = Integer.getInteger("taurine.lists.rows", 18_000);
    private static final int FEW = ROWS / 3;
    private static final long SINCE = 1_700_000_000_000L;
    private static final long BOUND_MILLIS = 200;
    private static final String KEY = "echo";

    /** More than one look at jobs may take: two thousand of them, in pages. */
    private static final int MOST_COMMANDS = 5_000;

    /** What the server does besides. */
    private static final int NOISE = 100;

    /** What takes the longer the more there is, whatever it is asked for. */
    private static final Pattern UNBOUNDED = Pattern.compile(
            "(?i)\"(KEYS|SMEMBERS|SORT|HKEYS|HVALS)\".*|\"(LRANGE|ZRANGE|ZREVRANGE)\" \"[^\"]*\" \"0\" \"-1\".*"
                    + "|\"ZRANGEBYSCORE\" \"[^\"]*\" \"-inf\" \"\\+inf\"(?!.*LIMIT).*");

    /** Ends waiting, delayed, prioritized, completed or failed by turns; some of the failed ones were cancelled. */
    private static final String FILL = """
            local base, from, to = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
            for n = from, to do
              local id, at = 'j' .. n, 1700000000000 + n
              redis.call('HSET', base .. id, 'name', 'echo@1', 'data', '{"message":"hi"}', 'opts', '{"attempts":1}',
                'timestamp', at, 'delay', 0, 'priority', 0)
              local kind = n % 10
              if kind < 2 then
                redis.call('HSET', base .. id, 'processedOn', at, 'finishedOn', at, 'returnvalue', '1', 'ats', 1, 'atm', 1)
                redis.call('ZADD', base .. 'completed', at, id)
              elseif kind < 7 then
                redis.call('HSET', base .. id, 'processedOn', at, 'finishedOn', at, 'failedReason', 'no', 'ats', 1, 'atm', 1)
                if kind == 6 then
                  redis.call('HSET', base .. id, 'cancelled', '{"reason":"enough"}')
                  redis.call('ZADD', base .. 'taurine:cancelled', at, id)
                end
                redis.call('ZADD', base .. 'failed', at, id)
              elseif kind == 7 then
                redis.call('LPUSH', base .. 'wait', id)
              elseif kind == 8 then
                redis.call('ZADD', base .. 'delayed', (at + 1e12) * 4096, id)
              else
                redis.call('ZADD', base .. 'prioritized', n, id)
              end
            end
            return to
            """;

    private static final Map<String, String> EXAMPLES =
            Map.of("key", KEY, "jobId", KEY + ":j1", "run", "1", "scheduleId", "s1", "name", "echo", "version", "1");

    private record Cost(long commands, long millis) {}

    @Test
    void eachListCallCostsTheSameHoweverManyThereAre(@TempDir Path folder) throws Exception {
        try (var embedded = EmbeddedRedis.builder().setting("save", "").start();
                var keys = TestQueue.create("lists", embedded.uri())) {
            var url = TestPostgres.url().replace("socketTimeout=10", "socketTimeout=600");
            var environment = Map.of(
                    "REDIS_URL",
                    embedded.uri(),
                    "DATABASE_URL",
                    url,
                    "TAURINE_DATA_FOLDER",
                    folder.toString(),
                    "TAURINE_REDIS_PREFIX",
                    "many",
                    "TAURINE_ROLES",
                    "api",
                    "PORT",
                    "0");
            try (var server = TaurineServer.start(ServerConfig.parse("taurine.yaml", "", environment), List.of())) {
                fill(keys, url, 0, FEW);
                var calls = calls(get(server, "/v1/openapi.json").body());
                var few = costs(server, calls, embedded.uri());

                fill(keys, url, FEW, ROWS);
                var many = costs(server, calls, embedded.uri());

                System.out.println(ROWS + " rows: " + slowest(many));
                assertThat(many).allSatisfy((call, cost) -> {
                    assertThat(cost.millis()).isLessThan(BOUND_MILLIS);
                    assertThat(cost.commands())
                            .isLessThan(MOST_COMMANDS)
                            .isLessThanOrEqualTo(
                                    Objects.requireNonNull(few.get(call)).commands() + NOISE);
                });
                assertThat(many).hasSizeGreaterThan(25);
            }
        }
    }

    private static String slowest(Map<String, Cost> costs) {
        return costs.entrySet().stream()
                .sorted((one, other) ->
                        Long.compare(other.getValue().millis(), one.getValue().millis()))
                .limit(8)
                .toList()
                .toString();
    }

    private static void fill(TestQueue keys, String url, int from, int to) throws SQLException {
        for (var start = from; start < to; start += 10_000) {
            keys.redis()
                    .eval(
                            FILL,
                            ScriptOutputType.INTEGER,
                            new String[0],
                            "many:" + KEY + ":",
                            Integer.toString(start),
                            Integer.toString(Math.min(to, start + 10_000) - 1));
        }
        var series = " FROM generate_series(" + from + ", " + (to - 1) + ") n";
        var at = "1700000000000 + n";
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var sql : List.of(
                    "INSERT INTO taurine_execution SELECT 'echo@' || (" + at + ") || '-000000', 'echo', 'j' || n, 1, 1,"
                            + " 'echo@1', 1, NULL, 'w1', (ARRAY['succeeded', 'succeeded', 'retried', 'failed'])[1 + n % 4], "
                            + at + ", " + at + ", 5, NULL, '1', NULL, NULL, 0" + series,
                    "INSERT INTO taurine_state SELECT 'echo@' || (" + at
                            + ") || '-000000', 'echo', 'j' || (n / 5), NULL, 'active', NULL, " + at + series,
                    "INSERT INTO taurine_log SELECT 'ref' || (n / 10), n % 10, 'line'" + series,
                    "INSERT INTO taurine_event SELECT 'e' || n, 'name' || (n % 50), 'source' || (n % 20), '{}', " + at
                            + series,
                    "INSERT INTO taurine_audit SELECT 'a' || n, 'actor' || (n % 20), '', 'do', 'target' || (n % 100),"
                            + " 'done', '{}', " + at + series,
                    "ANALYZE taurine_execution, taurine_state, taurine_log, taurine_event, taurine_audit")) {
                statement.execute(sql);
            }
        }
    }

    /** Each call of the document that gives a page, plain and with each of its filters, and those that sum up. */
    private static List<String> calls(JsonNode document) {
        var calls = new ArrayList<String>();
        document.path("paths").properties().forEach(path -> {
            var names = new ArrayList<String>();
            for (var parameter : List.of(
                    path.getValue().path("parameters"),
                    path.getValue().path("get").path("parameters"))) {
                parameter.forEach(
                        one -> names.add(resolved(document, one).path("name").asText()));
            }
            if (path.getValue().has("get") && names.contains("limit")) {
                calls.addAll(calls("/v1" + filled(path.getKey()), names));
            }
        });
        calls.addAll(List.of(
                "/v1/jobs?cursor=" + cursor("COMPLETED", SINCE + FEW / 2 + " j" + FEW / 2),
                "/v1/jobs?cursor=" + cursor("FAILED", SINCE + FEW / 2 + " gone"),
                "/v1/jobs?cursor=" + cursor("WAITING", FEW / 20 + ""),
                "/v1/jobs?cursor=" + cursor("WAITING", FEW / 20 + " 4 gone"),
                "/v1/jobs?limit=1000&cursor=" + cursor("DELAYED", "7e+16 gone"),
                "/v1/queues/" + KEY,
                "/v1/metrics/summary?ttl=0",
                "/v1/metrics/definitions?ttl=0",
                "/v1/metrics/throughput?hours=24&ttl=0",
                "/v1/metrics/performance?ttl=0",
                "/v1/health"));
        return calls;
    }

    /** Of a page in the middle of a list. */
    private static String cursor(String list, String place) {
        var text = list + " " + KEY + " " + place;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode resolved(JsonNode document, JsonNode parameter) {
        return parameter.has("$ref")
                ? document.at(parameter.get("$ref").asText().substring(1))
                : parameter;
    }

    private static String filled(String path) {
        var filled = path;
        for (var example : EXAMPLES.entrySet()) {
            filled = filled.replace("{" + example.getKey() + "}", example.getValue());
        }
        return filled;
    }

    private static List<String> calls(String path, List<String> names) {
        var calls = new ArrayList<>(List.of(path, path + "?limit=1000"));
        if (names.contains("definitionKey")) {
            calls.add(path + "?definitionKey=" + KEY);
        }
        if (names.contains("from")) {
            calls.add(path + "?from=2030-01-01T00:00:00Z"); // none is that new
            calls.add(path + "?to=2001-01-01T00:00:00Z"); // nor that old
        }
        if (names.contains("status")) {
            List.of("failed", "cancelled", "succeeded").forEach(status -> calls.add(path + "?status=" + status));
            if (path.endsWith("/jobs")) {
                List.of("skipped", "queued", "delayed", "timed-out")
                        .forEach(status -> calls.add(path + "?status=" + status + "&definitionKey=" + KEY));
            }
        }
        return calls;
    }

    private static Map<String, Cost> costs(TaurineServer server, List<String> calls, String uri) throws IOException {
        var costs = new TreeMap<String, Cost>();
        try (var monitor = RedisMonitor.of(uri)) {
            for (var call : calls) {
                var commands = Long.MAX_VALUE;
                var millis = Long.MAX_VALUE;
                // Something else may have to be done meanwhile: then once more.
                for (var time = 0; time < 3 && (time == 0 || millis >= BOUND_MILLIS); time++) {
                    var began = System.nanoTime();
                    var answer = get(server, call);
                    millis = Math.min(millis, (System.nanoTime() - began) / 1_000_000);
                    assertThat(answer.status()).as(call + " " + answer.body()).isIn(200, 404);
                    var sent = monitor.commands();
                    assertThat(sent)
                            .as(call)
                            .noneMatch(line -> UNBOUNDED.matcher(line).matches());
                    commands = Math.min(commands, sent.size());
                }
                costs.put(call, new Cost(commands, millis));
            }
        }
        return costs;
    }
}
