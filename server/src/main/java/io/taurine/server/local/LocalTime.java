package io.taurine.server.local;

import java.time.Instant;
import java.time.InstantSource;

/** The clock of a runner, and what it does later. */
interface LocalTime extends InstantSource, AutoCloseable {

    /** Calls the action once that instant has come, at once when it is over, on a thread of its own; the action is short. */
    Alarm at(Instant instant, Runnable action);

    @Override
    void close();

    /** Something to be done later. */
    @FunctionalInterface
    interface Alarm {

        /** It will not be done, unless it is being done; works twice. */
        void cancel();
    }
}
