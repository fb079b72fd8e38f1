package io.taurine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.history.ScheduleEntry;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.ScheduleJson;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Schedules as the history keeps them: beside the rule of when one runs stands how, where that is not as usual. */
final class ScheduleEntries {

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
        if (request.overlap() != Overlap.ALLOW) {
            rule.put("overlap", wireName(request.overlap()));
        }
        if (request.runsMissed() != MissedRuns.SKIP) {
            rule.put("missedRuns", wireName(request.runsMissed()));
        }
        return rule;
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether both say the same, whenever that was, and whichever version they have. */
    static boolean isSame(ScheduleEntry one, ScheduleEntry other) {
        return one.definitionKey().equals(other.definitionKey())
                && one.rule().equals(other.rule())
                && one.params().equals(other.params())
                && one.isEnabled() == other.isEnabled();
    }
}
