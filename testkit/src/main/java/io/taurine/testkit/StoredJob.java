package io.taurine.testkit;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that Redis holds about one job, read at one moment and as it is on the wire.
 *
 * @param containers suffixes of the keys that hold the id, such as {@code wait}; a sound job has one
 * @param fields the job's hash, empty when there is no such job
 * @param lock the token of whoever holds the job's lock
 * @param logs the job's log lines, oldest first
 */
public record StoredJob(
        String queue,
        String id,
        List<String> containers,
        Map<String, String> fields,
        Optional<String> lock,
        List<String> logs) {
    public StoredJob {
        containers = List.copyOf(containers);
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
        logs = List.copyOf(logs);
    }

    /** Reads the job anew; a job that does not exist is one without fields and containers. */
    public static StoredJob read(TestQueue queue, String id) {
        var jobKey = queue.key(id);
        var reply = Script.JOB.run(queue, Stream.of(jobKey, jobKey + ":lock", jobKey + ":logs"), List.of(id));
        var containers = StateContainer.numbered((List<?>) reply.get(0)).stream()
                .map(StateContainer::toString)
                .toList();
        return new StoredJob(
                queue.toString(),
                id,
                containers,
                pairs(texts(reply.get(1))),
                texts(reply.get(2)).stream().findFirst(),
                texts(reply.get(3)));
    }

    /** One field of the hash, raw. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** A field that counts, such as {@code atm}; Redis has none until it is first counted. */
    int counter(String name) {
        return field(name).map(Integer::parseInt).orElse(0);
    }

    /** For failure messages: all there is, one thing a line. */
    String describe() {
        if (fields.isEmpty() && containers.isEmpty()) {
            return "In Redis there is no job " + id + " of " + queue;
        }
        var hash = fields.entrySet().stream()
                .map(field -> "\n    " + field.getKey() + " = " + field.getValue())
                .collect(Collectors.joining());
        return "In Redis job " + id + " of " + queue + " is"
                + "\n  in:   " + (containers.isEmpty() ? "no state" : String.join(" and ", containers))
                + "\n  lock: " + lock.orElse("none")
                + "\n  logs: " + logs
                + "\n  hash: " + (hash.isEmpty() ? "none" : hash);
    }

    private static List<String> texts(Object reply) {
        return ((List<?>) reply).stream().map(String.class::cast).toList();
    }

    private static Map<String, String> pairs(List<String> flat) {
        var pairs = new TreeMap<String, String>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            pairs.put(flat.get(i), flat.get(i + 1));
        }
        return pairs;
    }
}
