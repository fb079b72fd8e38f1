package io.taurine.worker;

import io.taurine.queue.internal.ClaimReply;
import java.util.function.LongSupplier;

/** What the worker knows of its queue from the last claim: empty or not, when the next job is due, whether it is limited. */
final class FetchState {

    private final LongSupplier nanos;
    private final LongSupplier millis;
    private volatile boolean idle;
    private volatile boolean heldBack;
    private volatile long nextDueMillis;
    private volatile long limitedUntilNanos;
    private volatile boolean limited;
    private volatile long handLimitUntilNanos;
    private volatile boolean handLimited;
    private volatile long lastFetchNanos;
    private volatile long redisAheadMillis;

    FetchState(LongSupplier nanos, LongSupplier millis) {
        this.nanos = nanos;
        this.millis = millis;
        this.lastFetchNanos = nanos.getAsLong();
    }

    /** Notes the reply to a claim that asked for that many jobs. */
    void claimed(ClaimReply reply, int asked) {
        heard();
        if (reply.nowMillis() > 0) {
            // Due times are Redis's: a worker whose own clock is wrong must neither sleep too long nor spin.
            redisAheadMillis = reply.nowMillis() - millis.getAsLong();
        }
        limited = reply.limitedMillis() > 0;
        limitedUntilNanos = nanos.getAsLong() + reply.limitedMillis() * 1_000_000;
        heldBack = reply.nextDueMillis() < 0;
        nextDueMillis = Math.max(0, reply.nextDueMillis());
        // Under a rate limit there may be jobs: the limit says when to look again, not the marker.
        idle = reply.jobs().size() < asked && reply.dropped().isEmpty() && reply.limitedMillis() == 0;
    }

    /** Forgets everything: the next step is to look at the queue. */
    void lookFirst() {
        idle = false;
        limited = false;
        nextDueMillis = 0;
    }

    void heard() {
        lastFetchNanos = nanos.getAsLong();
    }

    boolean isIdle() {
        return idle;
    }

    /** True when the last claim was not allowed to look for jobs. */
    boolean isHeldBack() {
        return heldBack;
    }

    long nextDueMillis() {
        return nextDueMillis;
    }

    void setNextDueMillis(long due) {
        nextDueMillis = due;
    }

    /** Redis's clock as far as this worker can tell. */
    long redisMillis() {
        return millis.getAsLong() + redisAheadMillis;
    }

    /**
     * Notes a rate limit that a processor of this worker asked for, or how long it still lasts; 0 or less ends it. Claims do
     * not end it: where the queue has no limit, the script does not look at it.
     */
    void limitedByHand(long millis) {
        handLimitUntilNanos = nanos.getAsLong() + Math.max(0, millis) * 1_000_000;
        handLimited = millis > 0;
    }

    boolean isLimitedByHand() {
        return handLimited;
    }

    /** How long the rate limit still lasts, rounded up; 0 when there is none. */
    long limitedForMillis() {
        return Math.max(
                limited ? millisUntil(limitedUntilNanos) : 0, handLimited ? millisUntil(handLimitUntilNanos) : 0);
    }

    private long millisUntil(long untilNanos) {
        return Math.max(0, (untilNanos - nanos.getAsLong() + 999_999) / 1_000_000);
    }

    long sinceLastFetchNanos() {
        return nanos.getAsLong() - lastFetchNanos;
    }
}
