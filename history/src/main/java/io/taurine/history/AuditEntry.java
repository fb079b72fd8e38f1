package io.taurine.history;

import java.time.Instant;
import java.util.Objects;

/**
 * Somebody changed something, or tried to.
 *
 * @param id unique; two with the same are the same
 * @param actor who: the name of a token, of a user, of a process
 * @param role in which role; may be empty
 * @param action what was done, {@code definition.disable}
 * @param target what it was done to, {@code definition:mail}
 * @param outcome {@code done}, {@code refused}, …
 * @param details JSON
 */
public record AuditEntry(
        String id,
        String actor,
        String role,
        String action,
        String target,
        String outcome,
        String details,
        Instant happenedAt) {

    public AuditEntry {
        id = Texts.jobId(Texts.required("id", id));
        actor = Texts.name(Texts.required("actor", actor));
        role = Texts.name(role);
        action = Texts.name(Texts.required("action", action));
        target = Texts.name(target);
        outcome = Texts.name(outcome);
        details = Texts.json(details);
        Objects.requireNonNull(happenedAt, "happenedAt");
    }
}
