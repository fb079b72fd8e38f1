package io.taurine.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.queue.BrokenScheduler.Problem;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.RepeatOptions;
import io.taurine.queue.internal.SchedulerStore;
import io.taurine.queue.internal.SchedulerStore.Inspection;
import io.taurine.queue.internal.SchedulerStore.Place;
import io.taurine.queue.internal.SchedulerStore.Slots;
import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a look at a scheduler tells of its future. */
final class SchedulerHealth {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String id;
    private final Inspection seen;
    private final Instant now;
    private final RepeatOptions repeat;

    SchedulerHealth(String id, Inspection seen, Instant now) {
        this.id = id;
        this.seen = seen;
        this.now = now;
        this.repeat = RepeatOptions.ofRecord(seen.record(), countOfLastRun(seen));
    }

    /** Which run of the last upsert was made last; all runs ever made, which may be more, when that cannot be told. */
    private static long countOfLastRun(Inspection seen) {
        try {
            var count = MAPPER.readTree(seen.runOptions()).path("repeat").path("count");
            if (count.isNumber()) {
                return count.asLong();
            }
        } catch (JsonProcessingException unreadable) {
            // then the record must do
        }
        return Long.parseLong(seen.record().getOrDefault("ic", "1"));
    }

    String id() {
        return id;
    }

    Inspection seen() {
        return seen;
    }

    /** Whether only the line of waiting jobs tells if its run is pending. */
    boolean isUncertain() {
        return seen.place() == Place.PERHAPS_IN_LINE;
    }

    /** The same, now that it is known where its run is. */
    SchedulerHealth settled(Place place) {
        return new SchedulerHealth(id, seen.at(place), now);
    }

    private boolean isGone() {
        return seen.place() == Place.GONE;
    }

    String runId() {
        return SchedulerStore.runId(id, seen.slot());
    }

    Instant slot() {
        return seen.slot();
    }

    Map<String, String> record() {
        return seen.record();
    }

    /** Empty also while it is uncertain. */
    Optional<BrokenScheduler> broken() {
        if (NextRunMaker.isLegacyShaped(id) && !seen.record().containsKey("ic")) {
            return broken(Problem.LEGACY);
        }
        if (!seen.record().containsKey("name")) {
            return broken(Problem.NO_RECORD);
        }
        if (!isGone() || repeat.isOver(now)) {
            return Optional.empty();
        }
        try {
            return repeat.everyMillis() == null && schedule().nextAfter(from()).isEmpty()
                    ? Optional.empty()
                    : broken(Problem.NO_PENDING_RUN);
        } catch (IllegalArgumentException e) {
            return broken(Problem.UNREADABLE_SCHEDULE);
        }
    }

    private Optional<BrokenScheduler> broken(Problem problem) {
        return Optional.of(new BrokenScheduler(id, seen.slot(), problem));
    }

    IllegalArgumentException whyUnreadable() {
        try {
            schedule();
            return new IllegalArgumentException("its schedule can be read by now");
        } catch (IllegalArgumentException e) {
            return e;
        }
    }

    private Schedule schedule() {
        return repeat.schedule();
    }

    /** The run made last counts as past, whatever the clock says. */
    private Instant from() {
        return now.isAfter(seen.slot()) ? now : seen.slot();
    }

    /** What the next run carries. The phase is left out: the record, which goes first, has it. */
    RepeatOptions repeatOfNext() {
        return new RepeatOptions(
                repeat.count() + 1,
                repeat.everyMillis(),
                repeat.pattern(),
                repeat.tz(),
                repeat.limit(),
                null,
                repeat.startMillis(),
                repeat.endMillis());
    }

    /** The slots after the run made last. */
    Slots slots() {
        return repeat.everyMillis() != null ? Slots.NONE : most -> NextRunMaker.after(schedule(), from(), most);
    }

    /** The pending run, and those that follow if each begins on time. */
    List<Instant> upcoming(int most) {
        var runs = new ArrayList<Instant>();
        if (isGone() || !seen.record().containsKey("name")) {
            return runs;
        }
        var left = repeat.limit() == null ? most : Math.min(most, repeat.limit() - repeat.count() + 1);
        runs.add(seen.slot());
        while (runs.size() < left) {
            var last = runs.get(runs.size() - 1);
            var claimedAt = now.isAfter(last) ? now : last;
            if (repeat.endMillis() != null && claimedAt.toEpochMilli() > repeat.endMillis()) {
                break;
            }
            var next = repeat.everyMillis() == null
                    ? schedule().nextAfter(claimedAt)
                    : Optional.of(afterInterval(last, claimedAt, Duration.ofMillis(repeat.everyMillis())));
            if (next.isEmpty()) {
                break;
            }
            runs.add(next.get());
        }
        return runs;
    }

    private Instant afterInterval(Instant last, Instant claimedAt, Duration every) {
        var offset = Duration.ofMillis(repeat.offsetMillis() == null ? 0 : repeat.offsetMillis());
        return IntervalSchedule.slot(last, every, claimedAt, offset, null).at();
    }
}
