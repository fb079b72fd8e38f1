package io.taurine.server.event;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsOptions;
import io.taurine.queue.lock.HeldLock;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps events while it holds a lease that one process has at a time; when that dies, another goes on from its place. */
final class JournalKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalKeeper.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final RedisConnection redis;
    private final String prefix;
    private final EventJournal journal;
    private final RedisLock lease;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "taurine-bus-keeper");

    private JournalKeeper(RedisConnection redis, String prefix, EventJournal journal) {
        this.redis = redis;
        this.prefix = prefix;
        this.journal = journal;
        this.lease = RedisLock.of(
                prefix + "-" + RedisEventBus.STREAM,
                redis,
                LockOptions.builder().leaseTime(LEASE).build());
        thread.setDaemon(true);
    }

    static JournalKeeper start(RedisConnection redis, String prefix, EventJournal journal) {
        var keeper = new JournalKeeper(redis, prefix, journal);
        keeper.thread.start();
        return keeper;
    }

    private void run() {
        var failures = 0;
        do {
            try {
                var held = lease.tryLock();
                if (held.isPresent()) {
                    keep(held.get());
                }
                failures = 0;
            } catch (RuntimeException e) {
                if (failures++ == 0) {
                    LOG.warn("Events are not kept for now, will be tried again: {}", e.toString());
                }
            }
        } while (!isClosedWithin(BETWEEN_TRIES));
    }

    private void keep(HeldLock held) {
        var lost = new CountDownLatch(1);
        held.onLost(lost::countDown);
        var from = journal.position().orElse("0-0");
        try (held;
                var writer = JournalWriter.start(journal)) {
            var options =
                    QueueEventsOptions.builder().prefix(prefix).fromId(from).build();
            try (var tail = QueueEvents.open(RedisEventBus.STREAM, redis, options, entry -> write(writer, entry))) {
                LOG.info("Events are kept by this process, from {}", from);
                while (lost.getCount() > 0 && tail.isRunning() && !isClosedWithin(Duration.ofMillis(200))) {
                    LOG.trace("Events are kept");
                }
            }
        }
    }

    private static void write(JournalWriter writer, QueueEvent entry) {
        RedisEventBus.listener(event -> writer.write(event, entry.id())).onEvent(entry);
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

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
