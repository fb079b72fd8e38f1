package io.taurine.server.metric;

import java.util.List;
import java.util.Set;

/** What only the engine below a runner can tell. Safe to share between threads. */
public interface EngineProbe {

    /** For a runner whose jobs have no locks, and no workers but itself. */
    EngineProbe NONE = new EngineProbe() {
        @Override
        public List<String> staleLocks(String definitionKey) {
            return List.of();
        }

        @Override
        public Set<String> workers(String definitionKey) {
            return Set.of();
        }
    };

    /** Ids of jobs that run by what is stored although their lock has ended, at most 1,000 of them. */
    List<String> staleLocks(String definitionKey);

    /** Names of the workers that are connected. */
    Set<String> workers(String definitionKey);
}
