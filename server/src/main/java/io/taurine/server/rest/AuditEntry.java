package io.taurine.server.rest;

import java.time.Instant;

/**
 * A change that somebody asked for, made or refused.
 *
 * @param who the name of the token; {@code local} on loopback without tokens, {@code unknown} where it was refused for its token
 * @param role of the token; empty where it was refused for its token
 * @param operation its operationId in the document
 * @param target the path, with the ids in it
 * @param status of the answer: below 400 it was done, or would have been
 * @param outcome {@code done}, {@code dry-run}, or the code of the problem
 */
public record AuditEntry(
        Instant at, String who, String role, String operation, String target, int status, String outcome) {}
