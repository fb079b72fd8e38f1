package io.taurine.inline;

import io.taurine.inline.internal.InlineConductor;
import io.taurine.inline.internal.memory.MemoryWire;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.testkit.TestQueue;
import java.time.Instant;
import java.util.Objects;

/**
 * Jobs in a unit test: a connection for the code under test that needs no Redis, no thread and no waiting. Queues, workers,
 * flows and listeners are made on it as in production and run the same code, scripts included; only where the data lies and who
 * gives them their turn is different. Everything happens on the thread of the test, in the same order each time.
 *
 * <p>Make one for each test. Safe to share between threads, though a test that needs several says more on a real Redis.
 */
public final class InlineJobs implements AutoCloseable {

    /** When the clock starts unless the test says otherwise. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final InlineConductor conductor;
    private final VirtualClock clock;
    private final MemoryWire wire;
    private final RedisConnection connection;

    private InlineJobs(Instant start, boolean atOnce) {
        conductor = new InlineConductor(Objects.requireNonNull(start, "start"), atOnce);
        clock = new VirtualClock(conductor);
        var server = new RedisServer(RedisServer.Topology.STANDALONE, "7.2.0", "noeviction");
        wire = new MemoryWire(conductor.redis(), conductor);
        connection = LettuceConnection.over(wire, "memory", server);
    }

    /**
     * Jobs run at once: when {@code add} returns, the processor has run, also all attempts that follow without a pause. Delayed
     * jobs wait for the {@link #clock()}.
     */
    public static InlineJobs inline() {
        return inline(START);
    }

    /** As {@link #inline()}, with a clock that starts at this instant. */
    public static InlineJobs inline(Instant start) {
        return new InlineJobs(start, true);
    }

    /** Jobs wait until the test calls {@link #runPending()} or {@link #runNext()}, or lets time pass. */
    public static InlineJobs queued() {
        return queued(START);
    }

    /** As {@link #queued()}, with a clock that starts at this instant. */
    public static InlineJobs queued(Instant start) {
        return new InlineJobs(start, false);
    }

    /** For the code under test, in place of the one to Redis. Closed with this. */
    public RedisConnection connection() {
        return connection;
    }

    public VirtualClock clock() {
        return clock;
    }

    /** The queue of that name as testkit's {@code assertThatJob} and {@code assertThatQueue} look at it. */
    public TestQueue look(String queueName) {
        return wire.look(queueName);
    }

    /** Runs all that waits, and what that adds, until nothing is left that could run now; returns how many runs there were. */
    public int runPending() {
        return conductor.runPending();
    }

    /** Runs one job, of the worker that was started first if several could; false when none waits. */
    public boolean runNext() {
        return conductor.runNext();
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "Inline jobs at " + clock.instant();
    }
}
