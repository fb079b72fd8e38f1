package io.taurine.worker;

import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.Conductor;
import io.taurine.queue.internal.Conductor.Seat;
import io.taurine.queue.internal.Conductor.Turns;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.internal.redis.BlockingReads;
import java.time.Duration;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * {@link Fetcher} for a connection on which nothing runs by itself: at each turn it claims one job and runs it, on the thread
 * that gives the turn. One at a time, so that the order does not depend on the worker's concurrency.
 */
final class ConductedFetcher implements FetchLoop, Turns {

    private final WorkerGateway gateway;
    private final Conductor conductor;
    private final BlockingReads marker;
    private final Claims<?> claims;
    private final FetchState state;
    private final Queue<Runnable> ready;
    private @Nullable Seat seat;
    private volatile boolean paused;
    private volatile boolean closed;

    /**
     * @param ready jobs that a claim brought. They run once the claim is over: what a job does must not meet a call half done
     */
    ConductedFetcher(
            WorkerGateway gateway,
            Conductor conductor,
            BlockingReads marker,
            Claims<?> claims,
            FetchState state,
            Queue<Runnable> ready) {
        this.gateway = gateway;
        this.conductor = conductor;
        this.marker = marker;
        this.claims = claims;
        this.state = state;
        this.ready = ready;
    }

    @Override
    public void start() {
        marker.open(); // nobody reads from it; it shows the worker among those of the queue
        seat = conductor.seatWorker(this);
    }

    @Override
    public boolean take() {
        if (paused || closed || isLimitedByHand()) {
            return false;
        }
        Await.result(claims.claimFreeSlots(1));
        var next = ready.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    /** Claims do not look at such a limit where the queue has none of its own. */
    private boolean isLimitedByHand() {
        if (state.isLimitedByHand()) {
            state.limitedByHand(Await.result(gateway.rateLimitTtl()));
        }
        return state.isLimitedByHand();
    }

    @Override
    public long nextDueMillis() {
        if (paused || closed) {
            return 0;
        }
        var limited = state.limitedForMillis();
        return limited > 0 ? conductor.clock().millis() + limited : Await.result(gateway.nextDueMillis());
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        state.lookFirst();
        paused = false;
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    @Override
    public void close(Duration bound) {
        closed = true;
        marker.close();
        var taken = seat;
        if (taken != null) { // else it was never started
            taken.close();
        }
    }
}
