package io.taurine.server;

import io.taurine.history.History;
import io.taurine.history.ScheduleEntry;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.ScheduleView;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the schedules that people and definitions have made into the history, whichever process made, changed or removed them.
 * What came and went between two turns is not seen. Those of the configuration are {@link SystemSchedules}'.
 */
final class ScheduleJournal implements Housekeeper.Chore {

    private static final int PAGE = 500;

    private final JobScheduler scheduler;
    private final History history;
    private final InstantSource clock;

    ScheduleJournal(JobScheduler scheduler, History history, InstantSource clock) {
        this.scheduler = scheduler;
        this.history = history;
        this.clock = clock;
    }

    @Override
    public void run() {
        var known = known();
        var there = new HashSet<String>();
        var cursor = "";
        do {
            var page = scheduler.listAsked(cursor, PAGE);
            for (var view : page.items()) {
                there.add(view.request().id());
                note(view, Optional.ofNullable(known.get(view.request().id())));
            }
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        for (var entry : known.values()) {
            var isOurs = !entry.isSystem() && entry.removedAt().isEmpty();
            // It may have been made anew behind the page that was read.
            if (isOurs
                    && !there.contains(entry.id())
                    && scheduler.find(entry.id()).isEmpty()) {
                history.store().scheduleRemoved(entry.id(), clock.instant());
            }
        }
    }

    private void note(ScheduleView view, Optional<ScheduleEntry> known) {
        var request = view.request();
        var last = known.filter(entry -> entry.removedAt().isEmpty());
        // To the runner a definition's own is of the system too; it has the key of the definition.
        var isOfConfiguration = view.isSystem()
                && (last.filter(ScheduleEntry::isSystem).isPresent()
                        || !request.id().equals(request.definitionKey()));
        if (isOfConfiguration) {
            return;
        }
        var now = clock.instant();
        var version = known.map(ScheduleEntry::version).orElse(0L) + 1;
        var created = known.map(ScheduleEntry::createdAt).orElse(now);
        var entry = ScheduleEntries.of(request, version, view.isEnabled(), false, created, now);
        if (last.filter(before -> ScheduleEntries.isSame(before, entry)).isEmpty()) {
            history.store().schedule(entry);
        }
    }

    private Map<String, ScheduleEntry> known() {
        var all = new LinkedHashMap<String, ScheduleEntry>();
        var cursor = "";
        do {
            var page = history.schedules().list(Optional.empty(), cursor, PAGE);
            page.items().forEach(entry -> all.put(entry.id(), entry));
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        return all;
    }
}
