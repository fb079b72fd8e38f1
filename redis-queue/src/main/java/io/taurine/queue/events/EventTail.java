package io.taurine.queue.events;

import io.github.resilience4j.core.IntervalFunction;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.Conductor.Seat;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.BlockingReads;
import io.taurine.queue.internal.redis.BlockingReads.StreamEntry;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one loop behind {@link QueueEvents}: read, tell, remember the place. It ends only by {@link #close()}. */
final class EventTail implements QueueEvents {

    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final int MAX_ENTRIES = 500;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final IntervalFunction PAUSE =
            IntervalFunction.ofExponentialBackoff(Duration.ofMillis(20), 2, Duration.ofSeconds(1));

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final QueueEventsOptions options;
    private final BlockingReads reads;
    private final List<QueueEventListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile String lastId;
    private volatile @Nullable Seat seat;
    private volatile boolean reading;

    private EventTail(LettuceConnection redis, QueueKeys keys, QueueEventsOptions options, String startId) {
        this.redis = redis;
        this.keys = keys;
        this.options = options;
        this.lastId = startId;
        this.reads = redis.openBlockingReads(keys.clientName() + ":qe", keys.key("events"));
        this.thread = new Thread(this::run, "taurine-events-" + keys.queue());
        this.thread.setDaemon(true);
    }

    static CompletionStage<QueueEvents> start(
            LettuceConnection redis, QueueKeys keys, QueueEventsOptions options, QueueEventListener listener) {
        // "$" means the end of the stream at each read: what happens between two reads would be lost. So the end is
        // looked up once, before the caller goes on.
        var startId =
                options.fromId().equals(NOW) ? endOf(redis, keys) : CompletableFuture.completedFuture(options.fromId());
        return startId.thenApply(id -> {
            var tail = new EventTail(redis, keys, options, id);
            tail.addListener(listener);
            tail.start();
            QueueEvents events = tail;
            return redis.attended(QueueEvents.class, events);
        });
    }

    private void start() {
        var conductor = redis.conductor();
        if (conductor.isPresent()) {
            seat = conductor.get().seatListener(this::readOnce);
        } else {
            thread.start();
        }
    }

    /** What {@link #run()} does, for a connection on which nothing runs by itself; false when there is nothing new. */
    private boolean readOnce() {
        if (reading) {
            return false; // a listener uses the queue; what it causes is told after what it hears now
        }
        reading = true;
        try {
            return readNext();
        } finally {
            reading = false;
        }
    }

    private boolean readNext() {
        var after = Range.from(Range.Boundary.excluding(lastId), Range.Boundary.<String>unbounded());
        var entries = Await.result(
                redis.command(commands -> commands.xrange(keys.key("events"), after, Limit.from(MAX_ENTRIES))));
        for (var entry : entries) {
            tell(EventParser.parse(new StreamEntry(entry.getId(), entry.getBody())));
            lastId = entry.getId();
        }
        return !entries.isEmpty();
    }

    private static CompletableFuture<String> endOf(LettuceConnection redis, QueueKeys keys) {
        return redis.command(commands -> commands.xrevrange(keys.key("events"), Range.unbounded(), Limit.from(1)))
                .thenApply(newest -> newest.isEmpty() ? "0-0" : newest.get(0).getId());
    }

    private void run() {
        var failures = 0;
        while (closing.getCount() > 0) {
            try {
                var entries = reads.readStream(lastId, MAX_ENTRIES, options.blockTimeout(), GRACE);
                if (failures > 0) {
                    LOG.info("Events of queue {} are read again, from {}", keys.queue(), lastId);
                    failures = 0;
                }
                for (var entry : entries) {
                    tell(EventParser.parse(entry));
                    lastId = entry.id();
                }
            } catch (InterruptedException strayed) {
                // Nobody interrupts this thread but a listener that restored a flag: only close() ends the tail.
                LOG.debug("A listener to the events of queue {} left its thread interrupted", keys.queue());
            } catch (RuntimeException e) {
                if (closing.getCount() == 0) {
                    return;
                }
                if (failures++ == 0) {
                    LOG.warn(
                            "Events of queue {} cannot be read, will be tried again: {}", keys.queue(), e.getMessage());
                    listeners.forEach(listener -> guarded(() -> listener.onOutage(e)));
                }
                pause(failures);
            }
        }
    }

    private void pause(int failures) {
        try {
            closing.await(PAUSE.apply(Math.min(failures, 20)), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(QueueEvent event) {
        for (var listener : listeners) {
            guarded(() -> listener.onEvent(event));
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // a listener is user code: whatever it throws, Errors too, must not end the tail
            LOG.warn("A listener to the events of queue {} failed", keys.queue(), e);
        }
    }

    @Override
    public void addListener(QueueEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(QueueEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public String lastEventId() {
        return lastId;
    }

    @Override
    public boolean isRunning() {
        return thread.isAlive() || (seat != null && closing.getCount() > 0);
    }

    @Override
    public void close() {
        closing.countDown();
        reads.close();
        var taken = seat;
        if (taken != null) {
            taken.close();
        }
        if (Thread.currentThread() != thread) {
            try {
                thread.join(CLOSE_TIMEOUT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
