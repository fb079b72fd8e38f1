package io.taurine.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.history.ScheduleEntry;
import io.taurine.server.definition.ScheduleJson;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Schedules as the history keeps them: beside the rule of when one runs stands how. Entries of servers before that have nothing
 * of how, or only what was not as usual; of what they do not say nothing is held against anybody.
 */
final class ScheduleEntries {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OVERLAP = "overlap";
    private static final List<String> HOW = List.of(OVERLAP, "missedRuns", "definitionVersion");

    private ScheduleEntries() {}

    static ScheduleEntry of(
            ScheduleRequest request,
            long version,
            boolean isEnabled,
            boolean isSystem,
            Instant createdAt,
            Instant changedAt) {
        return new ScheduleEntry(
                request.id(),
                request.definitionKey(),
                rule(request).toString(),
                request.params().toString(),
                version,
                isEnabled,
                isSystem,
                createdAt,
                changedAt,
                Optional.empty());
    }

    private static ObjectNode rule(ScheduleRequest request) {
        var rule = ScheduleJson.write(request.schedule());
        request.version().ifPresent(version -> rule.put("definitionVersion", version));
        return rule.put(OVERLAP, wireName(request.overlap())).put("missedRuns", wireName(request.runsMissed()));
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether an entry as it is made now says the same as one that was stored, whichever version they have. */
    static boolean isSame(ScheduleEntry stored, ScheduleEntry now) {
        return stored.definitionKey().equals(now.definitionKey())
                && isSameRule(parse(stored.rule()), parse(now.rule()))
                && stored.params().equals(now.params())
                && stored.isEnabled() == now.isEnabled();
    }

    private static boolean isSameRule(ObjectNode stored, ObjectNode now) {
        if (!stored.has(OVERLAP)) {
            HOW.stream().filter(field -> !stored.has(field)).forEach(now::remove);
        } else if (!stored.has("missedRuns")) {
            stored.put("missedRuns", wireName(MissedRuns.SKIP));
        }
        return stored.equals(now);
    }

    /** Whether it is stored as it would be now. */
    static boolean isComplete(ScheduleEntry stored) {
        var rule = parse(stored.rule());
        return rule.has(OVERLAP) && rule.has("missedRuns");
    }

    private static ObjectNode parse(String rule) {
        try {
            return (ObjectNode) JSON.readTree(rule);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("That is no rule: " + rule, e);
        }
    }
}
