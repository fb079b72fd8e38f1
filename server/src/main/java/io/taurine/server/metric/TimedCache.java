package io.taurine.server.metric;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Keeps answers for a while. Of many who ask at once one looks, and the others wait for it. A failure is not kept. */
final class TimedCache {

    private static final int MOST = 2_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Object, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Entry> eldest) {
            return size() > MOST;
        }
    };

    private record Entry(FutureTask<Object> answer, Instant at) {}

    TimedCache(InstantSource clock) {
        this.clock = clock;
    }

    /** The answer that is kept if it is younger than that, else a new one. */
    <V> V get(Class<V> type, Object key, Duration maxAge, Supplier<V> question) {
        var now = clock.instant();
        var mine = new Entry(new FutureTask<>(question::get), now);
        Entry entry;
        var isMine = false;
        lock.lock();
        try {
            entry = entries.get(key);
            if (entry == null || !entry.at.plus(maxAge).isAfter(now)) {
                entry = mine;
                isMine = true;
                entries.put(key, mine);
            }
        } finally {
            lock.unlock();
        }
        if (isMine) {
            mine.answer.run();
        }
        return type.cast(answer(key, entry));
    }

    private Object answer(Object key, Entry entry) {
        try {
            return entry.answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for numbers", e);
        } catch (ExecutionException e) {
            forget(key, entry);
            throw e.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(e.getCause());
        }
    }

    private void forget(Object key, Entry entry) {
        lock.lock();
        try {
            entries.remove(key, entry);
        } finally {
            lock.unlock();
        }
    }
}
