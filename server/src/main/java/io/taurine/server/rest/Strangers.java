package io.taurine.server.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes that were refused because nobody knows who wanted them: in a line of the log of the process a minute, so that
 * a stranger who calls and calls fills neither the database nor a disk. Safe to share between threads.
 */
final class Strangers {

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final InstantSource clock;
    private Instant quietUntil = Instant.MIN;
    private long untold;

    Strangers(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void refused(Operation operation, int status, String outcome) {
        untold++;
        var now = clock.instant();
        if (now.isBefore(quietUntil)) {
            return;
        }
        LOG.warn(
                "{} was refused, of a caller nobody knows: {} {}; {} since the last such line",
                operation.id(),
                status,
                outcome,
                untold);
        untold = 0;
        quietUntil = now.plus(BETWEEN_LINES);
    }
}
