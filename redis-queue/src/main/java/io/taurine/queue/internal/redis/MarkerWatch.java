package io.taurine.queue.internal.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.resilience4j.core.IntervalFunction;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ZAddArgs;
import io.taurine.job.TaurineException;
import io.taurine.queue.connection.RedisReplyException;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.BlockingReads.Marker;
import io.taurine.queue.internal.redis.MarkerWaits.Wait;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the markers of many queues with one connection: one BZPOPMIN at a time, over the markers of all who wait right
 * now. A popped marker goes to whoever has waited longest for it. Safe to share between threads.
 *
 * <p>Somebody who comes while a read is under way is not in it. The read is then ended by a key of our own, which stands first
 * in its list: unlike CLIENT UNBLOCK that needs no right beyond the queue's keys, hits nobody else when the connection was
 * replaced meanwhile, and finds its node in a Cluster. When it cannot be written the connection is closed instead.
 *
 * <p>Redis takes a quarter of a microsecond for each key of a read. So reads keep a distance that grows with their keys, and
 * take at most some five per cent of its time however often workers come and go; whoever comes meanwhile is in the next one.
 * Where one of many markers was there, more may be: a script takes them all, until it finds none and the next read blocks.
 * After a read that failed the next one waits a little, and longer each time until one works.
 */
final class MarkerWatch {

    private static final Logger LOG = LoggerFactory.getLogger(MarkerWatch.class);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration MIN_BLOCK = Duration.ofMillis(2);

    /** Up to here a read costs about what one of a single key does. */
    private static final int CHEAP_KEYS = 8;

    /** Bound on one script call. */
    private static final int KEYS_AT_ONCE = 1_000;

    private static final long DISTANCE_NANOS_PER_KEY = 5_000;
    private static final long MAX_DISTANCE_NANOS = 5_000_000;
    private static final long PAUSE_AFTER_ERROR_NANOS = 1_000_000_000;
    private static final IntervalFunction PAUSE_AFTER_FAILURE =
            IntervalFunction.ofExponentialBackoff(Duration.ofMillis(20), 2, Duration.ofSeconds(1));
    private static final Duration WAKE_KEY_LIFE = Duration.ofMinutes(1);

    private final LettuceConnection redis;
    private final BlockingReads reads;
    private final String wakeKey;
    private final Thread thread = new Thread(this::run, "taurine-marker-watch");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final MarkerWaits waits = new MarkerWaits();

    @GuardedBy("lock")
    private final Set<MarkerSeat> seats = new LinkedHashSet<>();

    /** Those of the wrong type, or not ours to read: in no read until they can be read again, as one ends it for all. */
    @GuardedBy("lock")
    private final Set<String> refusedKeys = new HashSet<>();

    @GuardedBy("lock")
    private boolean renamed;

    @GuardedBy("lock")
    private @Nullable Read read;

    @GuardedBy("lock")
    private long nextReadNanos = System.nanoTime();

    /** Reads that failed since one worked. */
    @GuardedBy("lock")
    private int failures;

    @GuardedBy("lock")
    private boolean moreMayBeThere;

    @GuardedBy("lock")
    private boolean closed;

    private MarkerWatch(LettuceConnection redis, String markerKey) {
        this.redis = redis;
        this.reads = redis.openBlockingReads("", markerKey);
        this.wakeKey = markerKey + ":" + UUID.randomUUID();
        thread.setDaemon(true); // whoever waits keeps the JVM alive, or does not
    }

    /**
     * One that runs until it is closed.
     *
     * @param markerKey one of those to come; it tells the node of a Cluster, and where the key lies that ends a read
     */
    static MarkerWatch start(LettuceConnection redis, String markerKey) {
        var watch = new MarkerWatch(redis, markerKey);
        watch.thread.start();
        return watch;
    }

    /** One BZPOPMIN, or one look for markers that are there already. */
    private static final class Read {

        final boolean blocks;
        final Set<String> markerKeys;
        final long sentNanos = System.nanoTime();
        final long endNanos;

