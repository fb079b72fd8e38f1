package io.taurine.queue.events;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Redis has of a job.
 *
 * @param fields those asked for that it has, as they are stored
 * @param lines that it has logged and the asker did not know
 * @param logged how many lines it has in all
 */
public record JobTrace(Map<String, String> fields, List<String> lines, long logged) {

    public JobTrace {
        fields = Map.copyOf(fields);
        lines = List.copyOf(lines);
    }

    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
