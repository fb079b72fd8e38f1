package io.taurine.server.metric;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What only the engine below a runner can tell. Safe to share between threads. */
public interface EngineProbe {

    /** For a runner whose jobs have no locks, and no workers but itself. */
    EngineProbe NONE = new EngineProbe() {
        @Override
        public List<String> staleLocks(String definitionKey) {
            return List.of();
        }

        @Override
        public Map<String, Instant> workersGone(Instant now) {
            return Map.of();
        }
    };

    /** Ids of jobs that run by what is stored although their lock has ended, at most 1,000 of them. */
    List<String> staleLocks(String definitionKey);

    /** Names of workers that died lately, and when each was heard of last. */
    Map<String, Instant> workersGone(Instant now);
}