        /** Will be ended early; touched under the lock. */
        boolean ending;

        /** Its connection was closed to end it. */
        boolean interrupted;

        Read(boolean blocks, Set<String> markerKeys, long endNanos) {
            this.blocks = blocks;
            this.ending = !blocks;
            this.markerKeys = new LinkedHashSet<>(markerKeys);
            this.endNanos = endNanos;
        }

        boolean isCheap() {
            return markerKeys.size() <= CHEAP_KEYS;
        }

        Duration timeout() {
            var timeout = Duration.ofNanos(endNanos - sentNanos);
            return timeout.compareTo(MIN_BLOCK) < 0 ? MIN_BLOCK : timeout;
        }

        long distanceNanos() {
            return isCheap() ? 0 : Math.min(MAX_DISTANCE_NANOS, markerKeys.size() * DISTANCE_NANOS_PER_KEY);
        }
    }

    /**
     * The score of the next marker of this seat; empty when none came in time. Fails when the connection broke or was given
     * up, when the marker cannot be read, when the seat was removed, and when the watch was closed. May ask Redis first.
     *
     * @param slack how much earlier the wait may end, together with that of others
     */
    CompletableFuture<OptionalDouble> await(MarkerSeat seat, Duration timeout, Duration slack) {
        try {
            readmit(seat.markerKey());
        } catch (TaurineException e) {
            return CompletableFuture.failedFuture(e);
        }
        var wait = new Wait(seat, timeout, slack);
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(over("is closed"));
            }
            renamed |= seats.add(seat);
            waits.add(wait);
            changed.signalAll();
            var underWay = read;
            if (underWay != null
                    && (!underWay.markerKeys.contains(seat.markerKey()) || wait.untilNanos - underWay.endNanos < 0)) {
                endSoon(underWay);
            }
        } finally {
            lock.unlock();
        }
        return wait.marker;
    }

    /** Fails as long as this marker is one that cannot be read. */
    private void readmit(String markerKey) {
        lock.lock();
        try {
            if (!refusedKeys.contains(markerKey)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        Await.result(probe(markerKey));
        lock.lock();
        try {
            refusedKeys.remove(markerKey);
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Long> probe(String markerKey) {
        return redis.command(commands -> commands.zcard(markerKey));
    }

    /** Ends the wait of this seat, if any, as if a marker had come. One that was popped for it meanwhile is put back. */
    void leave(MarkerSeat seat) {
        takeOut(seat).forEach(wait -> wait.marker.complete(MarkerSeat.MAYBE_NOW));
    }

    private List<Wait> takeOut(MarkerSeat seat) {
        lock.lock();
        try {
            var left = waits.takeAllOf(seat);
            var underWay = read;
            if (underWay != null
                    && underWay.markerKeys.contains(seat.markerKey())
                    && !waits.isAwaited(seat.markerKey())) {
                endSoon(underWay);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #leave}, but the wait fails; the seat will not come back, and its name goes with the next read. */
    void remove(MarkerSeat seat) {
        lock.lock();
        try {
            refusedKeys.remove(seat.markerKey());
            if (seats.remove(seat)) {
                renamed = true;
                if (read != null) {
                    endSoon(read);
                }
            }
        } finally {
            lock.unlock();
        }
        takeOut(seat).forEach(wait -> wait.marker.completeExceptionally(over("was left")));
    }

    /** Ends all waits, once Redis hands nothing more to the read under way: a marker added from then on is not lost. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        reads.close();
        try {
            reads.awaitInterruption();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failAll(over("is closed"));
    }

    private RedisUnavailableException over(String what) {
        return new RedisUnavailableException("The wait for markers at " + redis.address() + " " + what, false, null);
    }

    @GuardedBy("lock")
    private void endSoon(Read underWay) {
        if (underWay.ending) {
            return; // whoever comes until then is in the next one
        }
        underWay.ending = true;
        var early = underWay.sentNanos + underWay.distanceNanos() - System.nanoTime();
        redis.scheduler().schedule(() -> end(underWay), Math.max(0, early), TimeUnit.NANOSECONDS);
    }

    private void end(Read underWay) {
        if (!isUnderWay(underWay)) {
            return;
        }
        redis.command(commands -> commands.zadd(wakeKey, 0, "0")).whenComplete((added, failure) -> {
            if (failure != null) {
                LOG.debug("A read at {} is ended by its connection: {}", redis.address(), failure.getMessage());
                interrupt(underWay);
            }
        });
        redis.scheduler().schedule(() -> interrupt(underWay), GRACE.toNanos(), TimeUnit.NANOSECONDS);
        // It is popped at once. Where this process ends right now, it goes by itself.
        redis.command(commands -> commands.pexpire(wakeKey, WAKE_KEY_LIFE.toMillis()));
    }

    private boolean isUnderWay(Read some) {
        lock.lock();
        try {
            return read == some;
        } finally {
            lock.unlock();
        }
    }

    /** A read that does not end when it should has lost its connection, though nobody said so. */
    private void interrupt(Read underWay) {
        lock.lock();
        try {
            if (read != underWay) {
                return;
            }
            underWay.interrupted = true;
            reads.interrupt(); // while nobody can begin the next one
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            try {
                var next = nextRead();
                if (next == null) {
                    return;
                }
                perform(next);
            } catch (InterruptedException e) {
                LOG.debug("Nobody has a reason to interrupt the watch of markers", e);
            } catch (Throwable e) { // whoever waits must neither go deaf nor wait for ever
                LOG.error("The watch of markers at {} met an error and goes on", redis.address(), e);
                failAll(RedisErrors.translate(e, redis.address()));
                nextReadIn(PAUSE_AFTER_ERROR_NANOS);
            }
        }
    }

    private void nextReadIn(long nanos) {
        lock.lock();
        try {
            nextReadNanos = System.nanoTime() + nanos;
        } finally {
            lock.unlock();
        }
    }

    /** The next read, when somebody waits and it is time for it; null when the watch was closed. */
    private @Nullable Read nextRead() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                var early = nextReadNanos - System.nanoTime();
                if (waits.isEmpty()) {
                    changed.await();
                } else if (early > 0) {
                    changed.awaitNanos(early);
                } else {
                    if (renamed) {
                        renamed = false;
                        reads.rename(MarkerSeat.connectionName(seats));
                    }
                    read = new Read(!moreMayBeThere, waits.markerKeys(), waits.firstEndNanos());
                    return read;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void perform(Read next) throws InterruptedException {
        List<Marker> markers;
        try {
            markers = next.blocks ? popOne(next) : takeAllOf(next.markerKeys);
        } catch (TaurineException e) {
            failed(next, e);
            return;
        }
        ended(next, markers);
    }

    private List<Marker> popOne(Read next) throws InterruptedException {
        var keys = new ArrayList<String>(next.markerKeys.size() + 1);
        keys.add(wakeKey);
        keys.addAll(next.markerKeys);
        return reads.popMarker(keys, next.timeout(), GRACE).stream()
                .filter(popped -> !popped.key().equals(wakeKey))
                .toList();
    }

    private List<Marker> takeAllOf(Set<String> markerKeys) {
        var keys = List.copyOf(markerKeys);
        var taken = new ArrayList<Marker>();
        for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
            var some = keys.subList(from, Math.min(keys.size(), from + KEYS_AT_ONCE));
            var reply = Replies.list(Await.result(redis.runOnce(Scripts.TAKE_MARKERS, some)));
            for (int i = 0; i < reply.size(); i += 3) {
                taken.add(new Marker(
                        some.get((int) Replies.number(reply.get(i)) - 1),
                        String.valueOf(reply.get(i + 1)),
                        Double.parseDouble(String.valueOf(reply.get(i + 2)))));
            }
        }
        return taken;
    }

    private void ended(Read done, List<Marker> markers) {
        var served = new LinkedHashMap<Marker, Wait>();
        var unwanted = new ArrayList<Marker>();
        List<Wait> ended;
        lock.lock();
        try {
            read = null;
            failures = 0;
            var now = System.nanoTime();
            moreMayBeThere = !markers.isEmpty() && !done.isCheap();
            if (!markers.isEmpty() || !done.ending) {
                // Who was served or has waited long enough mostly comes back at once, and is in the next read then.
                nextReadNanos = now + done.distanceNanos();
            } else {
                nextReadNanos = done.blocks ? done.sentNanos + done.distanceNanos() : now;
            }
            for (var marker : markers) {
                var wait = waits.take(marker.key());
                if (wait == null) {
                    unwanted.add(marker);
                } else {
                    served.put(marker, wait);
                }
            }
            ended = waits.takeEnded(now);
        } finally {
            lock.unlock();
        }
        served.forEach((marker, wait) -> wait.marker.complete(OptionalDouble.of(marker.score())));
        ended.forEach(wait -> wait.marker.complete(OptionalDouble.empty()));
        unwanted.forEach(this::putBack);
    }

    /** Who waited for it has left: it is for the workers of others. */
    private void putBack(Marker marker) {
        redis.command(commands -> commands.zadd(marker.key(), ZAddArgs.Builder.nx(), marker.score(), marker.member()))
                .whenComplete((added, failure) -> {
                    if (failure != null) {
                        LOG.debug("A marker of {} is lost: {}", marker.key(), failure.getMessage());
                    }
                });
    }

    private void failed(Read broken, TaurineException failure) {
        boolean interrupted;
        lock.lock();
        try {
            read = null;
            interrupted = broken.interrupted;
            failures = Math.min(20, failures + 1);
            nextReadNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_AFTER_FAILURE.apply(failures));
        } finally {
            lock.unlock();
        }
        var refused = interrupted ? Map.<String, RedisReplyException>of() : refusedOf(broken, failure);
        refused.forEach(this::failAllOf);
        if (interrupted || (!refused.isEmpty() && !broken.blocks)) {
            // It may have taken a marker along.
            takeAll().forEach(wait -> wait.marker.complete(MarkerSeat.MAYBE_NOW));
        } else if (refused.isEmpty()) {
            failAll(failure);
        } // else a BZPOPMIN that was refused took nothing, and whoever it was not about waits on
    }

    /** Redis refuses a read as a whole and does not say for which of its keys. */
    private Map<String, RedisReplyException> refusedOf(Read broken, TaurineException failure) {
        var refused = new LinkedHashMap<String, RedisReplyException>();
        if (failure instanceof RedisReplyException && failure.getCause() instanceof RedisCommandExecutionException) {
            var probes = new LinkedHashMap<String, CompletableFuture<Long>>();
            broken.markerKeys.forEach(key -> probes.put(key, probe(key)));
            probes.forEach((key, probe) -> {
                try {
                    Await.result(probe);
                } catch (RedisReplyException e) {
                    refused.put(key, e);
                } catch (RedisUnavailableException e) {
                    LOG.debug("Cannot tell whether {} can be read: {}", key, e.getMessage());
                }
            });
        }
        return refused;
    }

    private void failAllOf(String markerKey, RedisReplyException failure) {
        List<Wait> failed;
        lock.lock();
        try {
            refusedKeys.add(markerKey);
            failed = waits.takeAllOf(markerKey);
        } finally {
            lock.unlock();
        }
        LOG.debug("The marker {} cannot be read", markerKey, failure);
        failed.forEach(wait -> wait.marker.completeExceptionally(failure));
    }

    private void failAll(RuntimeException failure) {
        takeAll().forEach(wait -> wait.marker.completeExceptionally(failure));
    }

    private List<Wait> takeAll() {
        lock.lock();
        try {
            return waits.takeAll();
        } finally {
            lock.unlock();
        }
    }
}
