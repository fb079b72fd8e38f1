package io.taurine.queue.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/**
 * Stands in for the threads and the clock of a connection that has neither: that of a test without Redis. What is a loop on a
 * thread of its own elsewhere takes a seat here, and gets its turns on the thread of whoever uses the connection. Where it is
 * absent, which is everywhere but in such tests, nothing of this plays a part.
 */
public interface Conductor {

    /** The time in which the queues of the connection live; it stands still unless somebody moves it. */
    InstantSource clock();

    /** Measures by the same time. */
    long nanoTime();

    /** Runs tasks when the clock has got there. Each caller gets one of its own and may shut it down. */
    ScheduledExecutorService newTimer();

    /** Gives turns after each call to the connection. */
    Seat seatListener(Turns turns);

    /** Gives turns when jobs are to be run, which the mode of the connection decides. */
    Seat seatWorker(Turns turns);

    /** Lets work be done, and time pass where there is none, until the condition holds or that much time is over. */
    void await(BooleanSupplier condition, Duration longest);

    /** The same object; after each call through the interface there are turns. */
    <I> I attended(Class<? super I> type, I target);

    /** What would be a loop. */
    interface Turns {

        /** Does one thing; false when there is nothing to do now. */
        boolean take();

        /** When there will be something to do though nobody calls, in ms since 1970; 0 for never. */
        default long nextDueMillis() {
            return 0;
        }
    }

    /** Given back by whoever wants no more turns. Harmless twice. */
    interface Seat extends AutoCloseable {

        @Override
        void close();
    }
}
