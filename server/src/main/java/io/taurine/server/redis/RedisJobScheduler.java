package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.listing.SchedulerListing;
import io.taurine.queue.records.StoredRecord;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.NoSuchScheduleException;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.server.runner.ScheduleView;
import io.taurine.server.runner.StartedJob;
import io.taurine.server.runner.SystemScheduleException;
import io.taurine.server.runner.internal.Cursors;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** {@link JobScheduler} on the engine's job schedulers, with a record beside each. */
final class RedisJobScheduler implements JobScheduler {

    private static final int TRIES = 20;
    private static final int PAGE = 1_000;

    /** Schedules have params, which may be large. */
    private static final int READ_AT_ONCE = 200;

    private final Definitions definitions;
    private final Engine engine;
    private final JobStarter starter;
    private final ScheduleMaker maker;
    private final ScheduleViews views;

    RedisJobScheduler(Definitions definitions, Engine engine, JobStarter starter) {
        this.definitions = definitions;
        this.engine = engine;
        this.starter = starter;
        this.views = new ScheduleViews(engine);
        this.maker = new ScheduleMaker(definitions, engine, starter);
    }

    @Override
    public ScheduleView schedule(ScheduleRequest request, Consumer<Optional<ScheduleView>> check) {
        return store(request, false, before -> {
            before.filter(ScheduleRecord::system).ifPresent(system -> {
                throw new SystemScheduleException(request.id());
            });
            check.accept(before.map(this::view));
        });
    }

    @Override
    public ScheduleView scheduleSystem(ScheduleRequest request) {
        return store(request, true, before -> {});
    }

    private ScheduleView store(ScheduleRequest request, boolean system, Consumer<Optional<ScheduleRecord>> check) {
        var definition = VersionChoice.choose(definitions, request.definitionKey(), request.version());
        ParamsReader.check(definition, request.params());
        for (var i = 0; i < TRIES; i++) {
            var stored = engine.schedules().get(request.id());
            var before = stored.map(ScheduleRecord::parse);
            check.accept(before);
            var isEnabled = before.map(ScheduleRecord::enabled).orElseGet(() -> !system || !wasDisabled(request.id()));
            var asked = new ScheduleRecord(request, isEnabled, system, 0).asStored();
            ScheduleMaker.requirePossible(asked);
            var isMissed = isEnabled && ScheduleMaker.isOver(asked) && request.runsMissed() == MissedRuns.RUN_ONCE;
            var after = isMissed ? asked.after(1) : asked;
            if (isMissed) {
                starter.requireEnabled(definition.key());
            }
            var isStored = stored.isEmpty()
                    ? engine.schedules().putIfAbsent(request.id(), after.json())
                    : engine.schedules().replace(request.id(), stored.get(), after.json());
            if (isStored) {
                if (!isEnabled && before.isEmpty()) {
                    engine.retired().remove(request.id());
                }
                if (isMissed) {
                    starter.startFor(after);
                }
                return view(maker.bring(before, after));
            }
        }
        throw changedAllTheTime(request.id());
    }

    /** When its definition went, which is back now. */
    private boolean wasDisabled(String id) {
        return engine.retired().get(id).isPresent();
    }

    private static IllegalStateException changedAllTheTime(String id) {
        return new IllegalStateException("The schedule " + id + " is changed by others all the time");
    }

    private Queue<JsonNode> queue(ScheduleRecord record) {
        return engine.queue(record.request().definitionKey());
    }

    private Optional<ScheduleRecord> record(String id) {
        return engine.schedules().get(id).map(ScheduleRecord::parse);
    }

    private ScheduleRecord required(String id) {
        return record(id).orElseThrow(() -> new NoSuchScheduleException("There is no schedule " + id));
    }

    @Override
    public Optional<ScheduleView> find(String scheduleId) {
        return scheduleId.isEmpty() ? Optional.empty() : record(scheduleId).map(this::view);
    }

    /** A cursor is the last id of the page before. */
    @Override
    public Page<ScheduleView> list(String cursor, int limit) {
        return list(cursor, limit, views::of);
    }

    @Override
    public Page<ScheduleView> listAsked(String cursor, int limit) {
        return list(
                cursor,
                limit,
                records -> records.stream()
                        .map(record -> new ScheduleView(
                                record.request(), record.enabled(), record.system(), Optional.empty(), 0))
                        .toList());
    }

    private Page<ScheduleView> list(
            String cursor, int limit, Function<List<ScheduleRecord>, List<ScheduleView>> shown) {
        Cursors.requireLimit(limit);
        var records = engine.schedules().page(cursor, limit);
        var isLast = records.size() < limit;
        return new Page<>(
                shown.apply(parsed(records)),
                isLast ? "" : records.get(records.size() - 1).id());
    }

    private static List<ScheduleRecord> parsed(List<StoredRecord> records) {
        return records.stream()
                .map(StoredRecord::value)
                .map(ScheduleRecord::parse)
                .toList();
    }

