package io.taurine.history;

import java.time.Instant;
import java.util.Optional;

/**
 * Which entries of the audit log are meant.
 *
 * @param actor exactly this one; empty for all
 * @param target exactly this one; empty for all
 * @param from none that happened before; empty for no bound
 * @param to none that happened then or later; empty for no bound
 */
public record AuditFilter(
        Optional<String> actor, Optional<String> target, Optional<Instant> from, Optional<Instant> to) {

    public AuditFilter {
        actor = actor.map(Texts::name);
        target = target.map(Texts::name);
    }

    public static AuditFilter all() {
        return new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
