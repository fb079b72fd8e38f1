package io.taurine.inline.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.testkit.TestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and scripts give the same replies in memory and on a real Redis. */
class SameAsRedisIT {

    private static final String CALL = "return redis.call(unpack(ARGV))";
    private static final List<String> UNORDERED = List.of("SMEMBERS", "SPOP", "HGETALL", "HKEYS", "HVALS");

    private final TestQueue keys = TestQueue.create("same");
    private final RedisClient client = RedisClient.create(keys.redisUri());
    private final RedisCommands<String, String> real = client.connect().sync();
    private final MemoryRedis memory = new MemoryRedis(System::currentTimeMillis);

    @AfterEach
    void close() {
        keys.close();
        client.shutdown();
    }

    private @Nullable Object inRedis(String script, String... arguments) {
        try {
            return normal(
                    real.eval(script, ScriptOutputType.MULTI, new String[] {keys.key("k")}, arguments), arguments);
        } catch (RedisCommandExecutionException e) {
            return kind(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object inMemory(String script, String... arguments) {
        var all = new ArrayList<>(List.of(script, "1", keys.key("k")));
        all.addAll(List.of(arguments));
        try {
            var reply = memory.execute("EVAL", all, 0);
            return normal(reply instanceof List<?> list ? list : single(reply), arguments);
        } catch (ReplyError e) {
            return kind(e.text());
        }
    }

    /** As the driver hands over a reply that is no array. */
    private static List<@Nullable Object> single(@Nullable Object reply) {
        var list = new ArrayList<@Nullable Object>();
        list.add(reply);
        return list;
    }

    private static Object normal(@Nullable Object reply, String... arguments) {
        var text = texts(reply);
        return arguments.length > 0 && UNORDERED.contains(arguments[0]) ? new TreeSet<>(text) : text;
    }

    private static List<String> texts(@Nullable Object reply) {
        var texts = new ArrayList<String>();
        if (reply instanceof List<?> list) {
            for (var element : list) {
                texts.add(element instanceof List<?> ? texts(element).toString() : text(element));
            }
        } else {
            texts.add(text(reply));
        }
        return texts;
    }

    private static String text(@Nullable Object element) {
        return element instanceof Command.Status status ? status.text() : String.valueOf(element);
    }

    /** The words of an error differ with the version of Redis; its first one does not. */
    private static String kind(String error) {
        var plain = error.replaceFirst("^ERR Error running script[^:]*: *(@user_script:.*?: )?", "");
        return plain.contains("WRONGTYPE") ? "WRONGTYPE" : "error";
    }

    private void same(String script, String... arguments) {
        assertThat(inMemory(script, arguments))
                .as(script + " " + List.of(arguments))
                .isEqualTo(inRedis(script, arguments));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void thousandsOfCommandsInAnyOrder(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 1500; i++) {
            same(CALL, command(random));
        }
    }

    private String[] command(Random random) {
        var string = key("string", random);
        var hash = key("hash", random);
        var list = key("list", random);
        var set = key("set", random);
        var zset = key("zset", random);
        var any = List.of(string, hash, list, set, zset).get(random.nextInt(5));
        var a = "m" + random.nextInt(6);
        var b = "m" + random.nextInt(6);
        var n = Integer.toString(random.nextInt(9) - 4);
        var m = Integer.toString(random.nextInt(9) - 4);
        var score = random.nextBoolean() ? n : Double.toString((random.nextInt(4000) - 2000) / 16.0);
        var high = Long.toString(1_700_000_000_000L * 4096 + random.nextInt(5));
        var commands = new String[][] {
            {"GET", string},
            {"SET", string, n},
            {"SET", string, n, "NX"},
            {"SET", string, a, "XX"},
            {"SET", string, a, "PX", "100000", "NX"},
            {"PSETEX", string, "100000", a},
            {"PSETEX", string, "0", a},
            {"INCR", string},
            {"INCRBY", string, n},
            {"MGET", string, any, "none"},
            {"DEL", any},
            {"EXISTS", any, string, "none"},
            {"TYPE", any},
            {"PERSIST", any},
            {"PTTL", "none"},
            {"PEXPIRE", any, "-1"},
            {"RENAME", set, key("set", random)},
            {"HSET", hash, a, n, b, m},
            {"HSETNX", hash, a, m},
            {"HGET", hash, a},
            {"HMGET", hash, a, b, "none"},
            {"HGETALL", hash},
            {"HDEL", hash, a, b},
            {"HEXISTS", hash, a},
            {"HKEYS", hash},
            {"HVALS", hash},
            {"HLEN", hash},
            {"HINCRBY", hash, "count", n},
            {"LPUSH", list, a, b, n},
            {"RPUSH", list, b, a},
            {"LPUSH", list, b},
            {"LPOP", list},
            {"RPOP", list},
            {"LRANGE", list, n, m},
            {"LRANGE", list, "0", "-1"},
            {"LLEN", list},
            {"LINDEX", list, n},
            {"LREM", list, n, a},
            {"LTRIM", list, n, m},
            {"LPOS", list, a},
            {"LPOS", list, b, "COUNT", "0"},
            {"LPOS", list, b, "RANK", "-1"},
            {"LPOS", list, b, "RANK", "-2", "COUNT", "0", "MAXLEN", "3"},
            {"LPOS", list, a, "RANK", "2", "MAXLEN", "4"},
            {"RPOPLPUSH", list, key("list", random)},
            {"SADD", set, a, b},
            {"SREM", set, a},
            {"SCARD", set},
            {"SMEMBERS", set},
            {"SPOP", set, "100"},
            {"SISMEMBER", set, a},
            {"ZADD", zset, score, a, high, b},
            {"ZADD", zset, "NX", score, a},
            {"ZADD", zset, "XX", "CH", score, b},
            {"ZADD", zset, "GT", score, a},
            {"ZADD", zset, "LT", "CH", score, a},
            {"ZREM", zset, a, b},
            {"ZCARD", zset},
            {"ZSCORE", zset, a},
            {"ZMSCORE", zset, a, b},
            {"ZINCRBY", zset, score, a},
            {"ZCOUNT", zset, "(" + n, "+inf"},
            {"ZCOUNT", zset, "-inf", high},
            {"ZRANK", zset, a},
            {"ZREVRANK", zset, a},
            {"ZRANGE", zset, n, m},
            {"ZRANGE", zset, "0", "-1", "WITHSCORES"},
            {"ZRANGE", zset, n, m, "REV"},
            {"ZRANGE", zset, n, "+inf", "BYSCORE", "LIMIT", "0", "2"},
            {"ZREVRANGE", zset, "0", "2", "WITHSCORES"},
            {"ZRANGEBYSCORE", zset, "-inf", n, "LIMIT", "1", "2"},
            {"ZREVRANGEBYSCORE", zset, "+inf", n, "WITHSCORES"},
            {"ZPOPMIN", zset},
            {"ZPOPMIN", zset, "2"},
            {"ZPOPMAX", zset},
            {"ZREMRANGEBYSCORE", zset, n, m},
            {"ZREMRANGEBYRANK", zset, n, m},
            // Of the wrong kind, now and then.
            {"HGET", list, a},
            {"LPUSH", zset, a},
            {"ZADD", hash, "1", a},
            {"SADD", string, a},
            {"INCR", hash}
        };
        return commands[random.nextInt(commands.length)];
    }

    private String key(String kind, Random random) {
        return keys.key(kind + random.nextInt(2));
    }

    @Test
    void streamsButForTheirIds() {
        var stream = keys.key("stream");
        var entries = "local all = redis.call('XRANGE', ARGV[1], '-', '+'); local fields = {};"
                + " for i, entry in ipairs(all) do fields[i] = entry[2] end; return fields";

        for (int i = 0; i < 250; i++) {
            inRedis(CALL, "XADD", stream, "MAXLEN", "~", "30", "*", "event", "waiting", "jobId", "" + i);
            inMemory(CALL, "XADD", stream, "MAXLEN", "~", "30", "*", "event", "waiting", "jobId", "" + i);
        }

        same(entries, stream);
        same(CALL, "XLEN", stream);
        same(CALL, "XTRIM", stream, "MAXLEN", "5");
        same(entries, stream);
        same("return redis.call('XREVRANGE', ARGV[1], '+', '-', 'COUNT', 1)[1][2]", stream);
        same(CALL, "XREAD", "STREAMS", keys.key("none"), "0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return {1, 2.9, -3.7, 'x', true, false, 4}",
                "return {1, nil, 3}",
                "return {ok = 'FINE'}",
                "return {err = 'MINE no'}",
                "return redis.error_reply('MINE no')",
                "return redis.call('NOSUCHCOMMAND_IN_ANY_REDIS') == nil",
                "return tostring(1700000000000) .. ' ' .. 12 .. ' ' .. 0.5",
                "return string.format('%.0f %d %s %5.2f %%', 1700000000000 * 4096, 7, 'x', 1.005)",
                "return {tonumber(''), tonumber('0012'), tonumber('x')}",
                "return {tostring(tonumber('1e3')), tostring(10 / 4), tostring(-0.5)}",
                "return {math.floor(-2.5), math.max(1, 7), math.min(3, 2), math.abs(-4)}",
                "return {string.match('12,,7', '^(%d*),?(%d*),?(%d*)$')}",
                "return {string.match('bull:q:7', '^(.*:)([^:]*)$')}",
                "return {string.sub('0:77', 1, 2), #'häuser', string.find('a.b', '.', 1, true)}",
                "return cjson.encode({1, 2, {a = 'x/y'}})",
                "return cjson.encode({})",
                "return cjson.encode('umlaut ä \"quoted\"')",
                "return cjson.decode('{\"a\":[1,null,3]}').a[2] == cjson.null",
                "return cjson.decode('[1.5,2]')",
                "return {pcall(cjson.decode, 'no json') == true}",
                "return tostring(cjson.decode('12'))",
                "local t = {} for i = 1, 5000 do t[i] = 'm' .. i end redis.call('SADD', KEYS[1], unpack(t, 1, 4000))"
                        + " return redis.call('SCARD', KEYS[1])",
                "local failed = redis.pcall('HGET', KEYS[1], 'a') return failed and failed.err ~= nil",
                "redis.call('SET', KEYS[1], 1.5) return redis.call('GET', KEYS[1])",
                "redis.call('SET', KEYS[1], 2^53) return redis.call('GET', KEYS[1])",
                "return #KEYS .. table.concat({'a', 'b'}, '-')",
                "local a = {3, 1, 2} table.sort(a) table.insert(a, 9) table.remove(a, 1) return a",
                "return redis.sha1hex('x')",
                "return next({}) == nil",
                "return {select('#', 1, 2, 3), type(redis.call), type(nil)}",
            })
    void scriptsAndWhatTheyReturn(String script) {
        same(script);
    }
}
