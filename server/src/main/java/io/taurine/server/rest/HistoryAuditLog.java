package io.taurine.server.rest;

import io.taurine.history.HistoryStore;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps who changed what in the history, behind the requests: a database that is slow or down holds up nobody. What it cannot
 * take goes to the log of the process. Safe to share between threads.
 */
public final class HistoryAuditLog implements AuditLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryAuditLog.class);
    private static final int MOST_WAITING = 10_000;
    private static final long LONGEST_CLOSE_MILLIS = 5_000;

    private final AuditLog instead = AuditLog.toLogger();
    private final HistoryStore store;
    private final BlockingQueue<AuditEntry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread = new Thread(this::work, "taurine-audit");
    private volatile boolean closed;

    private HistoryAuditLog(HistoryStore store) {
        this.store = store;
    }

    /** The store stays the caller's. */
    public static HistoryAuditLog start(HistoryStore store) {
        var log = new HistoryAuditLog(store);
        log.thread.setDaemon(true);
        log.thread.start();
        return log;
    }

    @Override
    public void record(AuditEntry entry) {
        if (closed || !waiting.offer(entry)) {
            instead.record(entry);
        }
    }

    private void work() {
        try {
            while (!closed || !waiting.isEmpty()) {
                var entry = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (entry != null) {
                    store(entry);
                }
            }
        } catch (InterruptedException e) {
            waiting.forEach(instead::record);
        }
    }

    private void store(AuditEntry entry) {
        try {
            store.audit(new io.taurine.history.AuditEntry(
                    UUID.randomUUID().toString(),
                    entry.who(),
                    entry.role(),
                    entry.operation(),
                    entry.target(),
                    entry.outcome(),
                    Json.object().put("status", entry.status()).toString(),
                    entry.at()));
        } catch (RuntimeException e) { // the loop survives; the entry is not lost
            LOG.warn("An entry of the audit log could not be stored; it follows here", e);
            instead.record(entry);
        }
    }

    /** Stores what waits, for 5 s at most; the rest goes to the log. Works twice. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
