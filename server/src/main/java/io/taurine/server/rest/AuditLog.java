package io.taurine.server.rest;

import org.slf4j.LoggerFactory;

/** Keeps who changed what. Called on the thread of the request, before it is answered; must be safe to share. */
@FunctionalInterface
public interface AuditLog {

    /** One that throws is logged and changes nothing. */
    void record(AuditEntry entry);

    /** To slf4j, as the logger {@code io.taurine.audit}. */
    static AuditLog toLogger() {
        var log = LoggerFactory.getLogger("io.taurine.audit");
        return entry -> log.info(
                "{} {} {} -> {} {}", entry.who(), entry.operation(), entry.target(), entry.status(), entry.outcome());
    }
}
