package io.taurine.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker as Redis sees it: the connection on which it waits for jobs.
 *
 * @param name the worker's name, empty when it has none
 * @param address where it connects from, host and port
 * @param age time since it connected
 * @param idle time since its last command; a waiting worker's is that of its wait
 * @param fields what {@code CLIENT LIST} tells of it, for what has no accessor here
 */
public record ConnectedWorker(String name, String address, Duration age, Duration idle, Map<String, String> fields) {

    public ConnectedWorker {
        fields = Map.copyOf(fields);
    }

    /** Reads a line of {@code CLIENT LIST}. */
    static ConnectedWorker of(String name, Map<String, String> fields) {
        return new ConnectedWorker(
                name, fields.getOrDefault("addr", ""), seconds(fields.get("age")), seconds(fields.get("idle")), fields);
    }

    static Map<String, String> fields(String line) {
        var fields = new HashMap<String, String>();
        for (var part : line.trim().split(" ", -1)) {
            var equals = part.indexOf('=');
            if (equals > 0) {
                fields.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return fields;
    }

    private static Duration seconds(@Nullable String text) {
        return Duration.ofSeconds(StoredNumbers.number(text).orElse(0));
    }
}
