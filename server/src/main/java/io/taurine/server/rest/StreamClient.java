package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
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
    private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

    private final Set<String> topics;
    private final Duration commentEvery;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

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
        add(new StreamMessage("ready", Set.of(), Json.object()).bytes(id), id);
    }

    void resync(String id) {
        add(resyncMessage(id), id);
    }

    void offer(String id, StreamMessage message) {
        add(message.bytes(id), id);
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

    private static byte[] resyncMessage(String id) {
        return new StreamMessage("resync", Set.of(), Json.object()).bytes(id);
    }

    private void add(byte[] message, String id) {
        lock.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                waiting.clear();
                waiting.add(resyncMessage(id));
            } else {
                waiting.add(message);
            }
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
            return ended ? null : waiting.remove();
        } finally {
            lock.unlock();
        }
    }
}
