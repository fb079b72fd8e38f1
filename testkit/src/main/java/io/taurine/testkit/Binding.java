package io.taurine.testkit;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes a port that was ours until now. The kernel may hold it a moment longer: a child process that is just being started
 * has a copy of every socket of its parent until it becomes another program.
 */
final class Binding {
    private static final long BETWEEN_TRIES_NANOS = Duration.ofMillis(1).toNanos();

    private Binding() {}

    /** One try; a failed one leaves nothing open. */
    interface Try<S> {
        S bind() throws IOException;
    }

    /** Tries until it works; the last failure when time is over. */
    static <S> S within(Duration time, Try<S> once) throws IOException {
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            try {
                return once.bind();
            } catch (BindException held) {
                if (System.nanoTime() - deadline >= 0) {
                    throw held;
                }
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        }
    }
}
