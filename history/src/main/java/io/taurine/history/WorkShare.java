package io.taurine.history;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How much of its time the follower works. What it takes from the jobs on the same machine is bounded: while all processors are
 * busy it works its share and rests, however far it is behind; while there is time to spare it takes ever more of that.
 */
final class WorkShare {

    /** Above that the machine has nothing to spare, below the other it has. */
    private static final double BUSY = 0.9;

    private static final double SPARE = 0.8;

    private final double least;
    private final DoubleSupplier load;
    private double share;

    /** @param load of all processors since it was asked last, 0 to 1; anything else where that is not known */
    WorkShare(double least, DoubleSupplier load) {
        this.least = least;
        this.load = load;
        this.share = least;
    }

    /** By the load of this machine, or of the container it is in. */
    static WorkShare ofThisMachine(double least) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? new WorkShare(least, system::getCpuLoad)
                : new WorkShare(least, () -> Double.NaN);
    }

    /** How long to rest when it has caught up: events gather meanwhile, and cost less together. */
    Duration restWhenDone(Duration worked) {
        share = least;
        return rest(worked);
    }

    /** How long to rest when there is more to do. */
    Duration restWhenBehind(Duration worked) {
        var busy = load.getAsDouble();
        if (busy >= 0 && busy < SPARE) {
            share = Math.min(1, share * 2);
        } else if (!(busy >= 0 && busy <= BUSY)) {
            share = Math.max(least, share / 2);
        }
        return rest(worked);
    }

    private Duration rest(Duration worked) {
        return Duration.ofNanos((long) (worked.toNanos() * (1 / share - 1)));
    }
}
