package io.taurine.worker;

import io.github.resilience4j.core.IntervalFunction;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.internal.redis.MarkerSeat;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that fills free slots: claim when there may be work, wait on the marker when there is none. After any failure it
 * looks at the queue before it waits again, so a job added during an outage is not slept over.
 */
final class Fetcher implements FetchLoop {

    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    private static final Duration MAX_BLOCK = Duration.ofSeconds(10);
    private static final Duration MIN_BLOCK = Duration.ofMillis(2);

    private static final CompletableFuture<Boolean> NOT_CLAIMED = CompletableFuture.completedFuture(false);
    private static final IntervalFunction OUTAGE_PAUSE =
            IntervalFunction.ofExponentialBackoff(Duration.ofMillis(20), 2, Duration.ofSeconds(1));

    private final WorkerGateway gateway;
    private final MarkerSeat marker;
    private final Claims<?> claims;
    private final Slots slots;
    private final FetchState state;
    private final Duration drainDelay;

    /** With two commands for each wait, and now and then the check for stalled jobs: about one for each drain delay. */
    private final Duration quietDelay;

    private final Duration maximumRateLimitDelay;
    private final Outage outage;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean paused;

    /** True while this worker may have taken a marker without looking at the queue since. Only the loop touches it. */
    private boolean mayHoldMarker;

    /** True since a wait ended without a marker, until one came. Only the loop touches it. */
    private boolean quiet;

    /** The claim that the marker of the last wait has led to at once; null when it has not. */
    private volatile @Nullable CompletableFuture<Boolean> claimAtOnce;

    /** True since a wait for the marker failed, though claims may work. Only the loop touches it. */
    private boolean deaf;

