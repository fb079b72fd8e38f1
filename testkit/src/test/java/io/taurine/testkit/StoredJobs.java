package io.taurine.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** Puts jobs into Redis by hand, as a BullMQ client would leave them. */
final class StoredJobs {
    private StoredJobs() {}

    static void hash(TestQueue queue, String id, Map<String, String> further) {
        var fields = new LinkedHashMap<>(Map.of(
                "name", "resize",
                "data", "{\"file\":\"cat.png\",\"width\":100}",
                "opts", "{\"attempts\":0}",
                "timestamp", "1795303878697",
                "delay", "0",
                "priority", "0"));
        fields.putAll(further);
        queue.redis().hset(queue.key(id), fields);
    }

    static void waiting(TestQueue queue, String id) {
        hash(queue, id, Map.of());
        queue.redis().lpush(queue.key("wait"), id);
    }

    static void active(TestQueue queue, String id) {
        hash(queue, id, Map.of("ats", "1", "pb", "worker-1", "processedOn", "1795303878700"));
        queue.redis().lpush(queue.key("active"), id);
        queue.redis().set(queue.key(id + ":lock"), "token-1");
    }

    static void inSet(TestQueue queue, String set, String id, Map<String, String> further) {
        hash(queue, id, further);
        queue.redis().zadd(queue.key(set), 1, id);
    }
}
