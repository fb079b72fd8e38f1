package io.taurine.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, so that it can be closed in the opposite order, each whatever happens to the others. */
final class Opened implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    <R extends AutoCloseable> R add(R part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} could not be closed in order", part.getClass().getSimpleName(), e);
            }
        }
    }
}