    Fetcher(
            WorkerGateway gateway,
            MarkerSeat marker,
            Claims<?> claims,
            Slots slots,
            FetchState state,
            Duration drainDelay,
            Duration maximumRateLimitDelay,
            Outage outage) {
        this.gateway = gateway;
        this.marker = marker;
        this.claims = claims;
        this.slots = slots;
        this.state = state;
        this.drainDelay = drainDelay;
        this.quietDelay = drainDelay.multipliedBy(5).dividedBy(2);
        this.maximumRateLimitDelay = maximumRateLimitDelay;
        this.outage = outage;
        this.thread = new Thread(this::run, "taurine-worker-" + gateway.keys().queue() + "-fetch");
        // Not a daemon: a program that started a worker runs until it closes it.
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void pause() {
        paused = true;
        // Ends the wait for a marker; one that arrives all the same is passed on to the workers that are not paused.
        marker.leave();
        slots.wake();
    }

    @Override
    public void resume() {
        state.lookFirst();
        paused = false;
        slots.wake();
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    @Override
    public void close(Duration bound) {
        closing.countDown();
        marker.close();
        slots.wake();
        try {
            thread.join(Math.max(1, bound.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            fetchUntilClosed();
        } finally {
            slots.standAside();
        }
    }

    private void fetchUntilClosed() {
        var failures = 0;
        while (!isClosing()) {
            try {
                fetch();
                if (!deaf || !state.isIdle()) {
                    failures = 0;
                    outage.over();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (isClosing()) {
                    break;
                }
                if (gateway.isClosed()) {
                    LOG.error(
                            "The connection of the worker of queue {} was closed before the worker; it runs no jobs any more",
                            gateway.keys().queue());
                    break;
                }
                state.lookFirst();
                if (paused) {
                    continue;
                }
                outage.noted(e);
                sleep(OUTAGE_PAUSE.apply(Math.min(20, ++failures)));
            } catch (Error e) { // a loop survives everything; an OutOfMemoryError here must not make the worker deaf
                LOG.error(
                        "The fetch loop of queue {} met an error and goes on",
                        gateway.keys().queue(),
                        e);
                state.lookFirst();
                sleep(1000);
            }
        }
        passMarkerOn();
    }

    private void fetch() throws InterruptedException {
        if (paused) {
            passMarkerOn();
            slots.awaitWhile(() -> paused && !isClosing());
        }
        if (state.isLimitedByHand()) {
            passMarkerOn();
        }
        var limitedFor = state.limitedForMillis();
        if (limitedFor > 0) {
            sleep(Math.min(limitedFor, maximumRateLimitDelay.toMillis()));
        }
        if (state.isLimitedByHand()) {
            lookAtHandLimit();
            return;
        }
        if (!listensWithoutSlot() && !slots.awaitFree(() -> paused || isClosing() || listensWithoutSlot())) {
            return;
        }
        if (state.isIdle() && !awaitWork()) {
            return;
        }
        // Announced before the last look at the flags, so that nobody who set one finds the worker idle and is proved
        // wrong.
        claims.deciding();
        try {
            claim();
        } finally {
            claims.decided();
        }
    }

    /** Nobody owes a slot to who has no work: waiting for one, it would hear of a job only once the others have had enough. */
    private boolean listensWithoutSlot() {
        return state.isIdle() && slots.areShared();
    }

    private void claim() {
        if (mayClaim()) {
            follow(claims.claimFreeSlots());
        }
    }

    private boolean mayClaim() {
        return !paused && !isClosing() && !state.isLimitedByHand();
    }

    private void follow(CompletableFuture<Boolean> claim) {
        if (Await.result(claim)) {
            mayHoldMarker = false;
        } else {
            // The last free slot went with a lower concurrency, or others have them all.
            passMarkerOn();
            state.lookFirst();
        }
    }

    /** Somebody may have ended it, or made another; the next step is to wait for it or to claim. */
    private void lookAtHandLimit() {
        if (isClosing()) {
            return;
        }
        state.limitedByHand(Await.result(gateway.rateLimitTtl()));
        state.heard();
        if (!state.isLimitedByHand()) {
            // What came meanwhile may have had its marker taken.
            state.lookFirst();
        }
    }

    /** Wakes another worker in place of this one: a marker that nobody follows up is a job that waits for a timeout. */
    private void passMarkerOn() {
        if (!mayHoldMarker) {
            return;
        }
        mayHoldMarker = false;
        try {
            Await.result(gateway.wakeWorkers());
        } catch (RuntimeException e) {
            LOG.debug(
                    "No marker for the other workers of queue {}",
                    gateway.keys().queue(),
                    e);
        }
    }

    /** True when it is time to claim, and that has not been done yet. */
    private boolean awaitWork() throws InterruptedException {
        var due = state.nextDueMillis();
        // A marker whose taker died is found by a look. Where the last one found nothing, it has time.
        var timeout = quiet && !state.isHeldBack() ? quietDelay : drainDelay;
        var slack = drainDelay.dividedBy(10);
        if (due > 0) {
            var remaining = Duration.ofMillis(due - state.redisMillis());
            if (remaining.isNegative() || remaining.isZero()) {
                return true;
            }
            timeout = min(min(MAX_BLOCK, quietDelay), max(MIN_BLOCK, remaining));
            slack = Duration.ZERO;
        }
        state.setNextDueMillis(0);
        var score = popMarker(timeout, slack);
        var claimed = claimAtOnce;
        if (claimed != null) {
            follow(claimed);
            return false;
        }
        state.heard();
        var next = score.isPresent() ? (long) score.getAsDouble() : 0;
        if (due > 0 && next > due) {
            next = due;
        }
        if (next <= 0 || next - state.redisMillis() < 1) {
            return true;
        }
        state.setNextDueMillis(next);
        return false;
    }

    private OptionalDouble popMarker(Duration timeout, Duration slack) throws InterruptedException {
        slots.standAside();
        mayHoldMarker = true;
        deaf = true;
        claimAtOnce = null;
        var score = marker.await(timeout, slack, this::claimAtOnce);
        deaf = false;
        quiet = score.isEmpty();
        mayHoldMarker = score.isPresent();
        return score;
    }

    /**
     * Claims on the driver's thread, as the ways to the loop and back take longer than the claim. Where slots are shared it is
     * the loop that has its turn.
     */
    private CompletionStage<?> claimAtOnce(double score) {
        if (slots.areShared() || score >= state.redisMillis() + 1) {
            return NOT_CLAIMED;
        }
        claims.deciding();
        try {
            if (!mayClaim()) {
                return NOT_CLAIMED;
            }
            var claim = claims.claimFreeSlots();
            claimAtOnce = claim;
            return claim.exceptionally(failure -> false);
        } finally {
            claims.decided();
        }
    }

    /** Not in line: the end of a run may show meanwhile that there is work, and others would wait for this one to take. */
    private void sleep(long millis) {
        slots.standAside();
        try {
            closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
