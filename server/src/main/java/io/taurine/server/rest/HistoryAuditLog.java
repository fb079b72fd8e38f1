package io.taurine.server.rest;

import io.taurine.history.HistoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps who changed what in the history, behind the requests: a database that is slow or down holds up nobody, and while many
 * entries come at once it takes only a part of a processor from them. What it cannot take goes to the log of the process. Safe to
 * share between threads.
 */
public final class HistoryAuditLog implements AuditLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryAuditLog.class);
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_AT_ONCE = 1_000;
    private static final Duration LOOK_FOR_MORE = Duration.ofMillis(100);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** For one unit of time that it writes it rests so many: while entries come as fast as they can be written, and else. */
    private static final int LONG_REST = 49;

    private static final int SHORT_REST = 4;

    private final AuditLog instead = AuditLog.toLogger();
    private final HistoryStore store;
    private final BlockingQueue<AuditEntry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "taurine-audit");

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

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    @Override
    public void record(AuditEntry entry) {
        if (isClosing() || !waiting.offer(entry)) {
            instead.record(entry);
        }
    }

    private void work() {
        var batch = new ArrayList<AuditEntry>();
        var leftBefore = 0;
        try {
            while (!isClosing() || !waiting.isEmpty()) {
                var first = waiting.poll(LOOK_FOR_MORE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MOST_AT_ONCE - 1);
                    var began = System.nanoTime();
                    store(batch);
                    batch.clear();
                    var left = waiting.size();
                    rest((System.nanoTime() - began) * (left > leftBefore ? LONG_REST : SHORT_REST));
                    leftBefore = left;
                }
            }
        } catch (InterruptedException e) {
            batch.forEach(instead::record);
            waiting.forEach(instead::record);
        }
    }

    private void rest(long nanos) throws InterruptedException {
        if (waiting.size() < MOST_WAITING / 2) {
            closing.await(Math.min(nanos, LONGEST_REST.toNanos()), TimeUnit.NANOSECONDS);
        }
    }

    private void store(List<AuditEntry> entries) {
        try {
            store.audit(entries.stream().map(HistoryAuditLog::row).toList());
        } catch (RuntimeException e) { // the loop survives; the entries are not lost
            LOG.warn("{} entries of the audit log could not be stored; they follow here", entries.size(), e);
            entries.forEach(instead::record);
        }
    }

    private static io.taurine.history.AuditEntry row(AuditEntry entry) {
        return new io.taurine.history.AuditEntry(
                id(entry),
                entry.who(),
                entry.role(),
                entry.operation(),
                entry.target(),
                entry.outcome(),
                "{\"status\":" + entry.status() + "}",
                entry.at());
    }

    /** Begins with the time: the database then adds at the end of its index, which costs it far less. */
    private static String id(AuditEntry entry) {
        return "%013d-%s".formatted(entry.at().toEpochMilli(), UUID.randomUUID());
    }

    /** Stores what waits, for 5 s at most; the rest goes to the log. Works twice. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
