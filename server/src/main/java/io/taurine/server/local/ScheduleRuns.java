package io.taurine.server.local;

import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.NoSuchScheduleException;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schedules, and the jobs that they make. Called with the state's lock where nothing else is said. */
final class ScheduleRuns {

    /** A run that is later than that was missed: the machine was asleep, say. */
    private static final Duration ON_TIME = Duration.ofSeconds(1);

    private final LocalState state;
    private final JobSteps steps;
    private final NavigableMap<String, ScheduleState> schedules = new TreeMap<>();

    /** Those that were disabled when their definition went. */
    private final Set<String> retired = new HashSet<>();

    ScheduleRuns(LocalState state, JobSteps steps) {
        this.state = state;
        this.steps = steps;
    }

    NavigableMap<String, ScheduleState> all() {
        return schedules;
    }

    ScheduleState get(String id) {
        var schedule = schedules.get(id);
        if (schedule == null) {
            throw new NoSuchScheduleException("There is no schedule " + id);
        }
        return schedule;
    }

    /** The definitions' own schedules, under the keys of the definitions. */
    void addOwn() {
        state.queues().forEach(queue -> reconcileOwn(queue.key()));
    }

    /** Makes a definition's own schedule be what it is set to now; one that was disabled stays so, gone meanwhile or not. */
    void reconcileOwn(String key) {
        var wanted = state.setup()
                .definitions()
                .newest(key)
                .map(newest -> state.setup().settings().effective(newest))
                .flatMap(ScheduleRuns::own);
        var known = schedules.get(key);
        if (wanted.isPresent()) {
            put(wanted.get(), true);
        } else if (known != null && known.isSystem) {
            if (!known.enabled && state.setup().definitions().newest(key).isEmpty()) {
                retired.add(key);
            }
            remove(key);
        }
    }

    private static Optional<ScheduleRequest> own(Definition<?> newest) {
        return newest.schedule()
                .map(schedule -> new ScheduleRequest(
                        newest.key(),
                        newest.key(),
                        OptionalInt.empty(),
                        schedule,
                        newest.scheduledParams().orElse(NullNode.getInstance()),
                        newest.overlap(),
                        MissedRuns.SKIP));
    }

    /** Creates it, or changes it: then its slots begin anew if it is to run at other times. */
    ScheduleState put(ScheduleRequest request, boolean system) {
        var known = schedules.get(request.id());
        if (known == null) {
            var added = new ScheduleState(request, system);
            added.enabled = !(system && retired.remove(request.id()));
            schedules.put(request.id(), added);
            arm(added);
            return added;
        }
        var isOtherwise = !known.request.schedule().equals(request.schedule());
        known.request = request;
        known.isSystem = system;
        if (isOtherwise) {
            known.restart();
            arm(known);
        }
        return known;
    }

    void enable(ScheduleState schedule, boolean value) {
        schedule.enabled = value;
        schedule.owed &= value;
        arm(schedule);
    }

    boolean remove(String id) {
        var removed = schedules.remove(id);
        if (removed == null) {
            return false;
        }
        enable(removed, false);
        return true;
    }

    /** Sets the alarm for the next slot, if there is to be one. */
    private void arm(ScheduleState schedule) {
        if (schedule.alarm != null) {
            schedule.alarm.cancel();
            schedule.alarm = null;
        }
        schedule.next = schedule.enabled && !schedule.isUsedUp() ? schedule.upcoming(state.now()) : null;
        var slot = schedule.next;
        if (slot != null) {
            schedule.alarm = state.time().at(slot, () -> state.locked(() -> due(schedule, slot)));
        }
    }

    private void due(ScheduleState schedule, Instant slot) {
        if (!state.isRunning() || !slot.equals(schedule.next)) {
            return;
        }
        var isMissed = slot.plus(ON_TIME).isBefore(state.now());
        if (!isMissed || schedule.request.runsMissed() == MissedRuns.RUN_ONCE) {
            runUnlessItOverlaps(schedule);
        }
        schedule.passed(slot);
        arm(schedule);
        steps.dispatcher().look();
    }

    private void runUnlessItOverlaps(ScheduleState schedule) {
        var key = schedule.request.definitionKey();
        if (state.setup().definitions().newest(key).isEmpty()
                || !state.queue(key).isEnabled()) {
            return;
        }
        if (schedule.open.isEmpty()) {
            run(schedule);
            return;
        }
        switch (schedule.request.overlap()) {
            case ALLOW -> run(schedule);
            case SKIP ->
                steps.addSkipped(
                        job(schedule), "the run before of schedule " + schedule.request.id() + " has not ended");
            case QUEUE_ONE -> schedule.owed = true;
        }
    }

    private void run(ScheduleState schedule) {
        schedule.runs++;
        start(schedule);
    }

    /**
     * A job as the schedule makes them, which is not counted as one of its runs.
     *
     * @throws DefinitionDisabledException if the definition takes no jobs
     */
    LocalJob runNow(ScheduleState schedule) {
        var key = schedule.request.definitionKey();
        if (!state.queue(key).isEnabled()) {
            throw new DefinitionDisabledException("Definition " + key + " is disabled and takes no jobs");
        }
        return start(schedule);
    }

    private LocalJob start(ScheduleState schedule) {
        var job = steps.add(job(schedule), null);
        schedule.open.add(job);
        return job;
    }

    private NewJob job(ScheduleState schedule) {
        var request = schedule.request;
        var definition = state.setup().settings().effective(definition(request));
        var retry = state.queue(request.definitionKey()).retryOf(definition);
        return new NewJob(
                definition,
                request.params().deepCopy(),
                definition.priority().value(),
                retry,
                retry.attempts(),
                request.id(),
                null,
                null);
    }

    private Definition<?> definition(ScheduleRequest request) {
        return VersionChoice.choose(state.setup().definitions(), request.definitionKey(), request.version());
    }

    /** A job of a schedule has come to an end, or was removed. */
    void ended(LocalJob job) {
        var schedule = of(job);
        if (schedule == null || !schedule.open.remove(job)) {
            return;
        }
        if (isTooOld(job)) {
            // It is asked for at the new version instead, from now on.
            schedule.request = atNewestVersion(schedule.request);
            start(schedule);
        } else if (schedule.owed && schedule.open.isEmpty() && state.isRunning()) {
            schedule.owed = false;
            run(schedule);
            arm(schedule);
        }
    }

    private boolean isTooOld(LocalJob job) {
        return job.status == io.taurine.server.runner.JobStatus.SKIPPED
                && VersionChoice.tooOld(state.setup().definitions(), job.queue.key(), job.definition.version())
                        .isPresent();
    }

    private ScheduleRequest atNewestVersion(ScheduleRequest request) {
        var newest = VersionChoice.newest(state.setup().definitions(), request.definitionKey());
        return new ScheduleRequest(
                request.id(),
                request.definitionKey(),
                OptionalInt.of(newest.version()),
                request.schedule(),
                request.params(),
                request.overlap(),
                request.runsMissed());
    }

    /** A job that had ended is to run again. */
    void reopened(LocalJob job) {
        var schedule = of(job);
        if (schedule != null) {
            schedule.open.add(job);
        }
    }

    private @Nullable ScheduleState of(LocalJob job) {
        return job.scheduleId == null ? null : schedules.get(job.scheduleId);
    }
}
