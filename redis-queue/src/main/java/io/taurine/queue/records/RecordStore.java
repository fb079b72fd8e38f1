package io.taurine.queue.records;

import static io.taurine.queue.internal.Await.result;

import io.taurine.queue.connection.RedisConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Small texts by id, in the order of their ids: settings of an application that all its processes share. Two keys in Redis,
 * {@code taurine::records:{name}} and one for the order. Needs no closing. Safe to share between threads.
 */
public interface RecordStore {

    /** Most records in one page. */
    int MAX_PAGE = 1000;

    /** Most characters of a value. */
    int MAX_VALUE = 1_000_000;

    /**
     * The store of that name; asks nothing of Redis yet.
     *
     * @param name not blank, 500 characters at most, without braces
     * @param connection stays the caller's, and open as long as the store is used
     */
    static RecordStore of(String name, RedisConnection connection) {
        return RedisRecordStore.open(name, connection);
    }

    String name();

    /** The record with that id; empty when there is none. */
    default Optional<String> get(String id) {
        return result(getAsync(id));
    }

    CompletionStage<Optional<String>> getAsync(String id);

    /**
     * Stores a record, in the place of the one that may be there.
     *
     * @param id 1 to 500 characters
     * @param value at most {@value #MAX_VALUE} characters
     */
    default void put(String id, String value) {
        result(putAsync(id, value));
    }

    CompletionStage<@Nullable Void> putAsync(String id, String value);

    /** As {@link #put} if there is no such record; false when there is one, which stays. */
    default boolean putIfAbsent(String id, String value) {
        return result(putIfAbsentAsync(id, value));
    }

    CompletionStage<Boolean> putIfAbsentAsync(String id, String value);

    /** As {@link #put} if the record is the expected one; false when it is another or gone: nothing is stored. */
    default boolean replace(String id, String expected, String value) {
        return result(replaceAsync(id, expected, value));
    }

    CompletionStage<Boolean> replaceAsync(String id, String expected, String value);

    /** Removes a record; false when there was none. */
    default boolean remove(String id) {
        return result(removeAsync(id));
    }

    CompletionStage<Boolean> removeAsync(String id);

    /** As {@link #remove(String)} if the record is the expected one; false when it is another or gone: then nothing is removed. */
    default boolean remove(String id, String expected) {
        return result(removeAsync(id, expected));
    }

    CompletionStage<Boolean> removeAsync(String id, String expected);

    /**
     * The records that follow an id, ordered by the bytes of their ids.
     *
     * @param after empty for the first ones; need not exist
     * @param limit 1 to {@value #MAX_PAGE}
     */
    default List<StoredRecord> page(String after, int limit) {
        return result(pageAsync(after, limit));
    }

    CompletionStage<List<StoredRecord>> pageAsync(String after, int limit);

    /** As {@link #page}, the ids alone. */
    default List<String> ids(String after, int limit) {
        return result(idsAsync(after, limit));
    }

    CompletionStage<List<String>> idsAsync(String after, int limit);

    /**
     * The records with these ids, in their order; those that there are not are left out.
     *
     * @param ids {@value #MAX_PAGE} at most
     */
    default List<StoredRecord> getAll(List<String> ids) {
        return result(getAllAsync(ids));
    }

    CompletionStage<List<StoredRecord>> getAllAsync(List<String> ids);
}
