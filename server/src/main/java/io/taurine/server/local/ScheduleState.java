package io.taurine.server.local;

import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.OnceSchedule;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.server.runner.ScheduleView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A schedule and where it is. Guarded by the state's lock. */
final class ScheduleState {

    /** Its jobs that have not ended. */
    final Set<LocalJob> open = new HashSet<>();

    ScheduleRequest request;
    boolean isSystem;
    boolean enabled = true;
    long runs;

    /** A run was due while another had not ended, and is to be made then. */
    boolean owed;

    @Nullable
    Instant next;

    LocalTime.@Nullable Alarm alarm;
    private @Nullable Instant last;

    ScheduleState(ScheduleRequest request, boolean isSystem) {
        this.request = request;
        this.isSystem = isSystem;
    }

    /** The slots begin anew, as for a schedule that is new. */
    void restart() {
        last = null;
    }

    /** That slot is over, whether or not it was used. */
    void passed(Instant slot) {
        last = slot;
    }

    /** The next slot from now on; null when there is none. The limit is left out of it. */
    @Nullable
    Instant upcoming(Instant now) {
        return last == null ? first(now) : following(last, now);
    }

    private @Nullable Instant first(Instant now) {
        var schedule = request.schedule();
        if (schedule instanceof IntervalSchedule interval) {
            var slot = IntervalSchedule.slot(
                    null,
                    interval.every(),
                    now,
                    interval.offset(),
                    schedule.start().orElse(null));
            return withinEnd(slot.at());
        }
        if (schedule instanceof OnceSchedule once && !once.at().isAfter(now)) {
            var isWanted =
                    request.runsMissed() == MissedRuns.RUN_ONCE || once.at().equals(now);
            return isWanted ? withinEnd(now) : null;
        }
        return schedule.nextAfter(now).orElse(null);
    }

    private @Nullable Instant following(Instant slot, Instant now) {
        var schedule = request.schedule();
        if (schedule instanceof IntervalSchedule interval) {
            // Without an offset the slots stay where the first one was.
            var step = interval.every().toMillis();
            var offset = interval.offset().isZero()
                    ? java.time.Duration.ofMillis(Math.floorMod(slot.toEpochMilli(), step))
                    : interval.offset();
            return withinEnd(IntervalSchedule.slot(slot, interval.every(), now, offset, null)
                    .at());
        }
        return schedule.nextAfter(slot.isAfter(now) ? slot : now).orElse(null);
    }

    private @Nullable Instant withinEnd(Instant slot) {
        return request.schedule().end().filter(slot::isAfter).isPresent() ? null : slot;
    }

    boolean isUsedUp() {
        var limit = request.schedule().limit();
        return limit.isPresent() && runs >= limit.getAsInt();
    }

    /** When it would run next if it is, or were, enabled. */
    List<Instant> preview(Instant now, int count) {
        var most = request.schedule().limit().isPresent()
                ? Math.min(count, request.schedule().limit().getAsInt() - runs)
                : count;
        var found = new ArrayList<Instant>();
        var slot = next == null ? upcoming(now) : next;
        while (slot != null && found.size() < most) {
            found.add(slot);
            slot = following(slot, slot);
        }
        return found;
    }

    ScheduleView view() {
        return new ScheduleView(request, enabled, isSystem, Optional.ofNullable(next), runs);
    }
}
