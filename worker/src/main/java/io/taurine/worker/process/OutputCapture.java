package io.taurine.worker.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What a child process prints to one of its streams, read by a thread of its own so that the child never waits for us.
 * Keeps a bounded part of it and reads on until the stream ends. Safe to share between threads.
 */
public final class OutputCapture {

    private static final int MAX_LINE = 16 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final InputStream stream;
    private final int limit;
    private final boolean keepsEnd;
    private final Consumer<String> lines;
    private final Thread thread;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    private OutputCapture(InputStream stream, int limit, boolean keepsEnd, Consumer<String> lines, String threadName) {
        this.stream = stream;
        this.limit = limit;
        this.keepsEnd = keepsEnd;
        this.lines = lines;
        this.thread = new Thread(this::read, threadName);
        thread.setDaemon(true);
    }

    /** Keeps the first bytes. */
    public static OutputCapture ofStart(InputStream stream, int limit, String threadName) {
        return new OutputCapture(stream, limit, false, line -> {}, threadName).started();
    }

    /** Keeps about the last bytes, never more than twice as many. */
    public static OutputCapture ofEnd(InputStream stream, int limit, String threadName) {
        return ofEnd(stream, limit, line -> {}, threadName);
    }

    /** As {@link #ofEnd(InputStream, int, String)}; each line, without its end, also goes to a listener, which must not throw. */
    public static OutputCapture ofEnd(InputStream stream, int limit, Consumer<String> lines, String threadName) {
        return new OutputCapture(stream, limit, true, lines, threadName).started();
    }

    private OutputCapture started() {
        thread.start();
        return this;
    }

    private void read() {
        var buffer = new byte[8_192];
        try {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                keep(buffer, count);
                tellLines(buffer, count);
            }
        } catch (IOException closed) {
            // The child is gone, or nobody waits any longer for what its descendants print.
        }
        tellLine();
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

    private void tellLines(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n' || line.size() >= MAX_LINE) {
                tellLine();
            }
            if (buffer[i] != '\n' && buffer[i] != '\r') {
                line.write(buffer[i]);
            }
        }
    }

    private void tellLine() {
        if (line.size() > 0) {
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }

    /** Waits for the end of the stream, at most that long. */
    public void await(Duration timeout) throws InterruptedException {
        thread.join(Math.max(1, timeout.toMillis()));
    }

    /** Forgets what was kept so far. */
    public void clear() {
        lock.lock();
        try {
            kept = new ByteArrayOutputStream();
        } finally {
            lock.unlock();
        }
    }

    /** True when the start of more is all that was kept. */
    public boolean isCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    public String text() {
        lock.lock();
        try {
            return kept.toString(StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }

    /** At most that many of the last lines that are not blank. */
    public List<String> lastLines(int count) {
        var all = text().lines().filter(text -> !text.isBlank()).toList();
        return all.subList(Math.max(0, all.size() - count), all.size());
    }
}
