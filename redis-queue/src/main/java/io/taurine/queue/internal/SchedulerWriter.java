package io.taurine.queue.internal;

import io.taurine.queue.internal.SchedulerStore.Definition;
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
     * Writes a scheduler; the id of the job of its next run, or empty when it has none and nothing was written.
     *
     * @param template name, data and options of its jobs
     * @param now null for Redis's clock
     * @throws IllegalArgumentException at once if the schedule cannot be stored or goes not with {@code immediately}; as the
     *     outcome if it has ended
     */
    public CompletableFuture<Optional<String>> upsert(
            String id, Schedule schedule, boolean immediately, EncodedJob template, @Nullable Instant now) {
        var repeat = RepeatOptions.of(schedule);
        if (immediately) {
            requireImmediatelyFits(repeat);
        }
        var definition = define(id, repeat, template);
        var asked = now == null ? store.now() : CompletableFuture.completedFuture(now);
        return asked.thenCompose(instant -> {
            if (repeat.endMillis() != null && repeat.endMillis() < instant.toEpochMilli()) {
                throw new IllegalArgumentException("End date must be greater than current timestamp");
            }
            // The interval that a single run is stored as would begin anew at each upsert after it.
            var mustBeAhead = repeat.everyMillis() == null || schedule instanceof OnceSchedule;
            if (mustBeAhead && !immediately && schedule.nextAfter(instant).isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return store.upsert(definition, slots(repeat, schedule, immediately, instant), now)
                    .thenApply(run -> Optional.of(run.jobId()));
        });
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

    private static Slots slots(RepeatOptions repeat, Schedule schedule, boolean immediately, Instant now) {
        if (repeat.everyMillis() != null) {
            return Slots.NONE;
        }
        return immediately
                ? most -> NextRunMaker.fromOn(schedule, now, most)
                : most -> NextRunMaker.after(schedule, now, most);
    }

    private static Definition define(String id, RepeatOptions repeat, EncodedJob template) {
        var options = TemplateOptions.toJson(template.options());
        var run = options.deepCopy();
        run.set("repeat", repeat.toJson());
        return new Definition(
                id,
                template.name(),
                template.data().equals("{}") ? "" : template.data(),
                options.isEmpty() ? "" : options.toString(),
                NextRunMaker.runOptions(id, run),
                repeat);
    }
}
