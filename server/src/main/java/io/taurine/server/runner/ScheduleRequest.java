package io.taurine.server.runner;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Overlap;
import java.util.OptionalInt;

/**
 * What is to run by itself, and when.
 *
 * @param id 1 to 200 letters, digits, dots, hyphens and underscores
 * @param version empty for the newest at each run
 * @param params of each run
 * @param overlap what becomes of a run that is due while the one before has not ended
 * @param runsMissed what becomes of runs that were due while nothing ran; a single run at an instant that is over is one of them
 */
public record ScheduleRequest(
        String id,
        String definitionKey,
        OptionalInt version,
        Schedule schedule,
        JsonNode params,
        Overlap overlap,
        MissedRuns runsMissed) {

    /** What becomes of runs that were due while no worker was there. */
    public enum MissedRuns {
        SKIP,
        RUN_ONCE
    }

    public ScheduleRequest {
        if (!id.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new IllegalArgumentException(
                    "the id of a schedule must have 1 to 200 letters, digits, dots, hyphens and underscores, was "
                            + id);
        }
    }
}
