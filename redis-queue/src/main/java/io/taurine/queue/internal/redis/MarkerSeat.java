package io.taurine.queue.internal.redis;

import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.SharedConnectionName;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleFunction;

/**
 * One worker's place to wait for its marker: on a connection of its own, or with others on one that they share. Every wait
 * has a hard bound. One thread waits; any may end its wait.
 */
public final class MarkerSeat implements AutoCloseable {

    /** The answer where a marker may have been lost: have a look. */
    static final OptionalDouble MAYBE_NOW = OptionalDouble.of(0);

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final MarkerGroup group;
    private final BlockingReads own;
    private final String markerKey;
    private final String clientName;
    private final Duration patience;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();

    private MarkerSeat(MarkerGroup group, BlockingReads own, String markerKey, String clientName, Duration patience) {
        this.group = group;
        this.own = own;
        this.markerKey = markerKey;
        this.clientName = clientName;
        this.patience = patience;
    }

    /**
     * A seat in that group.
     *
     * @param patience how much longer than asked for a wait on a shared connection may take at most
     */
    static MarkerSeat in(MarkerGroup group, BlockingReads own, String markerKey, String clientName, Duration patience) {
        var seat = new MarkerSeat(group, own, markerKey, clientName, patience);
        group.joined(seat);
        return seat;
    }

    String markerKey() {
        return markerKey;
    }

    /**
     * Waits for a marker and takes it away; returns its score, empty when none came in time.
     *
     * @param timeout how long to wait
     * @param slack how much earlier the wait may end, so that many may end together
     * @throws RedisUnavailableException if the connection broke or was given up, or the seat was closed
     */
    public OptionalDouble await(Duration timeout, Duration slack) throws InterruptedException {
        return await(timeout, slack, score -> BlockingReads.NOTHING_ELSE);
    }

    /**
     * As {@link #await(Duration, Duration)}, and follows a marker up before it returns.
     *
     * @param atOnce what to do with a marker's score on the driver's thread, where it cannot wait; must neither block nor fail.
     *     The wait ends after it. Not called for a marker that was taken on a shared connection
     * @throws RedisUnavailableException if the connection broke or was given up, or the seat was closed
     */
    public OptionalDouble await(Duration timeout, Duration slack, DoubleFunction<CompletionStage<?>> atOnce)
            throws InterruptedException {
        var shared = group.shared();
        if (shared == null) {
            return awaitAlone(timeout, atOnce);
        }
        var marker = shared.await(this, timeout, slack);
        if (closed.get()) {
            shared.remove(this);
        }
        return result(shared, marker, timeout.plus(patience));
    }

    private OptionalDouble awaitAlone(Duration timeout, DoubleFunction<CompletionStage<?>> atOnce)
            throws InterruptedException {
        try {
            return own.popMarker(timeout, GRACE, atOnce);
        } catch (RedisUnavailableException e) {
            if (closed.get() || (!left.getAndSet(false) && group.shared() == null)) {
                throw e;
            }
            return MAYBE_NOW; // the connection was given up on purpose while it waited, maybe with a marker
        }
    }

    /** Gives its own connection up for good: from now on it shares one. */
    void moved() {
        own.close();
    }

    private OptionalDouble result(MarkerWatch shared, CompletableFuture<OptionalDouble> marker, Duration bound)
            throws InterruptedException {
        try {
            return marker.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            shared.leave(this);
            throw e;
        } catch (TimeoutException e) {
            shared.leave(this);
            throw new RedisUnavailableException(
                    "The wait for a marker took longer than " + bound.toMillis() + " ms", true, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Ends the wait under way, if any, as if a marker had come. */
    public void leave() {
        left.set(true);
        own.interrupt();
        var shared = group.shared();
        if (shared != null) {
            shared.leave(this);
        }
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** Ends the wait under way and all later ones with an exception. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            own.close();
            group.left(this);
        }
    }

    /** What a connection is called on which all of these wait: as BullMQ calls it for one, a list of such names for many. */
    static String connectionName(Collection<MarkerSeat> seats) {
        var names = seats.stream().map(seat -> seat.clientName).toList();
        return names.size() == 1 ? names.get(0) : SharedConnectionName.of(names);
    }
}
