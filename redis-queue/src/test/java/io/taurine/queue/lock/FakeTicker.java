package io.taurine.queue.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it, or that moves with each look. */
final class FakeTicker {

    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong(1_000_000);
    private volatile long stepNanos;

    LockClock clock() {
        return new LockClock(() -> nanos.getAndAdd(stepNanos), () -> START.plusNanos(nanos.get() - 1_000_000));
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Every look at the clock takes that long. */
    FakeTicker step(Duration time) {
        stepNanos = time.toNanos();
        return this;
    }
}
