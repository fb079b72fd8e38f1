package io.taurine.queue.settings;

import static io.taurine.queue.internal.Await.result;

import io.taurine.queue.connection.RedisConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Settings by id, each a plain hash in Redis, {@code taurine::settings:{name}:id}, which a person may read and change with
 * {@code redis-cli}. What was changed, by whomever, is found by its digest: no counter has to be raised. The fields
 * {@code created} and {@code updated}, in milliseconds since 1970, are written here. Needs no closing. Safe to share between
 * threads.
 */
public interface SettingsStore {

    /** Most ids in one question. */
    int MAX_IDS = 1000;

    /** Most fields in one change. */
    int MAX_FIELDS = 200;

    /**
     * The store of that name; asks nothing of Redis yet.
     *
     * @param name not blank, 500 characters at most, without braces
     * @param connection stays the caller's, and open as long as the store is used
     */
    static SettingsStore of(String name, RedisConnection connection) {
        return RedisSettingsStore.open(name, connection);
    }

    String name();

    /** The key in Redis, for people. */
    String keyOf(String id);

    /** The settings with that id; without fields when there are none. */
    default StoredSettings get(String id) {
        return result(getAsync(id));
    }

    CompletionStage<StoredSettings> getAsync(String id);

    /**
     * Those that are otherwise than the caller knows them: one short answer when none is.
     *
     * @param known the etag by id, empty for settings that are not known; at most {@value #MAX_IDS}
     */
    default List<StoredSettings> changed(Map<String, String> known) {
        return result(changedAsync(known));
    }

    CompletionStage<List<StoredSettings>> changedAsync(Map<String, String> known);

    /**
     * Changes settings if they are as the caller knows them, all at once.
     *
     * @param etag as known; empty when there were none
     * @param set what to write; with {@code remove} at most {@value #MAX_FIELDS}
     * @param remove names of fields that go; those that are not there do no harm
     * @return the etag from now on; empty when the settings are others: then nothing is changed
     */
    default Optional<String> write(String id, String etag, Map<String, String> set, Collection<String> remove) {
        return result(writeAsync(id, etag, set, remove));
    }

    CompletionStage<Optional<String>> writeAsync(
            String id, String etag, Map<String, String> set, Collection<String> remove);

    /** Removes settings, whatever they are; false when there were none. */
    default boolean remove(String id) {
        return result(removeAsync(id));
    }

    CompletionStage<Boolean> removeAsync(String id);
}
