package io.taurine.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shows on a terminal that a call which may take long is still under way. */
final class LongWork {

    private LongWork() {}

    /** The first sign comes after a second, so that short work stays quiet. */
    static <R> R show(Output output, String what, Supplier<R> work) {
        if (!output.showsStatus()) {
            return work.get();
        }
        var started = System.nanoTime();
        var clock = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "taurine-status");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleAtFixedRate(
                () -> output.status(what + " … " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started) + " s"),
                1,
                1,
                TimeUnit.SECONDS);
        try {
            return work.get();
        } finally {
            clock.shutdownNow();
            output.clearStatus();
        }
    }
}
