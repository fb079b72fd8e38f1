package io.taurine.queue.internal;

import io.taurine.queue.internal.SchedulerStore.Claim;
import io.taurine.queue.internal.SchedulerStore.Definition;
import io.taurine.queue.internal.SchedulerStore.Run;
import io.taurine.queue.internal.SchedulerStore.Slots;
import io.taurine.repeat.OnceSchedule;
import io.taurine.repeat.Schedule;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Creates and replaces job schedulers: checks the schedule, reckons the slots of a pattern, and writes. */
public final class SchedulerWriter {

    private final SchedulerStore store;

    public SchedulerWriter(SchedulerStore store) {
        this.store = store;
    }

    /**
     * What would be written.
     *
     * @param template name, data and options of the jobs
     * @param keepTrace false when only the first run carries the template's trace, and those that inherit it
     * @throws IllegalArgumentException if the schedule cannot be stored or goes not with {@code immediately}
     */
    public static Definition define(
            String id, Schedule schedule, boolean immediately, EncodedJob template, boolean keepTrace) {
        var repeat = RepeatOptions.of(schedule);
        if (immediately) {
            requireImmediatelyFits(repeat);
        }
        var options = TemplateOptions.toJson(template.options());
        var run = options.deepCopy();
        run.set("repeat", repeat.toJson());
        if (!keepTrace) {
            options.remove("tm");
        }
        return new Definition(
                id,
                template.name(),
                template.data().equals("{}") ? "" : template.data(),
                options.isEmpty() ? "" : options.toString(),
                NextRunMaker.runOptions(id, run),
                repeat,
                schedule instanceof OnceSchedule);
    }

    private static void requireImmediatelyFits(RepeatOptions repeat) {
        if (repeat.startMillis() != null) {
            throw new IllegalArgumentException(
                    "Both .immediately and .startDate options are defined for this repeatable job");
        }
        if (repeat.everyMillis() != null) {
            throw new IllegalArgumentException(
                    "immediately is for cron patterns: the first run of an interval is due at once by itself");
        }
    }

    /** Whether a schedule written now would have no run any more. */
    public static boolean isOver(Schedule schedule, boolean immediately, Instant now) {
        if (hasEnded(schedule, now)) {
            return true;
        }
        // The interval that a single run is stored as would begin anew at each upsert after it.
        var mustBeAhead =
                schedule instanceof OnceSchedule || RepeatOptions.of(schedule).everyMillis() == null;
        return mustBeAhead && !immediately && schedule.nextAfter(now).isEmpty();
    }

    private static boolean hasEnded(Schedule schedule, Instant now) {
        return schedule.end().isPresent() && schedule.end().get().isBefore(now);
    }

    /**
     * Writes a scheduler; its next run, or empty when it has none, or somebody else has written since the claim's look:
     * nothing was written then. Fails with IllegalArgumentException if the schedule has ended.
     *
     * @param now null for Redis's clock
     * @param claim null to write in any case
     */
    public CompletableFuture<Optional<Run>> upsert(
            Definition definition,
            Schedule schedule,
            boolean immediately,
            @Nullable Instant now,
            @Nullable Claim claim) {
        var asked = now == null ? store.now() : CompletableFuture.completedFuture(now);
        return asked.thenCompose(instant -> {
            if (hasEnded(schedule, instant)) {
                throw new IllegalArgumentException("End date must be greater than current timestamp");
            }
            return isOver(schedule, immediately, instant)
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : store.upsert(definition, slots(definition.repeat(), schedule, immediately, instant), now, claim);
        });
    }

    private static Slots slots(RepeatOptions repeat, Schedule schedule, boolean immediately, Instant now) {
        if (repeat.everyMillis() != null) {
            return Slots.NONE;
        }
        return immediately
                ? most -> NextRunMaker.fromOn(schedule, now, most)
                : most -> NextRunMaker.after(schedule, now, most);
    }
}
