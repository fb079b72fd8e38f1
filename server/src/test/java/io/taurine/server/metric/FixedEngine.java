package io.taurine.server.metric;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An engine of which a test says what is stale and who works. */
final class FixedEngine implements EngineProbe {

    private final Map<String, List<String>> stale = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> workers = new ConcurrentHashMap<>();

    FixedEngine stale(String key, String... jobs) {
        stale.put(key, List.of(jobs));
        return this;
    }

    FixedEngine connected(String key, String... names) {
        workers.put(key, Set.of(names));
        return this;
    }

    @Override
    public List<String> staleLocks(String definitionKey) {
        return stale.getOrDefault(definitionKey, List.of());
    }

    @Override
    public Set<String> workers(String definitionKey) {
        return workers.getOrDefault(definitionKey, Set.of());
    }
}
