package io.taurine.inline.internal;

import io.taurine.inline.internal.memory.MemoryRedis;
import io.taurine.queue.internal.Conductor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Gives turns on the thread of whoever calls, one thread at a time. A turn that calls again, from within a processor, gives no
 * further turns unless it waits or moves the clock: those are given when it has ended.
 */
public final class InlineConductor implements Conductor {

    /** So many turns without time passing are jobs that make jobs for ever. */
    private static final int MAX_TURNS = 100_000;

    private final int maxTurns;
    private final boolean atOnce;
    private final Timeline timeline;
    private final MemoryRedis redis;
    private final List<Turns> listeners = new CopyOnWriteArrayList<>();
    private final List<Turns> workers = new CopyOnWriteArrayList<>();

    /** Held by the thread that gives turns. */
    private final ReentrantLock baton = new ReentrantLock();

    private volatile boolean askedMeanwhile;

    /**
     * @param atOnce true gives turns to workers after each call, false when asked to
     */
    public InlineConductor(Instant start, boolean atOnce) {
        this(start, atOnce, MAX_TURNS);
    }

    /** With another bound on turns; for tests. */
    InlineConductor(Instant start, boolean atOnce, int maxTurns) {
        this.maxTurns = maxTurns;
        this.atOnce = atOnce;
        this.timeline = new Timeline(start);
        this.redis = new MemoryRedis(timeline::millis);
    }

    public MemoryRedis redis() {
        return redis;
    }

    @Override
    public InstantSource clock() {
        return timeline;
    }

    @Override
    public long nanoTime() {
        return timeline.nanoTime();
    }

    @Override
    public ScheduledExecutorService newTimer() {
        return new VirtualTimer(timeline);
    }

    @Override
    public Seat seatListener(Turns turns) {
        return seat(listeners, turns);
    }

    @Override
    public Seat seatWorker(Turns turns) {
        return seat(workers, turns);
    }

    private static Seat seat(List<Turns> row, Turns turns) {
        row.add(turns);
        return () -> row.remove(turns);
    }

    @Override
    public <I> I attended(Class<? super I> type, I target) {
        InvocationHandler handler = (self, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
                return arguments != null && self == arguments[0];
            }
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            } finally {
                if (method.getDeclaringClass() != Object.class) {
                    afterCall();
                }
            }
        };
        @SuppressWarnings("unchecked") // it has the interface that the caller asked for
        var attended = (I) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
        afterCall();
        return attended;
    }

    private void afterCall() {
        if (baton.isHeldByCurrentThread()) {
            return;
        }
        do {
            askedMeanwhile = true;
            if (!baton.tryLock()) {
                return; // whoever has it looks again
            }
            try {
                askedMeanwhile = false;
                if (atOnce) {
                    work(() -> false);
                } else {
                    listen();
                }
            } finally {
                baton.unlock();
            }
        } while (askedMeanwhile);
    }

    private void listen() {
        var turns = 0;
        for (boolean more = true; more; ) {
            more = false;
            for (var listener : listeners) {
                more |= listener.take();
            }
            requireEnd(turns++);
        }
    }

    /** Gives every worker its turn, round after round, until none has anything to do; returns how many there were. */
    private int work(BooleanSupplier enough) {
        var taken = 0;
        listen();
        for (boolean more = true; more; ) {
            more = false;
            for (var worker : workers) {
                if (enough.getAsBoolean()) {
                    return taken;
                }
                if (worker.take()) {
                    more = true;
                    requireEnd(taken++);
                    listen();
                }
            }
        }
        return taken;
    }

    private void requireEnd(int turns) {
        if (turns > maxTurns) {
            throw new IllegalStateException("More than " + maxTurns
                    + " jobs ran without time passing: does a job add itself again, or fail with very many attempts and no"
                    + " backoff?");
        }
    }

    /** Runs what waits; returns how many jobs were run. */
    public int runPending() {
        baton.lock();
        try {
            return work(() -> false);
        } finally {
            baton.unlock();
        }
    }

    /** Runs the next job; false when none waits. */
    public boolean runNext() {
        baton.lock();
        try {
            var ran = false;
            for (var worker : workers) {
                if (!ran) {
                    ran = worker.take();
                }
            }
            listen();
            return ran;
        } finally {
            baton.unlock();
        }
    }

    /** Moves the clock there, and on the way does everything at its time. */
    public void advanceTo(Instant target) {
        advance(timeline.nanosAt(target), () -> false);
    }

    @Override
    public void await(BooleanSupplier condition, Duration longest) {
        advance(timeline.nanoTime() + longest.toNanos(), condition);
    }

    private void advance(long target, BooleanSupplier enough) {
        baton.lock();
        try {
            while (true) {
                work(enough);
                if (enough.getAsBoolean()) {
                    return;
                }
                var busy = isBusy();
                var next = nextDueNanos(busy);
                if (next > target) {
                    break;
                }
                timeline.moveTo(next);
                timeline.runDue(busy);
            }
            timeline.moveTo(target);
            timeline.runDue(isBusy());
            work(enough);
        } finally {
            baton.unlock();
        }
    }

    /**
     * True while a job is held by a worker. Only then the worker's housekeeping, renewing locks and looking for stalled jobs,
     * has anything to do; without it a year passes in no time.
     */
    private boolean isBusy() {
        return redis.isAnyJobActive();
    }

    private long nextDueNanos(boolean withPeriodic) {
        var now = timeline.nanoTime();
        var next = Math.max(now, timeline.nextDueNanos(withPeriodic));
        for (var worker : workers) {
            var due = worker.nextDueMillis();
            if (due > 0) {
                var nanos = timeline.nanosAt(Instant.ofEpochMilli(due));
                // What is due and was not taken waits for something else.
                if (nanos > now) {
                    next = Math.min(next, nanos);
                }
            }
        }
        return next;
    }
}
