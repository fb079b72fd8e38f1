package io.taurine.benchmark.soak;

import java.time.Instant;
import java.time.InstantSource;

/** What {@link ClockAgent} puts in place of the JDK's clocks: minutes away from the others when told so. */
public final class MovedClock {
    private static volatile long offsetMillis;

    private MovedClock() {}

    static void moveBy(long millis) {
        offsetMillis = millis;
    }

    /** For {@link System#currentTimeMillis()}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + offsetMillis;
    }

    /** For {@link Instant#now()}. */
    public static Instant now() {
        return Instant.now().plusMillis(offsetMillis);
    }

    /** For {@link InstantSource#system()}. */
    public static InstantSource system() {
        return MovedClock::now;
    }
}
