package io.taurine.repeat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When something runs, as a value: a cron pattern, an interval, a recurrence rule or a single instant. Start here. A schedule
 * has no clock and no state: every question carries the instant it is asked for. Immutable, safe to share between threads.
 *
 * <p>Resolution is one second for {@link CronSchedule} and {@link RecurrenceSchedule}, one millisecond for the others.
 */
public sealed interface Schedule permits CronSchedule, IntervalSchedule, RecurrenceSchedule, OnceSchedule {

    /**
     * A cron pattern in BullMQ's dialect: up to six fields, missing ones filled from the left.
     *
     * @throws IllegalArgumentException naming the field, its value and the allowed range, if the pattern is none
     * @see CronSchedule
     */
    static CronSchedule cron(String pattern, ZoneId zone) {
        return CronSchedule.of(pattern, zone);
    }

    /**
     * A cron pattern of another dialect; the schedule has its {@linkplain CronDialect#translate translation}.
     *
     * @throws IllegalArgumentException if it is none, or says what BullMQ's dialect cannot, naming it
     */
    static CronSchedule cron(String pattern, CronDialect dialect, ZoneId zone) {
        return CronSchedule.of(dialect.translate(pattern), zone);
    }

    /** One run each {@code every}, which is 1 ms or more and a whole number of milliseconds. */
    static IntervalSchedule every(Duration every) {
        return IntervalSchedule.of(every);
    }

    /** A rule field by field, for what reads badly as cron. */
    static RecurrenceSchedule.Builder recurrence(ZoneId zone) {
        return new RecurrenceSchedule.Builder(zone);
    }

    /** A single run, taken to the millisecond. */
    static OnceSchedule once(Instant at) {
        return OnceSchedule.of(at);
    }

    /**
     * The first run strictly after {@code instant}, never before {@link #start()} nor after {@link #end()}; empty if there is
     * none. The {@link #limit()} plays no part: how often a schedule has run is not known here.
     */
    Optional<Instant> nextAfter(Instant instant);

    /**
     * The next runs strictly after {@code after}, soonest first: {@code count} of them, fewer if the schedule ends before or
     * its {@link #limit()} is smaller.
     *
     * @param count 0 to 1,000,000
     */
    default List<Instant> next(Instant after, int count) {
        if (count < 0 || count > 1_000_000) {
            throw new IllegalArgumentException("count must be 0 to 1000000, was " + count);
        }
        var most = Math.min(count, limit().orElse(count));
        var runs = new ArrayList<Instant>(Math.min(most, 1000));
        var from = after;
        while (runs.size() < most) {
            var run = nextAfter(from);
            if (run.isEmpty()) {
                break;
            }
            from = run.get();
            runs.add(from);
        }
        return List.copyOf(runs);
    }

    /** Most runs in all; empty means no bound. */
    OptionalInt limit();

    /** No run before it; empty means at once. */
    Optional<Instant> start();

    /** No run after it; a run at this very instant counts. Empty means for ever. */
    Optional<Instant> end();

    /** The same with at most {@code limit} runs, 1 or more. */
    Schedule withLimit(int limit);

    /** The same with no run before {@code start}, taken to the millisecond. */
    Schedule withStart(Instant start);

    /** The same with no run after {@code end}, taken to the millisecond. */
    Schedule withEnd(Instant end);

    /** Whether a BullMQ worker beside us could iterate it, that is whether {@link #shared()} answers. */
    default boolean isPortable() {
        return notPortableBecause().isEmpty();
    }

    /** Why a queue shared with BullMQ cannot hold this schedule; empty if it can. */
    Optional<String> notPortableBecause();

    /**
     * This schedule in one of the two forms BullMQ stores, a {@link CronSchedule} or an {@link IntervalSchedule}, with the same
     * runs: a recurrence rule becomes its cron text, a single run an interval limited to one.
     *
     * @throws IllegalArgumentException with {@link #notPortableBecause()}, if there is no such form
     */
    Schedule shared();
}
