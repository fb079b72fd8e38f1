package io.taurine.server.rest;

import io.taurine.history.AuditFilter;
import io.taurine.history.AuditHistory;
import java.util.Optional;

/** Answers {@code /audit}. */
final class AuditCalls {

    private final AuditHistory history;

    AuditCalls(AuditHistory history) {
        this.history = history;
    }

    void bind(Bindings bindings) {
        bindings.on("listAudit", this::list);
    }

    private Reply list(Call call) {
        var filter =
                new AuditFilter(call.optionalText("who"), Optional.empty(), call.instant("from"), call.instant("to"));
        var page = ExecutionCalls.page(() -> history.list(filter, call.cursor(), call.limit()));
        return Reply.ok(Pages.sparse(
                page,
                call,
                entry -> Json.object()
                        .put("at", entry.happenedAt().toString())
                        .put("who", entry.actor())
                        .put("role", entry.role())
                        .put("operation", entry.action())
                        .put("target", entry.target())
                        .put("outcome", entry.outcome())));
    }
}
