package io.taurine.queue.settings;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One hash for each id. The hash tag keeps all of them in one slot of a Cluster, where one script can read them. */
final class RedisSettingsStore implements SettingsStore {

    private static final int LONGEST_NAME = 500;

    private final String name;
    private final LettuceConnection redis;
    private final String base;

    private RedisSettingsStore(String name, LettuceConnection redis) {
        this.name = name;
        this.redis = redis;
        this.base = "taurine::settings:{" + name + "}";
    }

    static SettingsStore open(String name, RedisConnection connection) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
            throw new IllegalArgumentException("the name of a store must not be blank, have " + LONGEST_NAME
                    + " characters at most and no braces, was '" + name + "'");
        }
        return new RedisSettingsStore(name, LettuceConnection.of(connection));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String keyOf(String id) {
        return base + ":" + requireId(id);
    }

    @Override
    public CompletionStage<StoredSettings> getAsync(String id) {
        // An etag that none has: whatever is there differs from it.
        return changedAsync(Map.of(id, "none")).thenApply(found -> found.get(0));
    }

    @Override
    public CompletionStage<List<StoredSettings>> changedAsync(Map<String, String> known) {
        if (known.size() > MAX_IDS) {
            throw new IllegalArgumentException("known must be " + MAX_IDS + " ids at most, was " + known.size());
        }
        var arguments = new ArrayList<String>(known.size() * 2 + 1);
        arguments.add(Integer.toString(known.size()));
        known.forEach((id, etag) -> {
            arguments.add(requireId(id));
            arguments.add(etag);
        });
        return Await.unwrapped(redis.runOnce(Scripts.CHANGED_SETTINGS, List.of(base), arguments.toArray(String[]::new))
                .thenApply(reply -> Replies.list(reply).stream()
                        .map(each -> settings(Replies.list(each)))
                        .toList()));
    }

    private static StoredSettings settings(List<?> found) {
        return new StoredSettings(
                String.valueOf(found.get(0)), Replies.hash(found.get(2)), String.valueOf(found.get(1)));
    }

    @Override
    public CompletionStage<Optional<String>> writeAsync(
            String id, String etag, Map<String, String> set, Collection<String> remove) {
        if (set.size() + remove.size() > MAX_FIELDS) {
            throw new IllegalArgumentException(
                    "a change must be of " + MAX_FIELDS + " fields at most, was of " + (set.size() + remove.size()));
        }
        if (etag.equals(StoredSettings.UNREADABLE)) {
            throw new IllegalArgumentException("What lies under " + keyOf(id) + " is no settings; remove it first");
        }
        var arguments = new ArrayList<String>(set.size() * 2 + remove.size() + 3);
        arguments.add(etag);
        arguments.add("");
        arguments.add(Integer.toString(set.size()));
        set.forEach((field, value) -> {
            arguments.add(field);
            arguments.add(value);
        });
        arguments.addAll(remove);
        return Await.unwrapped(
                redis.runOnce(Scripts.WRITE_SETTINGS, List.of(keyOf(id)), arguments.toArray(String[]::new))
                        .thenApply(reply -> String.valueOf(Replies.single(reply)))
                        .thenApply(after -> after.isEmpty() ? Optional.empty() : Optional.of(after)));
    }

    @Override
    public CompletionStage<Boolean> removeAsync(String id) {
        var key = keyOf(id);
        return Await.unwrapped(redis.command(commands -> commands.del(key)).thenApply(count -> count == 1));
    }

    private static String requireId(String id) {
        if (id.isEmpty() || id.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "the id of settings must have 1 to " + LONGEST_NAME + " characters, had " + id.length());
        }
        return id;
    }

    @Override
    public String toString() {
        return "Settings " + name;
    }
}
