package io.taurine.server.definition;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What a process can run, by key and version. Whoever made it may replace all of it while the process runs, as when a module
 * comes or goes; each call answers by what there is then. Safe to share between threads.
 */
public final class Definitions {

    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();

    /** Held while listeners hear of a change, so that they hear in order. */
    private final ReentrantLock replacing = new ReentrantLock();

    private volatile Map<String, NavigableMap<Integer, Definition<?>>> byKey;

    private Definitions(Collection<? extends Definition<?>> all) {
        byKey = byKey(all);
    }

    private static Map<String, NavigableMap<Integer, Definition<?>>> byKey(Collection<? extends Definition<?>> all) {
        var byKey = new TreeMap<String, NavigableMap<Integer, Definition<?>>>();
        for (var definition : all) {
            var before = byKey.computeIfAbsent(definition.key(), key -> new TreeMap<>())
                    .putIfAbsent(definition.version(), definition);
            if (before != null) {
                throw new IllegalArgumentException("There are two definitions " + definition.name());
            }
        }
        return byKey;
    }

    /**
     * Has those be the definitions from now on, and tells the listeners before it returns.
     *
     * @throws IllegalArgumentException if two have the same key and version; nothing is changed
     */
    public void replace(Collection<? extends Definition<?>> all) {
        var after = byKey(all);
        replacing.lock();
        try {
            var before = byKey;
            byKey = after;
            var keys = new TreeSet<>(before.keySet());
            keys.addAll(after.keySet());
            keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
            if (!keys.isEmpty()) {
                listeners.forEach(listener -> listener.accept(Collections.unmodifiableSet(keys)));
            }
        } finally {
            replacing.unlock();
        }
    }

    /** Calls back with the keys under which a definition has come, gone, or is another object, on the thread that replaced it. */
    public void onChange(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    public static Definitions of(Definition<?>... all) {
        return of(List.of(all));
    }

    /**
     * Those definitions.
     *
     * @throws IllegalArgumentException if two have the same key and version
     */
    public static Definitions of(Collection<? extends Definition<?>> all) {
        return new Definitions(all);
    }

    /** Ordered. */
    public SortedSet<String> keys() {
        return new TreeSet<>(byKey.keySet());
    }

    /** Ordered by key, then by version. */
    public List<Definition<?>> all() {
        return byKey.values().stream()
                .<Definition<?>>flatMap(versions -> versions.values().stream())
                .toList();
    }

    /** Oldest first; empty when there is no such key. */
    public List<Definition<?>> versions(String key) {
        return List.copyOf(byKey.getOrDefault(key, new TreeMap<>()).values());
    }

    public Optional<Definition<?>> find(String key, int version) {
        return Optional.ofNullable(byKey.getOrDefault(key, new TreeMap<>()).get(version));
    }

    /** The one with the highest version, which gives the settings of the queue. */
    public Optional<Definition<?>> newest(String key) {
        var versions = byKey.get(key);
        return versions == null
                ? Optional.empty()
                : Optional.of(versions.lastEntry().getValue());
    }
}
