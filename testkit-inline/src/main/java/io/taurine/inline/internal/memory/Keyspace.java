package io.taurine.inline.internal.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All keys with their values and ends of life. A collection that becomes empty is gone, as in Redis. */
final class Keyspace {

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final LongSupplier millis;

    /** Names of the lists of active jobs there were: who asks for them asks often. */
    private final Set<String> activeLists = new LinkedHashSet<>();

    Keyspace(LongSupplier millis) {
        this.millis = millis;
    }

    private static final class Entry {

        final Object value;
        long expiresAt;

        Entry(Object value) {
            this.value = value;
        }
    }

    long now() {
        return millis.getAsLong();
    }

    private @Nullable Entry entry(String key) {
        var entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if ((entry.expiresAt > 0 && entry.expiresAt <= now()) || isEmpty(entry.value)) {
            entries.remove(key);
            return null;
        }
        return entry;
    }

    private static boolean isEmpty(Object value) {
        return value instanceof Map<?, ?> map
                ? map.isEmpty()
                : value instanceof List<?> list
                        ? list.isEmpty()
                        : value instanceof Set<?> set
                                ? set.isEmpty()
                                : value instanceof SortedSet sorted && sorted.size() == 0;
    }

    boolean exists(String key) {
        return entry(key) != null;
    }

    boolean delete(String key) {
        var existed = exists(key);
        entries.remove(key);
        return existed;
    }

    void rename(String from, String to) {
        var entry = entry(from);
        if (entry == null) {
            throw new ReplyError("ERR no such key");
        }
        entries.remove(from);
        entries.put(to, entry);
    }

    List<String> names() {
        return List.copyOf(entries.keySet()).stream().filter(this::exists).toList();
    }

    /** True when some queue's list of active jobs has one. */
    boolean isAnyJobActive() {
        return activeLists.stream().anyMatch(this::exists);
    }

    /** Milliseconds to live, -1 without an end, -2 without a key. */
    long timeToLive(String key) {
        var entry = entry(key);
        if (entry == null) {
            return -2;
        }
        return entry.expiresAt == 0 ? -1 : entry.expiresAt - now();
    }

    /** Sets the end of life, 0 for none; false without a key. */
    boolean expireAt(String key, long at) {
        var entry = entry(key);
        if (entry == null) {
            return false;
        }
        entry.expiresAt = at;
        return true;
    }

    String type(String key) {
        var entry = entry(key);
        if (entry == null) {
            return "none";
        }
        var value = entry.value;
        return value instanceof String
                ? "string"
                : value instanceof Map
                        ? "hash"
                        : value instanceof List ? "list" : value instanceof Set ? "set" : sortedOrStream(value);
    }

    private static String sortedOrStream(Object value) {
        return value instanceof SortedSet ? "zset" : "stream";
    }

    @Nullable
    String string(String key) {
        return find(key, String.class);
    }

    /** Replaces whatever was there, with its end of life. */
    void put(String key, String value) {
        entries.put(key, new Entry(value));
    }

    /** Replaces a string and keeps its end of life. */
    void update(String key, String value) {
        var before = entry(key);
        var entry = new Entry(value);
        entry.expiresAt = before == null ? 0 : before.expiresAt;
        entries.put(key, entry);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    Map<String, String> hash(String key) {
        return find(key, LinkedHashMap.class);
    }

    @SuppressWarnings("unchecked")
    Map<String, String> hashToWrite(String key) {
        return make(key, LinkedHashMap.class, LinkedHashMap::new);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    List<String> list(String key) {
        return find(key, ArrayList.class);
    }

    @SuppressWarnings("unchecked")
    List<String> listToWrite(String key) {
        if (key.endsWith(":active")) {
            activeLists.add(key);
        }
        return make(key, ArrayList.class, ArrayList::new);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    Set<String> set(String key) {
        return find(key, LinkedHashSet.class);
    }

    @SuppressWarnings("unchecked")
    Set<String> setToWrite(String key) {
        return make(key, LinkedHashSet.class, LinkedHashSet::new);
    }

    @Nullable
    SortedSet sortedSet(String key) {
        return find(key, SortedSet.class);
    }

    SortedSet sortedSetToWrite(String key) {
        return make(key, SortedSet.class, SortedSet::new);
    }

    @Nullable
    EventLog stream(String key) {
        return find(key, EventLog.class);
    }

    EventLog streamToWrite(String key) {
        return make(key, EventLog.class, EventLog::new);
    }

    private <V> @Nullable V find(String key, Class<V> type) {
        var entry = entry(key);
        if (entry == null) {
            return null;
        }
        if (!type.isInstance(entry.value)) {
            throw ReplyError.wrongType();
        }
        return type.cast(entry.value);
    }

    private <V> V make(String key, Class<V> type, Supplier<V> maker) {
        var found = find(key, type);
        if (found != null) {
            return found;
        }
        var made = maker.get();
        entries.put(key, new Entry(made));
        return made;
    }

    /** The commands by name; each group adds its own. */
    Map<String, Command> commands() {
        var commands = new HashMap<String, Command>();
        new StringCommands(this).addTo(commands);
        new KeyCommands(this).addTo(commands);
        new HashCommands(this).addTo(commands);
        new ListCommands(this).addTo(commands);
        new SetCommands(this).addTo(commands);
        new SortedSetCommands(this).addTo(commands);
        new StreamCommands(this).addTo(commands);
        return commands;
    }
}
