package io.taurine.server.local;

import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleView;
import io.taurine.server.runner.StartedJob;
import io.taurine.server.runner.SystemScheduleException;
import io.taurine.server.runner.internal.Cursors;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Has definitions run by themselves within this process. */
final class LocalScheduler implements JobScheduler {

    private static final int LONGEST_PREVIEW = 1_000;

    private final LocalState state;
    private final JobSteps steps;
    private final ScheduleRuns runs;

    LocalScheduler(LocalState state, JobSteps steps, ScheduleRuns runs) {
        this.state = state;
        this.steps = steps;
        this.runs = runs;
    }

    @Override
    public ScheduleView schedule(ScheduleRequest request, Consumer<Optional<ScheduleView>> check) {
        requireFits(request);
        return state.whenRunning(() -> {
            var there = Optional.ofNullable(runs.all().get(request.id()));
            there.ifPresent(LocalScheduler::requireNotOfTheSystem);
            check.accept(there.map(ScheduleState::view));
            return runs.put(request, false).view();
        });
    }

    @Override
    public ScheduleView scheduleSystem(ScheduleRequest request) {
        requireFits(request);
        return state.whenRunning(() -> runs.put(request, true).view());
    }

    private void requireFits(ScheduleRequest request) {
        var definition = VersionChoice.choose(state.setup().definitions(), request.definitionKey(), request.version());
        ParamsReader.check(definition, request.params());
    }

    private static void requireNotOfTheSystem(ScheduleState schedule) {
        if (schedule.isSystem) {
            throw new SystemScheduleException(schedule.request.id());
        }
    }

    @Override
    public Optional<ScheduleView> find(String scheduleId) {
        return state.whenRunning(
                () -> Optional.ofNullable(runs.all().get(scheduleId)).map(ScheduleState::view));
    }

    /** A cursor is the id that the page before ended with. */
    @Override
    public Page<ScheduleView> list(String cursor, int limit) {
        Cursors.requireLimit(limit);
        if (!cursor.matches("[A-Za-z0-9._-]{0,200}")) {
            throw Cursors.noneOfOurs(cursor);
        }
        return state.whenRunning(() -> {
            var left = runs.all().tailMap(cursor, false);
            var page =
                    left.values().stream().limit(limit).map(ScheduleState::view).toList();
            var isLast = page.size() == left.size();
            return new Page<>(page, isLast ? "" : page.get(limit - 1).request().id());
        });
    }

    @Override
    public ScheduleView disable(String scheduleId) {
        return enable(scheduleId, false);
    }

    @Override
    public ScheduleView enable(String scheduleId) {
        return enable(scheduleId, true);
    }

    private ScheduleView enable(String scheduleId, boolean value) {
        return state.whenRunning(() -> {
            var schedule = runs.get(scheduleId);
            if (schedule.enabled != value) {
                runs.enable(schedule, value);
            }
            return schedule.view();
        });
    }

    @Override
    public StartedJob runNow(String scheduleId) {
        return state.whenRunning(() -> {
            var job = runs.runNow(runs.get(scheduleId));
            var started = new StartedJob(job.id(), job.status, true);
            steps.dispatcher().look();
            return started;
        });
    }

    @Override
    public boolean cancel(String scheduleId, Consumer<ScheduleView> check) {
        return state.whenRunning(() -> {
            var there = Optional.ofNullable(runs.all().get(scheduleId));
            there.ifPresent(LocalScheduler::requireNotOfTheSystem);
            there.map(ScheduleState::view).ifPresent(check);
            return runs.remove(scheduleId);
        });
    }

    @Override
    public boolean cancelSystem(String scheduleId) {
        return state.whenRunning(() -> runs.remove(scheduleId));
    }

    @Override
    public List<Instant> preview(String scheduleId, int count) {
        if (count < 1 || count > LONGEST_PREVIEW) {
            throw new IllegalArgumentException("count must be 1 to " + LONGEST_PREVIEW + ", was " + count);
        }
        return state.whenRunning(() -> runs.get(scheduleId).preview(state.now(), count));
    }
}
