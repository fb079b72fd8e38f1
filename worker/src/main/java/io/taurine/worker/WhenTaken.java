package io.taurine.worker;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a job whose turn comes while another run has the lock of {@link WorkerBuilder#singleRunning}. Immutable. */
public final class WhenTaken {

    private static final WhenTaken SKIP = new WhenTaken(null);

    private final @Nullable Duration delay;

    private WhenTaken(@Nullable Duration delay) {
        this.delay = delay;
    }

    /**
     * The job completes at once with {@link SkippedRun} as its result; the processor is not called. A job that began before and
     * did not end, given back by a worker that closed say, is put aside for a second instead: the lock may be its own run's.
     */
    public static WhenTaken skip() {
        return SKIP;
    }

    /** The job is put aside for that long, 0 to 36,500 days, and comes again; the attempt does not count. */
    public static WhenTaken delay(Duration delay) {
        WorkerBuilder.requireDelay(delay);
        return new WhenTaken(delay);
    }

    /** For how long a job is put aside; empty when it is skipped. */
    Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    @Override
    public String toString() {
        return delay == null ? "skip" : "delay " + delay;
    }
}
