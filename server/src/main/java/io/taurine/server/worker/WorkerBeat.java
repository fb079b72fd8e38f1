package io.taurine.server.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says again and again that this process is there, and at its end that it is no more. */
public final class WorkerBeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerBeat.class);

    /** Of the time after which a process is taken for dead: two beats that are late are no death. */
    private static final int BEATS = 3;

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final WorkerRegister register;
    private final String name;
    private final int maxConcurrency;
    private final Supplier<List<String>> definitions;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Instant startedAt;
    private boolean isOut;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var created = new Thread(task, "taurine-heartbeat");
        created.setDaemon(true);
        return created;
    });

    private WorkerBeat(
            WorkerRegister register,
            String name,
            int maxConcurrency,
            Supplier<List<String>> definitions,
            Duration lifetime,
            InstantSource clock) {
        this.register = register;
        this.name = name;
        this.maxConcurrency = maxConcurrency;
        this.definitions = definitions;
        this.lifetime = lifetime;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /**
     * Begins.
     *
     * @param definitions asked each time; ordered
     * @param interval from one beat to the next
     * @param lease how long the locks of a dead process live: it is taken for dead after that, or after three beats
     */
    public static WorkerBeat start(
            WorkerRegister register,
            String name,
            int maxConcurrency,
            Supplier<List<String>> definitions,
            Duration interval,
            Duration lease,
            InstantSource clock) {
        var beats = interval.multipliedBy(BEATS);
        var lifetime = beats.compareTo(lease) > 0 ? beats : lease;
        var beat = new WorkerBeat(register, name, maxConcurrency, definitions, lifetime, clock);
        beat.thread.scheduleWithFixedDelay(beat::tell, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return beat;
    }

    private void tell() {
        try {
            var now = clock.instant();
            register.put(
                    new WorkerPresence(name, startedAt, now, now.plus(lifetime), maxConcurrency, definitions.get()));
            isOut = false;
        } catch (RuntimeException e) { // a timer whose task throws is never called again
            if (!isOut && !thread.isShutdown()) {
                isOut = true;
                LOG.warn("The heartbeat of {} does not come through, goes on trying: {}", name, e.toString());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                register.remove(name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Worker {} could not be signed off: {}", name, e.toString());
        }
    }
}
