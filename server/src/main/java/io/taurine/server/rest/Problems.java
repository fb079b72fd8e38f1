package io.taurine.server.rest;

import io.taurine.history.HistoryException;
import io.taurine.job.TaurineException;
import io.taurine.server.discovery.NoSuchModuleException;
import io.taurine.server.file.FileTooLargeException;
import io.taurine.server.file.NoSuchFileIdException;
import io.taurine.server.override.OverrideChangedException;
import io.taurine.server.override.OverrideRefusedException;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.IdempotencyConflictException;
import io.taurine.server.runner.InvalidParamsException;
import io.taurine.server.runner.NoSuchDefinitionException;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.NoSuchScheduleException;
import io.taurine.server.runner.NotByThisRunnerException;
import io.taurine.server.runner.SystemScheduleException;
import io.taurine.server.runner.WrongStatusException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the server throws into problems. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private record Meaning(int status, String code) {}

    private static final Map<Class<? extends TaurineException>, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(OverrideChangedException.class, new Meaning(412, "changed_since")),
            Map.entry(NoSuchFileIdException.class, new Meaning(404, "no_such_file")),
            Map.entry(FileTooLargeException.class, new Meaning(413, "body_too_large")),
            Map.entry(NoSuchModuleException.class, new Meaning(404, "no_such_module")),
            Map.entry(NoSuchDefinitionException.class, new Meaning(404, "no_such_definition")),
            Map.entry(NoSuchJobException.class, new Meaning(404, "no_such_job")),
            Map.entry(NoSuchScheduleException.class, new Meaning(404, "no_such_schedule")),
            Map.entry(NotByThisRunnerException.class, new Meaning(501, "not_by_this_runner")),
            Map.entry(SystemScheduleException.class, new Meaning(409, "system_schedule")),
            Map.entry(DefinitionDisabledException.class, new Meaning(409, "definition_disabled")),
            Map.entry(IdempotencyConflictException.class, new Meaning(409, "idempotency_conflict")),
            Map.entry(WrongStatusException.class, new Meaning(409, "wrong_status")));

    private Problems() {}

    static ApiProblem of(Exception failure) {
        if (failure instanceof ApiProblem problem) {
            return problem;
        }
        if (failure instanceof InvalidParamsException invalid) {
            var violations = invalid.problems().stream()
                    .map(problem -> new Violation("body", "/params" + problem.pointer(), problem.message()))
                    .toList();
            return new ApiProblem(422, "invalid_params", String.valueOf(invalid.getMessage()), violations);
        }
        if (failure instanceof OverrideRefusedException refused) {
            return OverrideCalls.refused(refused.problems());
        }
        var meaning = MEANINGS.get(failure.getClass());
        if (meaning != null) {
            return new ApiProblem(meaning.status(), meaning.code(), String.valueOf(failure.getMessage()));
        }
        if (failure instanceof HistoryException outage && outage.isOutage()) {
            LOG.debug("The history could not be asked", failure);
            return new ApiProblem(503, "history_unavailable", outage.getMessage() + ". Jobs go on meanwhile.");
        }
        if (failure instanceof TaurineException) {
            LOG.warn("A request could not be answered", failure);
            return new ApiProblem(503, "unavailable", "The server cannot do that now: " + failure.getMessage());
        }
        LOG.error("A request failed", failure);
        return new ApiProblem(500, "internal_error", "The server failed; its log says why.");
    }
}
