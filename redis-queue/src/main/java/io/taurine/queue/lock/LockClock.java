package io.taurine.queue.lock;

import io.taurine.queue.internal.redis.LettuceConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time as locks need it.
 *
 * @param ticker nanoseconds that only go forward; what validity is measured with
 * @param wall the time of day, for people
 */
record LockClock(LongSupplier ticker, InstantSource wall) {

    static final LockClock SYSTEM = new LockClock(System::nanoTime, InstantSource.system());

    /** That of the connection, which in a test without Redis is its own. */
    static LockClock of(LettuceConnection redis) {
        return redis.conductor()
                .map(conductor -> new LockClock(conductor::nanoTime, conductor.clock()))
                .orElse(SYSTEM);
    }

    long nanos() {
        return ticker.getAsLong();
    }

    /** The time of day at which the ticker will show that. */
    Instant at(long nanos) {
        return wall.instant().plus(Duration.ofNanos(nanos - nanos()));
    }
}
