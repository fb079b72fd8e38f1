package io.taurine.server.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to the journal in batches. When the journal fails, the same batch comes again until it is kept; meanwhile
 * {@link #write} waits once the queue is full.
 */
final class JournalWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int CAPACITY = 5_000;
    private static final int BATCH = 500;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private record Entry(Event event, String position) {}

    private final EventJournal journal;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private JournalWriter(EventJournal journal) {
        this.journal = journal;
        this.thread = new Thread(this::run, "taurine-bus-journal");
        thread.setDaemon(true);
    }

    static JournalWriter start(EventJournal journal) {
        var writer = new JournalWriter(journal);
        writer.thread.start();
        return writer;
    }

    /** Waits while the queue is full; after a close it does nothing. */
    void write(Event event, String position) {
        var entry = new Entry(event, position);
        try {
            while (closing.getCount() > 0 && !queue.offer(entry, 100, TimeUnit.MILLISECONDS)) {
                LOG.trace("The journal of events is behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var batch = new ArrayList<Entry>();
        var failures = 0;
        while (true) {
            if (batch.isEmpty() && !fill(batch)) {
                return;
            }
            if (isKept(batch, failures)) {
                batch.clear();
                failures = 0;
            } else {
                failures++;
                if (isClosedWithin(Math.min(LONGEST_PAUSE.toMillis(), 50L << Math.min(failures, 10))) && failures > 1) {
                    LOG.warn("The journal of events is closed with {} not kept", batch.size() + queue.size());
                    return;
                }
            }
        }
    }

    /** False when it is closed and nothing is left. */
    private boolean fill(List<Entry> batch) {
        while (true) {
            try {
                var first = queue.poll(closing.getCount() == 0 ? 0 : 100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    return true;
                }
                if (closing.getCount() == 0) {
                    return false;
                }
            } catch (InterruptedException strayed) {
                LOG.trace("Nobody interrupts this thread but a journal that restored a flag");
            }
        }
    }

    private boolean isKept(List<Entry> batch, int failures) {
        try {
            journal.append(
                    batch.stream().map(Entry::event).toList(),
                    batch.get(batch.size() - 1).position());
            if (failures > 0) {
                LOG.info("Events are kept again");
            }
            return true;
        } catch (RuntimeException e) {
            if (failures == 0) {
                LOG.warn("Events cannot be kept, will be tried again: {}", e.toString());
            }
            return false;
        }
    }

    private boolean isClosedWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** What is queued is kept if the journal takes it; bounded by 5 s. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
