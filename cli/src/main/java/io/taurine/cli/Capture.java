package io.taurine.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a child process prints to one of its streams, read by a thread of its own so that the child never waits for us.
 * Keeps a bounded part of it and reads on.
 */
final class Capture {

    private final ReentrantLock lock = new ReentrantLock();
    private final InputStream stream;
    private final int limit;
    private final boolean keepsEnd;
    private final Thread thread;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    private Capture(InputStream stream, int limit, boolean keepsEnd, String name) {
        this.stream = stream;
        this.limit = limit;
        this.keepsEnd = keepsEnd;
        this.thread = new Thread(this::read, name);
        thread.setDaemon(true);
    }

    /** Keeps the first bytes. */
    static Capture ofStart(InputStream stream, int limit, String name) {
        return new Capture(stream, limit, false, name).started();
    }

    /** Keeps about the last bytes, never more than twice as many. */
    static Capture ofEnd(InputStream stream, int limit, String name) {
        return new Capture(stream, limit, true, name).started();
    }

    private Capture started() {
        thread.start();
        return this;
    }

    private void read() {
        var buffer = new byte[8_192];
        try {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                keep(buffer, count);
            }
        } catch (IOException closed) {
            // The child is gone, or nobody waits any longer for what its descendants print.
        }
    }

    private void keep(byte[] buffer, int count) {
        lock.lock();
        try {
            int fits = keepsEnd ? count : Math.min(count, limit - kept.size());
            kept.write(buffer, 0, fits);
            cut |= fits < count;
            if (keepsEnd && kept.size() > 2 * limit) {
                var all = kept.toByteArray();
                kept = new ByteArrayOutputStream();
                kept.write(all, all.length - limit, limit);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of the stream, at most that long. */
    void await(Duration timeout) throws InterruptedException {
        thread.join(Math.max(1, timeout.toMillis()));
    }

    /** True when the start of more is all that was kept. */
    boolean isCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    String text() {
        lock.lock();
        try {
            return kept.toString(StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }
}
