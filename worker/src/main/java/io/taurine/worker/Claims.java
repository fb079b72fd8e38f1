package io.taurine.worker;

import io.taurine.queue.internal.ClaimReply;
import io.taurine.queue.internal.ClaimReply.ClaimedHash;
import io.taurine.queue.internal.ClaimRequest;
import io.taurine.queue.internal.WorkerGateway;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns replies to claims into runs: every claim of the worker comes through here, the fetcher's and the settler's. */
final class Claims<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** Bound on one script call. */
    private static final int MAX_JOBS = 100;

    private final WorkerGateway gateway;
    private final ClaimRequest template;
    private final ClaimTokens tokens;
    private final Slots slots;
    private final FetchState state;
    private final LostClaims lost;
    private final ListenerThread<T> listeners;
    private final RunningJobs<T> running;
    private final BiConsumer<ClaimedHash, String> starter;
    private final AtomicBoolean drained = new AtomicBoolean();

    /**
     * @param starter starts a claimed job under its token, or gives it back; must neither block nor throw
     */
    Claims(
            WorkerGateway gateway,
            ClaimRequest template,
            ClaimTokens tokens,
            Slots slots,
            FetchState state,
            LostClaims lost,
            ListenerThread<T> listeners,
            RunningJobs<T> running,
            BiConsumer<ClaimedHash, String> starter) {
        this.gateway = gateway;
        this.template = template;
        this.tokens = tokens;
        this.slots = slots;
        this.state = state;
        this.lost = lost;
        this.listeners = listeners;
        this.running = running;
        this.starter = starter;
    }

    /** Claims for the slots that are free now, up to a bound; false when there was none and Redis was not asked. */
    CompletableFuture<Boolean> claimFreeSlots() {
        return claimFreeSlots(MAX_JOBS);
    }

    /** As {@link #claimFreeSlots()} for fewer slots. */
    CompletableFuture<Boolean> claimFreeSlots(int most) {
        if (!slots.isDoubtful()) {
            return claimNow(most);
        }
        // Others need the slots that would be taken until the call times out, and the turn: any command tells whether
        // Redis
        // answers.
        slots.standAside();
        return gateway.rateLimitTtl().thenCompose(alive -> {
            slots.trust();
            return claimNow(most);
        });
    }

    private CompletableFuture<Boolean> claimNow(int most) {
        var taken = slots.take(most);
        if (taken == 0) {
            return CompletableFuture.completedFuture(false);
        }
        var request = request(taken);
        return gateway.claim(request).handle((reply, failure) -> {
            if (failure != null) {
                slots.release(taken);
                failed(request, failure);
                throw asUnchecked(failure);
            }
            arrived(reply, taken, request.token());
            return true;
        });
    }

    /** A claim may follow: until {@link #decided} whoever waits for no runs waits for it too. */
    void deciding() {
        running.expect();
    }

    void decided() {
        running.expectNoMore();
    }

    /** A request with a token of its own; {@link #arrived} or {@link #failed} must follow. */
    ClaimRequest request(int wanted) {
        if (wanted > 0) {
            running.expect();
        }
        return template.withToken(tokens.next(), wanted);
    }

    void failed(ClaimRequest request, Throwable failure) {
        slots.doubt();
        if (request.wanted() > 0) {
            lost.noted(request.token(), failure);
            running.expectNoMore();
        }
    }

    /** Starts what a claim brought for that many taken slots, and frees the slots that got nothing. */
    void arrived(ClaimReply reply, int takenSlots, String token) {
        lost.putBack();
        slots.trust();
        if (takenSlots > 0) {
            state.claimed(reply, takenSlots);
        }
        if (!reply.dropped().isEmpty()) {
            LOG.warn(
                    "{} ids in line in queue {} had no job behind them and were dropped: {}",
                    reply.dropped().size(),
                    gateway.keys().queue(),
                    reply.dropped());
        }
        if (listeners.isMetered() && !reply.jobs().isEmpty()) {
            listeners.measure(
                    meter -> meter.claimed(gateway.keys().queue(), reply.jobs().size()));
        }
        reply.jobs().forEach(job -> starter.accept(job, token));
        slots.release(takenSlots - reply.jobs().size());
        if (takenSlots > 0) {
            running.expectNoMore();
        }
        tellDrained(reply, takenSlots);
    }

    /** Notes how many ends left in one call. */
    void settled(int runs) {
        if (listeners.isMetered()) {
            listeners.measure(meter -> meter.settled(gateway.keys().queue(), runs));
        }
    }

    private void tellDrained(ClaimReply reply, int takenSlots) {
        if (!reply.jobs().isEmpty()) {
            if (drained.get() && drained.compareAndSet(true, false)) {
                listeners.notDrained();
            }
        } else if (takenSlots > 0 && reply.limitedMillis() == 0 && drained.compareAndSet(false, true)) {
            listeners.drained();
        }
    }

    private static RuntimeException asUnchecked(Throwable failure) {
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
