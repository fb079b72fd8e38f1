package io.taurine.queue.internal.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one process whose markers one BZPOPMIN may name: all on the same server, and in a Cluster those of one slot.
 * Few have a connection each, as every BullMQ client shows its workers by the names of their connections. Once they are many
 * they share one, until the last of them is closed. Safe to share between threads.
 */
final class MarkerGroup {

    private static final Logger LOG = LoggerFactory.getLogger(MarkerGroup.class);

    private final LettuceConnection redis;
    private final int mostOfTheirOwn;
    private final Function<String, MarkerWatch> watches;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Set<MarkerSeat> seats = new HashSet<>();

    @GuardedBy("lock")
    private @Nullable MarkerWatch shared;

    MarkerGroup(LettuceConnection redis, int mostOfTheirOwn) {
        this(redis, mostOfTheirOwn, markerKey -> MarkerWatch.start(redis, markerKey));
    }

    /**
     * @param watches starts what all wait on together, given the marker of one of them
     */
    MarkerGroup(LettuceConnection redis, int mostOfTheirOwn, Function<String, MarkerWatch> watches) {
        this.redis = redis;
        this.mostOfTheirOwn = mostOfTheirOwn;
        this.watches = watches;
    }

    void joined(MarkerSeat seat) {
        lock.lock();
        try {
            if (shared == null && seats.size() >= mostOfTheirOwn) {
                LOG.info(
                        "More than {} workers use the connection to {}: they share one for their blocking reads",
                        mostOfTheirOwn,
                        redis.address());
                shared = watches.apply(seat.markerKey()); // where no thread can be started all stays as it was
                seats.forEach(MarkerSeat::moved);
            }
            seats.add(seat);
        } finally {
            lock.unlock();
        }
    }

    /** What all wait on together; null as long as each waits by itself. */
    @Nullable
    MarkerWatch shared() {
        lock.lock();
        try {
            return shared;
        } finally {
            lock.unlock();
        }
    }

    void left(MarkerSeat seat) {
        @Nullable MarkerWatch last = null;
        lock.lock();
        try {
            seats.remove(seat);
            if (seats.isEmpty()) {
                last = shared;
                shared = null;
            } else if (shared != null) {
                shared.remove(seat);
            }
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }

    /** Ends what they share, at the end of the connection. */
    void close() {
        var watch = shared();
        if (watch != null) {
            watch.close();
        }
    }
}
