package io.taurine.queue.records;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.LuaScript;
import io.taurine.queue.internal.script.Scripts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Records in a hash, their ids in a sorted set beside it. The hash tag keeps both in one slot of a Cluster. */
final class RedisRecordStore implements RecordStore {

    private static final int LONGEST_NAME = 500;

    private final String name;
    private final LettuceConnection redis;
    private final List<String> keys;

    private RedisRecordStore(String name, LettuceConnection redis) {
        this.name = name;
        this.redis = redis;
        var records = "taurine::records:{" + name + "}";
        this.keys = List.of(records, records + ":ids");
    }

    static RecordStore open(String name, RedisConnection connection) {
        requireName(name);
        return new RedisRecordStore(name, LettuceConnection.of(connection));
    }

    static void requireName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
            throw new IllegalArgumentException("the name of a store must not be blank, have " + LONGEST_NAME
                    + " characters at most and no braces, was '" + name + "'");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<Optional<String>> getAsync(String id) {
        requireId(id);
        return Await.unwrapped(
                redis.command(commands -> commands.hget(keys.get(0), id)).thenApply(Optional::ofNullable));
    }

    @Override
    public CompletionStage<@Nullable Void> putAsync(String id, String value) {
        return put(id, value, "any", "").thenApply(done -> null);
    }

    @Override
    public CompletionStage<Boolean> putIfAbsentAsync(String id, String value) {
        return put(id, value, "absent", "");
    }

    @Override
    public CompletionStage<Boolean> replaceAsync(String id, String expected, String value) {
        return put(id, value, "same", expected);
    }

    private CompletionStage<Boolean> put(String id, String value, String mode, String expected) {
        requireId(id);
        if (value.length() > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a record must have " + MAX_VALUE + " characters at most, had " + value.length());
        }
        return run(Scripts.PUT_RECORD, id, value, mode, expected);
    }

    @Override
    public CompletionStage<Boolean> removeAsync(String id) {
        requireId(id);
        return run(Scripts.REMOVE_RECORD, id, "any", "");
    }

    @Override
    public CompletionStage<Boolean> removeAsync(String id, String expected) {
        requireId(id);
        return run(Scripts.REMOVE_RECORD, id, "same", expected);
    }

    private CompletionStage<Boolean> run(LuaScript script, String... arguments) {
        return Await.unwrapped(redis.runOnce(script, keys, arguments).thenApply(reply -> Replies.number(reply) == 1));
    }

    @Override
    public CompletionStage<List<StoredRecord>> pageAsync(String after, int limit) {
        return Await.unwrapped(idsAsync(after, limit).thenCompose(this::read));
    }

    @Override
    public CompletionStage<List<String>> idsAsync(String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ", was " + limit);
        }
        var from = after.isEmpty() ? Range.Boundary.<String>unbounded() : Range.Boundary.excluding(after);
        var range = Range.from(from, Range.Boundary.<String>unbounded());
        return Await.unwrapped(redis.command(commands -> commands.zrangebylex(keys.get(1), range, Limit.from(limit))));
    }

    @Override
    public CompletionStage<List<StoredRecord>> getAllAsync(List<String> ids) {
        if (ids.size() > MAX_PAGE) {
            throw new IllegalArgumentException("ids must be " + MAX_PAGE + " at most, were " + ids.size());
        }
        ids.forEach(RedisRecordStore::requireId);
        return Await.unwrapped(read(ids));
    }

    private CompletionStage<List<StoredRecord>> read(List<String> ids) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        // One that was removed in between is left out.
        return redis.command(commands -> commands.hmget(keys.get(0), ids.toArray(String[]::new)))
                .thenApply(values -> values.stream()
                        .filter(value -> value.hasValue())
                        .map(value -> new StoredRecord(value.getKey(), value.getValue()))
                        .toList());
    }

    static void requireId(String id) {
        if (id.isEmpty() || id.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "the id of a record must have 1 to " + LONGEST_NAME + " characters, had " + id.length());
        }
    }

    @Override
    public String toString() {
        return "Records " + name;
    }
}
