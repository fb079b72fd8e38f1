package io.taurine.server;

import io.taurine.server.override.OverrideEvent;
import io.taurine.server.override.OverrideListener;
import io.taurine.server.rest.AuditEntry;
import io.taurine.server.rest.AuditLog;
import java.time.InstantSource;

/** Has the audit log tell what becomes of overrides without anybody asking: that one was reset, and runs they asked for. */
final class OverridesAudited implements OverrideListener {

    private final AuditLog log;
    private final String process;
    private final InstantSource clock;

    /** @param process who did it */
    OverridesAudited(AuditLog log, String process, InstantSource clock) {
        this.log = log;
        this.process = process;
        this.clock = clock;
    }

    @Override
    public void on(OverrideEvent event) {
        switch (event.kind()) {
            case RESET -> record(event, "resetOverride", "done");
            case RUN_STARTED -> record(event, "runNow", "done");
            case RUN_REFUSED -> record(event, "runNow", "refused");
            case CHANGED -> {} // whoever changed it through the API is told of there
        }
    }

    private void record(OverrideEvent event, String operation, String outcome) {
        log.record(new AuditEntry(
                clock.instant(),
                process,
                "server",
                operation,
                "/definitions/" + event.key() + "/override",
                0,
                outcome));
    }
}
