package io.taurine.benchmark.soak;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can go wrong. What it is done to, and for how long, {@link FaultPlan} decides. */
enum FaultKind {
    /** SIGKILL of a process, which is started again later. */
    KILL(Reach.PROCESS, 100, 3_000),
    /** SIGTERM of a worker, which ends in order, and is started again later. */
    TERMINATE(Reach.PROCESS, 500, 3_000),
    /** SIGSTOP of a process, as a long collection of garbage or a busy host. */
    FREEZE(Reach.PROCESS, 300, 6_000),
    /** Connections of a process are reset, and new ones refused for a while. */
    CUT(Reach.PROCESS, 0, 3_000),
    /** Nothing gets through, in either direction. */
    STALL(Reach.PROCESS, 200, 6_000),
    /** Requests arrive, replies do not; then the connections are reset. */
    LOST_REPLIES(Reach.PROCESS, 200, 2_500),
    /** The connections of a process fall silent, while new ones work. */
    HALF_OPEN(Reach.PROCESS, 500, 6_000),
    /** The clock of a process is minutes away from Redis's. It harms no lock, so no job may run twice for it. */
    CLOCK(Reach.PROCESS, 1_000, 8_000),
    /** SIGKILL of Redis, started again with its append-only file. */
    REDIS_KILL(Reach.REDIS, 0, 2_000),
    /** Redis is ended in order, and started again. */
    REDIS_RESTART(Reach.REDIS, 0, 1_000),
    /** SIGSTOP of Redis. */
    REDIS_PAUSE(Reach.REDIS, 200, 4_000),
    /** Redis closes the connections of all. */
    DROP(Reach.REDIS, 0, 0),
    /** Redis forgets its scripts. Disturbs nobody. */
    FLUSH(Reach.REDIS, 0, 0),
    /** A queue is paused, and resumed. Disturbs nobody. */
    PAUSE(Reach.QUEUE, 200, 3_000);

    enum Reach {
        PROCESS,
        REDIS,
        QUEUE
    }

    final Reach reach;
    final int leastMillis;
    final int mostMillis;

    FaultKind(Reach reach, int leastMillis, int mostMillis) {
        this.reach = reach;
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
    }

    /** The one of that {@link #label}. */
    static Optional<FaultKind> of(String label) {
        return Stream.of(values()).filter(kind -> kind.label().equals(label)).findFirst();
    }

    /** Whether a job may be run once more because of it. */
    boolean disturbs() {
        return this != CLOCK && this != FLUSH && this != PAUSE;
    }

    /** Whether it takes a command to Redis. */
    boolean asksRedis() {
        return this == DROP || this == FLUSH || this == PAUSE;
    }

    /** As on the command line, for example {@code redis-kill}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
