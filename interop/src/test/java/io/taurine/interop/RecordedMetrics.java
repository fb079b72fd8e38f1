package io.taurine.interop;

import io.lettuce.core.RestoreArgs;
import io.taurine.testkit.TestQueue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a queue's metrics were at one moment, to be put back when a test has to repeat what it did. */
final class RecordedMetrics {
    private static final List<String> TYPES = List.of("completed", "failed");

    private final TestQueue queue;
    private final Map<String, Optional<byte[]>> dumps = new LinkedHashMap<>();

    RecordedMetrics(TestQueue queue) {
        this.queue = queue;
        for (var type : TYPES) {
            for (var key : List.of(hash(type), queue.key("metrics:" + type + ":data"))) {
                dumps.put(key, Optional.ofNullable(queue.redis().dump(key)));
            }
        }
    }

    void restore() {
        dumps.forEach((key, dump) -> dump.ifPresentOrElse(
                bytes -> queue.redis()
                        .restore(key, bytes, RestoreArgs.Builder.ttl(0).replace()),
                () -> queue.redis().del(key)));
    }

    /** Moves the instant of the last point of each type that has one. */
    void putLastPointAt(long epochMillis) {
        for (var type : TYPES) {
            if (queue.redis().hexists(hash(type), "prevTS")) {
                queue.redis().hset(hash(type), "prevTS", Long.toString(epochMillis));
            }
        }
    }

    private String hash(String type) {
        return queue.key("metrics:" + type);
    }
}
