package io.taurine.queue;

import io.lettuce.core.ScriptOutputType;
import io.taurine.testkit.TestQueue;
import java.util.Map;

/** Fills the containers of a queue with masses of jobs, in calls of the server's own that are quick. */
final class Backlog {

    private static final int AT_ONCE = 50_000;
    private static final String LIST = """
            local ids = {}
            for i = ARGV[2], ARGV[3] do
              ids[#ids + 1] = ARGV[1] .. string.format('%d', i)
              if #ids == 4000 then
                redis.call('LPUSH', KEYS[1], unpack(ids))
                ids = {}
              end
            end
            if #ids > 0 then
              redis.call('LPUSH', KEYS[1], unpack(ids))
            end""";
    private static final String SET = """
            local members = {}
            for i = ARGV[2], ARGV[3] do
              members[#members + 1] = string.format('%.0f', ARGV[4] + i * ARGV[5])
              members[#members + 1] = ARGV[1] .. string.format('%d', i)
              if #members == 4000 then
                redis.call('ZADD', KEYS[1], unpack(members))
                members = {}
              end
            end
            if #members > 0 then
              redis.call('ZADD', KEYS[1], unpack(members))
            end""";
    private static final String HASHES = """
            for i = ARGV[2], ARGV[3], ARGV[5] do
              redis.call('HSET', KEYS[1] .. ARGV[1] .. string.format('%d', i), 'name', 'x', 'data', '{}', 'opts', '{}',
                'timestamp', string.format('%.0f', ARGV[4] + i), 'delay', '0', 'priority', '0')
            end""";
    private static final String EVENTS = """
            for i = ARGV[2], ARGV[3] do
              redis.call('XADD', KEYS[1], '*', 'event', 'waiting', 'jobId', i)
            end""";

    private final TestQueue keysOf;

    Backlog(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    /** Jobs prefix1, prefix2 … in line; the first is served first. */
    Backlog line(String prefix, int count) {
        return list("wait", prefix, count);
    }

    Backlog list(String suffix, String prefix, int count) {
        fill(LIST, keysOf.key(suffix), prefix, count);
        return this;
    }

    /** Ids prefix1, prefix2 … of a sorted set, their scores in even steps. */
    Backlog set(String suffix, String prefix, int count, long firstScore, long step) {
        fill(SET, keysOf.key(suffix), prefix, count, Long.toString(firstScore), Long.toString(step));
        return this;
    }

    /** Hashes of the jobs prefix1, prefix2 … */
    Backlog hashes(String prefix, int count, long timestamp) {
        fill(HASHES, keysOf.key(""), prefix, count, Long.toString(timestamp), "1");
        return this;
    }

    /** A hash for every so manieth of the jobs. */
    Backlog someHashes(String prefix, int step, int count, long timestamp) {
        eval(HASHES, keysOf.key(""), prefix, "" + step, "" + (long) step * count, "" + timestamp, "" + step);
        return this;
    }

    Backlog job(String id, long timestamp) {
        var fields = Map.of("name", "x", "data", "{}", "opts", "{}", "timestamp", Long.toString(timestamp));
        keysOf.redis().hset(keysOf.key(id), fields);
        return this;
    }

    Backlog events(int count) {
        fill(EVENTS, keysOf.key("events"), "", count);
        return this;
    }

    private void fill(String script, String key, String prefix, int count, String... more) {
        for (int first = 1; first <= count; first += AT_ONCE) {
            var arguments = new String[3 + more.length];
            arguments[0] = prefix;
            arguments[1] = Integer.toString(first);
            arguments[2] = Integer.toString(Math.min(count, first + AT_ONCE - 1));
            System.arraycopy(more, 0, arguments, 3, more.length);
            eval(script, key, arguments);
        }
    }

    private void eval(String script, String key, String... arguments) {
        keysOf.redis().eval(script, ScriptOutputType.STATUS, new String[] {key}, arguments);
    }
}
