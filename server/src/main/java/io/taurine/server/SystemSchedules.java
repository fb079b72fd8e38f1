package io.taurine.server;

import io.taurine.history.History;
import io.taurine.history.ScheduleEntry;
import io.taurine.server.config.SystemSchedule;
import io.taurine.server.runner.JobScheduler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the schedules of the configuration those of the runner: adds, changes, and removes those that are no longer there. What
 * was there is known from the history. A schedule that has changed must have a higher version, so that a server which still has
 * the old configuration does not undo it.
 */
final class SystemSchedules {

    private static final Logger LOG = LoggerFactory.getLogger(SystemSchedules.class);
    private static final int PAGE = 1_000;

    private final JobScheduler scheduler;
    private final History history;
    private final InstantSource clock;

    SystemSchedules(JobScheduler scheduler, History history, InstantSource clock) {
        this.scheduler = scheduler;
        this.history = history;
        this.clock = clock;
    }

    /**
     * Reconciles.
     *
     * @throws ServerStartException if one has changed and its version has not grown; nothing was changed then
     */
    void reconcile(List<SystemSchedule> wanted) {
        refuseSilentChanges(wanted);
        wanted.forEach(this::bring);
        var ids = wanted.stream().map(schedule -> schedule.request().id()).collect(Collectors.toSet());
        for (var known : kept()) {
            if (!ids.contains(known.id())) {
                scheduler.cancelSystem(known.id());
                history.store().scheduleRemoved(known.id(), clock.instant());
                LOG.info("The schedule {} is no longer in the configuration and was removed", known.id());
            }
        }
    }

    /** While it is not known what was there: adds those that are missing, and leaves all others for {@link #reconcile}. */
    void addMissing(List<SystemSchedule> wanted) {
        wanted.stream()
                .filter(schedule -> scheduler.find(schedule.request().id()).isEmpty())
                .forEach(this::set);
    }

    private void set(SystemSchedule schedule) {
        var id = schedule.request().id();
        scheduler.scheduleSystem(schedule.request());
        if (schedule.isEnabled()) {
            scheduler.enable(id);
        } else {
            scheduler.disable(id);
        }
    }

    private void refuseSilentChanges(List<SystemSchedule> wanted) {
        var problems = new ArrayList<String>();
        for (var schedule : wanted) {
            find(schedule)
                    .filter(known -> known.version() == schedule.version())
                    .ifPresent(known -> {
                        if (!ScheduleEntries.isSame(known, entry(schedule, known.createdAt()))) {
                            problems.add("The schedule " + schedule.request().id()
                                    + " has changed, but not its version, which is " + known.version()
                                    + "; set a higher one");
                        }
                    });
        }
        if (!problems.isEmpty()) {
            throw new ServerStartException(String.join("; ", problems), null);
        }
    }

    private void bring(SystemSchedule schedule) {
        var id = schedule.request().id();
        var known = find(schedule);
        if (known.isPresent() && known.get().version() > schedule.version()) {
            LOG.warn(
                    "The schedule {} is left as it is: it has version {}, this configuration only {}",
                    id,
                    known.get().version(),
                    schedule.version());
            return;
        }
        if (known.isPresent()
                && known.get().version() == schedule.version()
                && ScheduleEntries.isComplete(known.get())
                && scheduler.find(id).isPresent()) {
            return;
        }
        set(schedule);
        var since = known.map(ScheduleEntry::createdAt).orElseGet(clock::instant);
        history.store().schedule(entry(schedule, since));
        LOG.info("The schedule {} was brought to version {}", id, schedule.version());
    }

    private Optional<ScheduleEntry> find(SystemSchedule schedule) {
        return history.schedules()
                .find(schedule.request().id())
                .filter(known -> known.isSystem() && known.removedAt().isEmpty());
    }

    private List<ScheduleEntry> kept() {
        var all = new ArrayList<ScheduleEntry>();
        var cursor = "";
        do {
            var page = history.schedules().list(Optional.empty(), cursor, PAGE);
            page.items().stream()
                    .filter(entry -> entry.isSystem() && entry.removedAt().isEmpty())
                    .forEach(all::add);
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        return all;
    }

    private ScheduleEntry entry(SystemSchedule schedule, Instant createdAt) {
        return ScheduleEntries.of(
                schedule.request(), schedule.version(), schedule.isEnabled(), true, createdAt, clock.instant());
    }
}
