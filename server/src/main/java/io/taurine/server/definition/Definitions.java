package io.taurine.server.definition;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a process can run, by key and version. Immutable, safe to share between threads. */
public final class Definitions {

    private final Map<String, NavigableMap<Integer, Definition<?>>> byKey = new TreeMap<>();

    private Definitions(Collection<? extends Definition<?>> all) {
        for (var definition : all) {
            var before = byKey.computeIfAbsent(definition.key(), key -> new TreeMap<>())
                    .putIfAbsent(definition.version(), definition);
            if (before != null) {
                throw new IllegalArgumentException("There are two definitions " + definition.name());
            }
        }
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
