package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One client of the stream. What it is to hear waits here until its own thread has written it, so that a slow one holds up
 * nobody; one that is too slow loses what waits and is told to read anew. Safe to share between threads.
 */
final class StreamClient {

    private static final int MOST_WAITING = 1_000;
    private static final StreamMessage READY = new StreamMessage("ready", Set.of(), Json.object());
    private static final StreamMessage RESYNC = new StreamMessage("resync", Set.of(), Json.object());
    private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

    private final Set<String> topics;
    private final Duration commentEvery;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<StreamEntry> waiting = new ArrayDeque<>();

    /** How many of those that wait it had missed; they take no room from those that come. */
    @GuardedBy("lock")
    private int replayed;

    @GuardedBy("lock")
    private boolean ended;

    StreamClient(Set<String> topics, Duration commentEvery) {
        this.topics = Set.copyOf(topics);
        this.commentEvery = commentEvery;
    }

    Set<String> topics() {
        return topics;
    }

    void greet(String id) {
        offer(new StreamEntry(0, id, READY));
    }

    void resync(String id) {
        offer(new StreamEntry(0, id, RESYNC));
    }

    /** What it missed, as many as there are; before the first that it is offered. */
    void replay(List<StreamEntry> missed) {
        lock.lock();
        try {
            waiting.addAll(missed);
            replayed = missed.size();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void offer(StreamEntry entry) {
        lock.lock();
        try {
            if (waiting.size() - replayed >= MOST_WAITING) {
                waiting.clear();
                replayed = 0;
                waiting.add(new StreamEntry(entry.number(), entry.id(), RESYNC));
            } else {
                waiting.add(entry);
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what arrives, and a comment when nothing does, until the client is gone or it ends. */
    void writeTo(OutputStream out) throws IOException, InterruptedException {
        while (true) {
            var next = next();
            if (next == null) {
                return;
            }
            out.write(next);
            out.flush();
        }
    }

    /** Null at the end. */
    private byte @Nullable [] next() throws InterruptedException {
        lock.lock();
        try {
            var left = commentEvery.toNanos();
            while (waiting.isEmpty() && !ended) {
                if (left <= 0) {
                    return COMMENT;
                }
                left = arrived.awaitNanos(left);
            }
            return ended ? null : take();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private byte[] take() {
        var entry = waiting.remove();
        if (replayed > 0) {
            replayed--;
        }
        return entry.message().bytes(entry.id());
    }
}
