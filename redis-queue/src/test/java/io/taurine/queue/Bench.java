package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.lettuce.core.Range;
import io.taurine.job.JobOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.LuaScript;
import io.taurine.queue.internal.script.Scripts;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A queue under test, the scripts that otherwise only a worker runs, and what they leave in Redis, readable at a glance. */
final class Bench {

    /** The instant at which scripts run that are told one. */
    static final long NOW = 1_800_000_000_000L;

    static final String TOKEN = "worker-1:0";

    final TestQueue keysOf;
    final Queue<Object> queue;
    final QueueKeys keys;
    private final LettuceConnection redis;

    Bench(TestQueue test) {
        this(test, QueueOptions.defaults());
    }

    Bench(TestQueue test, QueueOptions options) {
        keysOf = test;
        redis = LettuceConnection.of(Shared.CONNECTION);
        keys = QueueKeys.of(test.prefix(), test.name());
        queue = Queue.of(test.name(), Object.class, redis, options);
    }

    static RedisConnection connection() {
        return Shared.CONNECTION;
    }

    String add() {
        return add(JobOptions.builder());
    }

    String add(JobOptions.Builder options) {
        return queue.add("name", Map.of("a", 1), options.build()).id();
    }

    /** A job that a worker holds, claimed at {@link #NOW} with {@link #TOKEN}. */
    String active() {
        return active(JobOptions.builder());
    }

    String active(JobOptions.Builder options) {
        var id = add(options);
        claiming().run();
        return id;
    }

    String completed() {
        var id = active();
        settling().completed(id, "\"done\"").run();
        return id;
    }

    String failed() {
        var id = active();
        settling().failed(id, "boom", "[\"trace\"]", 1).run();
        return id;
    }

    Object run(LuaScript script, String... arguments) {
        return result(redis.run(script, keys, arguments));
    }

    ClaimCall claiming() {
        return new ClaimCall(this);
    }

    SettleCall settling() {
        return new SettleCall(this);
    }

    List<String> recoverStalled(long now, int maxStalledCount) {
        var recovered = new ArrayList<String>();
        var step = "";
        do {
            var reply = Replies.list(run(
                    Scripts.RECOVER_STALLED,
                    keys.base(),
                    Long.toString(now),
                    Integer.toString(maxStalledCount),
                    "30000",
                    step));
            recovered.addAll(Replies.texts(reply.get(0)));
            step = String.valueOf(reply.get(1));
        } while (!step.isEmpty());
        return recovered;
    }

    /** Every event so far as one line: its name, then its other fields by name. */
    List<String> events() {
        var lines = new ArrayList<String>();
        for (var entry : keysOf.redis().xrange(key("events"), Range.unbounded())) {
            var fields = new TreeMap<>(entry.getBody());
            var name = fields.remove("event");
            lines.add(fields.entrySet().stream()
                    .map(field -> " " + field.getKey() + "=" + field.getValue())
                    .collect(Collectors.joining("", name, "")));
        }
        return lines;
    }

    Bench forgetEvents() {
        keysOf.redis().xtrim(key("events"), 0);
        return this;
    }

    Bench forgetMarkers() {
        keysOf.redis().del(key("marker"));
        return this;
    }

    Map<String, Double> markers() {
        var markers = new LinkedHashMap<String, Double>();
        keysOf.redis().zrangeWithScores(key("marker"), 0, -1).forEach(m -> markers.put(m.getValue(), m.getScore()));
        return markers;
    }

    String key(String suffix) {
        return keys.key(suffix);
    }

    Map<String, String> hash(String id) {
        return keysOf.redis().hgetall(keys.job(id));
    }

    String field(String id, String name) {
        return hash(id).getOrDefault(name, "(absent)");
    }

    void setField(String id, String name, String value) {
        keysOf.redis().hset(keys.job(id), name, value);
    }

    void setMeta(String name, String value) {
        keysOf.redis().hset(key("meta"), name, value);
    }

    /** A rate window of a minute in which that many jobs were started. */
    void limited(String started) {
        keysOf.redis().set(key("limiter"), started);
        keysOf.redis().pexpire(key("limiter"), 60_000);
    }

    /** A list from its left, newest end; the right is served first. */
    List<String> list(String suffix) {
        return keysOf.redis().lrange(key(suffix), 0, -1);
    }

    List<String> set(String suffix) {
        return keysOf.redis().zrange(key(suffix), 0, -1);
    }

    double score(String suffix, String id) {
        var score = keysOf.redis().zscore(key(suffix), id);
        return score == null ? Double.NaN : score;
    }

    boolean exists(String key) {
        return keysOf.redis().exists(key) > 0;
    }

    private static final class Shared {
        static final RedisConnection CONNECTION = RedisConnection.connect(TestRedis.shared());
    }
}
