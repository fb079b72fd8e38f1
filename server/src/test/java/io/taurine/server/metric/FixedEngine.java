package io.taurine.server.metric;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An engine of which a test says what is stale and who works. */
final class FixedEngine implements EngineProbe {

    private final Map<String, List<String>> stale = new ConcurrentHashMap<>();
    private final Map<String, Instant> gone = new ConcurrentHashMap<>();

    FixedEngine stale(String key, String... jobs) {
        stale.put(key, List.of(jobs));
        return this;
    }

    FixedEngine gone(String name, Instant seenAt) {
        gone.put(name, seenAt);
        return this;
    }

    @Override
    public List<String> staleLocks(String definitionKey) {
        return stale.getOrDefault(definitionKey, List.of());
    }

    @Override
    public Map<String, Instant> workersGone(Instant now) {
        return gone;
    }
}
