package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.internal.VersionChoice;

/** Pauses of whole queues, as the engine keeps them: every worker heeds them, those of other clients too. */
final class Pauses {

    private final Definitions definitions;
    private final Engine engine;

    Pauses(Definitions definitions, Engine engine) {
        this.definitions = definitions;
        this.engine = engine;
    }

    void set(String key, boolean paused) {
        var queue = queue(key);
        if (paused) {
            queue.pause();
        } else {
            queue.resume();
        }
    }

    boolean isPaused(String key) {
        return queue(key).isPaused();
    }

    private Queue<JsonNode> queue(String key) {
        return engine.queue(VersionChoice.newest(definitions, key).key());
    }
}
