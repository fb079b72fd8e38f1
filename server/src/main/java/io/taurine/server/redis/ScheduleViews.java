package io.taurine.server.redis;

import io.taurine.queue.listing.SchedulerStanding;
import io.taurine.server.runner.ScheduleView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Schedules as users see them: each record together with how the engine's scheduler stands, which is asked for many at once. */
final class ScheduleViews {

    private static final Duration ABOUT_TO_RUN = Duration.ofMinutes(1);

    private final Engine engine;

    ScheduleViews(Engine engine) {
        this.engine = engine;
    }

    /** In the order of the records. */
    List<ScheduleView> of(List<ScheduleRecord> records) {
        var standings = standings(records);
        return records.stream()
                .map(record -> view(record, Optional.ofNullable(standings.get(record))))
                .toList();
    }

    /** Those that the engine has, by record; asked queue by queue. */
    private Map<ScheduleRecord, SchedulerStanding> standings(List<ScheduleRecord> records) {
        var byQueue = records.stream()
                .filter(ScheduleRecord::enabled)
                .collect(Collectors.groupingBy(record -> record.request().definitionKey()));
        var asked = new ArrayList<CompletableFuture<Map<ScheduleRecord, SchedulerStanding>>>();
        byQueue.forEach((key, some) -> engine.schedulers(key)
                .map(schedulers -> schedulers.lookAsync(
                        some.stream().map(record -> record.request().id()).toList()))
                .ifPresent(look -> asked.add(look.toCompletableFuture().thenApply(found -> byRecord(some, found)))));
        var all = new HashMap<ScheduleRecord, SchedulerStanding>();
        for (var one : asked) {
            try {
                all.putAll(one.join());
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
            }
        }
        return all;
    }

    private static Map<ScheduleRecord, SchedulerStanding> byRecord(
            List<ScheduleRecord> records, Map<String, SchedulerStanding> found) {
        var byRecord = new HashMap<ScheduleRecord, SchedulerStanding>();
        records.forEach(record -> Optional.ofNullable(found.get(record.request().id()))
                .ifPresent(standing -> byRecord.put(record, standing)));
        return byRecord;
    }

    private static ScheduleView view(ScheduleRecord record, Optional<SchedulerStanding> made) {
        return new ScheduleView(
                record.request(),
                record.enabled(),
                record.system(),
                made.flatMap(standing -> next(record, standing)),
                runs(record, made));
    }

    /**
     * One whose run is due now is about to be taken; one that is long overdue is told as it is, so that somebody sees it. When
     * the run is gone there is none, unless it is only late that the next one was not made.
     */
    private static Optional<Instant> next(ScheduleRecord record, SchedulerStanding standing) {
        var now = Instant.now();
        var isLongOverdue = standing.slot().isBefore(now.minus(ABOUT_TO_RUN));
        var isOver = record.request().schedule().limit().isPresent()
                && runs(record, Optional.of(standing))
                        >= record.request().schedule().limit().getAsInt();
        var isTold = standing.hasRun() || (isLongOverdue && !isOver && hasMore(record, now));
        return isTold ? Optional.of(standing.slot()) : Optional.empty();
    }

    private static boolean hasMore(ScheduleRecord record, Instant now) {
        return record.request().schedule().nextAfter(now).isPresent();
    }

    /** The engine counts a run when it makes its job, which then waits for its instant. */
    static long runs(ScheduleRecord record, Optional<SchedulerStanding> made) {
        return record.runsBefore()
                + made.map(standing -> {
                            var waiting = standing.slot().isAfter(Instant.now()) ? 1 : 0;
                            return Math.max(0, standing.runs() - waiting);
                        })
                        .orElse(0L);
    }

    /** How often it has run. */
    long runs(ScheduleRecord record) {
        return of(List.of(record)).get(0).runs();
    }
}
