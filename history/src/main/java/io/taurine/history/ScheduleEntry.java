package io.taurine.history;

import java.time.Instant;
import java.util.Optional;

/**
 * A schedule as it was last.
 *
 * @param rule JSON: when it runs, and how
 * @param params JSON
 * @param version of the schedule itself, which grows when it is changed
 * @param isSystem true for those of the configuration
 * @param removedAt empty as long as it is there
 */
public record ScheduleEntry(
        String id,
        String definitionKey,
        String rule,
        String params,
        long version,
        boolean isEnabled,
        boolean isSystem,
        Instant createdAt,
        Instant changedAt,
        Optional<Instant> removedAt) {

    public ScheduleEntry {
        Texts.requireName("id", id);
        Texts.requireName("definitionKey", definitionKey);
        rule = Texts.json(rule);
        params = Texts.json(params);
    }
}