    /** Reads how the engine's schedulers stand and the ids of all schedules, and only of those that may be in trouble the rest. */
    @Override
    public List<ScheduleView> troubled(Instant latest) {
        var fine = new HashSet<String>();
        for (var key : definitions.keys()) {
            engine.schedulers(key).ifPresent(schedulers -> addFine(schedulers, latest, fine));
        }
        var found = new ArrayList<ScheduleView>();
        for (var ids = engine.schedules().ids("", PAGE); !ids.isEmpty(); ) {
            var suspects = ids.stream().filter(id -> !fine.contains(id)).toList();
            for (var from = 0; from < suspects.size() && found.size() < PAGE; from += READ_AT_ONCE) {
                var some = suspects.subList(from, Math.min(from + READ_AT_ONCE, suspects.size()));
                views.of(parsed(engine.schedules().getAll(some))).stream()
                        .filter(ScheduleView::isEnabled)
                        .filter(view -> view.nextRun()
                                .map(next -> next.isBefore(latest))
                                .orElse(true))
                        .limit(PAGE - found.size())
                        .forEach(found::add);
            }
            var isLast = ids.size() < PAGE || found.size() == PAGE;
            ids = isLast ? List.of() : engine.schedules().ids(ids.get(ids.size() - 1), PAGE);
        }
        return found;
    }

    private static void addFine(SchedulerListing schedulers, Instant latest, Set<String> fine) {
        var place = "";
        do {
            var page = schedulers.page(place, SchedulerListing.MAX_PAGE);
            page.items().stream()
                    .filter(one -> one.hasRun() && !one.slot().isBefore(latest))
                    .forEach(one -> fine.add(one.id()));
            place = page.next();
        } while (!place.isEmpty());
    }

    private ScheduleView view(ScheduleRecord record) {
        return views.of(List.of(record)).get(0);
    }

    @Override
    public ScheduleView disable(String scheduleId) {
        var known = required(scheduleId);
        if (!known.enabled()) {
            return view(known);
        }
        var runs = views.runs(known);
        return view(maker.bring(Optional.empty(), change(scheduleId, record -> record.disabled(runs))));
    }

    @Override
    public ScheduleView enable(String scheduleId) {
        var known = required(scheduleId);
        if (known.enabled()) {
            return view(known);
        }
        return view(maker.bring(Optional.empty(), change(scheduleId, ScheduleRecord::reenabled)));
    }

    private ScheduleRecord change(String id, UnaryOperator<ScheduleRecord> change) {
        for (var i = 0; i < TRIES; i++) {
            var stored = engine.schedules()
                    .get(id)
                    .orElseThrow(() -> new NoSuchScheduleException("There is no schedule " + id));
            var after = change.apply(ScheduleRecord.parse(stored));
            if (engine.schedules().replace(id, stored, after.json())) {
                return after;
            }
        }
        throw changedAllTheTime(id);
    }

    @Override
    public StartedJob runNow(String scheduleId) {
        return starter.startFor(required(scheduleId));
    }

    @Override
    public boolean cancel(String scheduleId, Consumer<ScheduleView> check) {
        return remove(scheduleId, record -> {
            if (record.system()) {
                throw new SystemScheduleException(scheduleId);
            }
            check.accept(view(record));
        });
    }

    @Override
    public boolean cancelSystem(String scheduleId) {
        return remove(scheduleId, record -> {});
    }

    private boolean remove(String scheduleId, Consumer<ScheduleRecord> check) {
        for (var i = 0; i < TRIES; i++) {
            var stored = engine.schedules().get(scheduleId);
            if (stored.isEmpty()) {
                return false;
            }
            var known = ScheduleRecord.parse(stored.get());
            check.accept(known);
            if (engine.schedules().remove(scheduleId, stored.get())) {
                maker.remove(known);
                engine.turns().remove(scheduleId);
                // somebody may have made it anew before it was removed from the engine
                record(scheduleId).ifPresent(again -> maker.bring(Optional.empty(), again));
                return true;
            }
        }
        throw changedAllTheTime(scheduleId);
    }

    @Override
    public List<Instant> preview(String scheduleId, int count) {
        if (count < 1 || count > 1_000) {
            throw new IllegalArgumentException("count must be 1 to 1000, was " + count);
        }
        var record = required(scheduleId);
        var isMade =
                record.enabled() && queue(record).getJobScheduler(scheduleId).isPresent();
        return isMade
                ? queue(record).preview(scheduleId, count)
                : record.request().schedule().next(Instant.now(), count);
    }

    /** Whether its runs are added with another priority or other retries than its definition has now. */
    boolean addsOtherwise(String scheduleId, String key) {
        var wanted = starter.scheduled(VersionChoice.newest(definitions, key));
        return engine.queue(key)
                .getJobScheduler(scheduleId)
                .map(made -> made.template().options())
                .filter(made -> made.priority() != wanted.priority()
                        || made.attempts() != wanted.attempts()
                        || !made.backoff().equals(wanted.backoff()))
                .isPresent();
    }

    /**
     * Has the runs of a schedule be of the newest version, as theirs is no longer supported, and makes one at once for the one
     * that is left out.
     */
    void renew(String key, String scheduleId) {
        var newest = VersionChoice.newest(definitions, key);
        var known = record(scheduleId);
        if (known.isPresent()) {
            var after = change(scheduleId, record -> record.atVersion(newest.version()));
            maker.bring(known, after);
            starter.startFor(after);
            return;
        }
        var queue = engine.queue(key); // made by another client, which keeps no record
        queue.getJobScheduler(scheduleId)
                .ifPresent(made -> queue.upsertJobScheduler(
                        scheduleId,
                        made.schedule(),
                        JobTemplate.of(newest.name(), ExactJson.read(made.dataJson()), starter.scheduled(newest))));
    }
}
