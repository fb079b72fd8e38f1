package io.taurine.queue;

import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.EncodedJob;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.SchedulerOwners.Seen;
import io.taurine.queue.internal.SchedulerStore;
import io.taurine.queue.internal.SchedulerStore.Claim;
import io.taurine.queue.internal.SchedulerStore.Definition;
import io.taurine.queue.internal.SchedulerStore.Entry;
import io.taurine.queue.internal.SchedulerStore.Place;
import io.taurine.queue.internal.SchedulerStore.Run;
import io.taurine.queue.internal.SchedulerWriter;
import io.taurine.queue.internal.TemplateOptions;
import io.taurine.queue.internal.WaitingLine;
import io.taurine.repeat.Schedule;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Creates, reads and removes job schedulers. */
final class SchedulerKeeper<T> {

    private static final int LOOKS_AT_ONCE = 200;

    private final Queue<T> queue;
    private final SchedulerStore store;
    private final WaitingLine line;
    private final SchedulerWriter writer;
    private final QueueOptions options;
    private final JobAdder<T> adder;
    private final Type dataType;
    private final @Nullable InstantSource clock;

    /**
     * @param clock null for Redis's own, so that a producer with a wrong clock harms nobody
     */
    SchedulerKeeper(
            Queue<T> queue,
            SchedulerStore store,
            WaitingLine line,
            QueueOptions options,
            JobAdder<T> adder,
            Type dataType,
            @Nullable InstantSource clock) {
        this.queue = queue;
        this.store = store;
        this.line = line;
        this.writer = new SchedulerWriter(store);
        this.options = options;
        this.adder = adder;
        this.dataType = dataType;
        this.clock = clock;
    }

    CompletionStage<Optional<JobHandle<T>>> upsert(
            String id, Schedule schedule, JobTemplate<T> template, SchedulerOptions how) {
        requireId(id);
        return upsert(new DeclaredScheduler<>(id, schedule, template, how), null)
                .thenApply(run -> run.map(made -> handle(made.jobId())));
    }

    /**
     * With a claim: empty also when somebody else has written since the claim's look.
     *
     * @param claim null to write in any case
     */
    CompletableFuture<Optional<Run>> upsert(DeclaredScheduler<T> declared, @Nullable Claim claim) {
        var asked = asked(declared);
        if (options.interceptors().isEmpty()) {
            return upsert(define(declared, asked, true), declared, claim);
        }
        var call =
                options.interceptors().apply(AddCall.ofScheduler(queue.prefix(), queue.name(), declared.id(), asked));
        CompletableFuture<Optional<Run>> made;
        try {
            // The first run carries the trace of this call, and the later ones inherit it from their predecessors.
            var ownTrace = asked.options().telemetryMetadata().isPresent();
            made = upsert(define(declared, call.jobs().get(0), ownTrace), declared, claim);
        } catch (RuntimeException | Error e) {
            call.done(List.of(), e);
            throw e;
        }
        return made.whenComplete((run, failure) -> call.done(
                failure == null ? run.map(Run::jobId).stream().toList() : List.of(),
                failure == null ? null : Await.unwrap(failure)));
    }

    private JobRequest<T> asked(DeclaredScheduler<T> declared) {
        var template = declared.template();
        return new JobRequest<>(
                template.name().isEmpty() ? declared.id() : template.name(),
                template.data(),
                options.defaultJobOptions().overlaidBy(template.options()));
    }

    private CompletableFuture<Optional<Run>> upsert(
            Definition definition, DeclaredScheduler<T> declared, @Nullable Claim claim) {
        return writer.upsert(definition, declared.schedule(), declared.options().isImmediate(), given(), claim);
    }

    /** Whether it would have no run any more. */
    boolean isOver(DeclaredScheduler<T> declared, Instant now) {
        return SchedulerWriter.isOver(declared.schedule(), declared.options().isImmediate(), now);
    }

    /**
     * A declared scheduler as it would be stored, but for interceptors.
     *
     * @throws IllegalArgumentException if it cannot be stored
     */
    WantedScheduler<T> wanted(DeclaredScheduler<T> declared) {
        return new WantedScheduler<>(declared, define(declared, asked(declared), true), options.codec());
    }

    /** Whether a scheduler says what is wanted; unknown, so no, with interceptors, which may store anything in its place. */
    boolean isAsWanted(WantedScheduler<T> wanted, Seen seen) {
        return options.interceptors().isEmpty() && wanted.isIn(seen);
    }

    /**
     * What is stored.
     *
     * @param keepTrace false when the template's trace is that of the call: as BullMQ does it, only its run carries it
     */
    private Definition define(DeclaredScheduler<T> declared, JobRequest<T> template, boolean keepTrace) {
        var encoded = EncodedJob.of(
                template.name(), template.data(), template.options(), options.codec(), InstantSource.system());
        return SchedulerWriter.define(
                declared.id(), declared.schedule(), declared.options().isImmediate(), encoded, keepTrace);
    }

    private static void requireId(String id) {
        if (Objects.requireNonNull(id, "id").isEmpty()) {
            throw new IllegalArgumentException("the id of a job scheduler must not be empty");
        }
    }

    CompletionStage<Optional<JobScheduler<T>>> get(String id) {
        requireId(id);
        return store.entry(id)
                .thenCompose(entry -> entry.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.<JobScheduler<T>>empty())
                        : read(entry.get()))
                .thenApply(found -> {
                    found.filter(SchedulerKeeper::isLegacy).ifPresent(legacy -> {
                        throw legacyException(id);
                    });
                    return found;
                });
    }

    private CompletableFuture<Optional<JobScheduler<T>>> read(Entry entry) {
        return store.record(entry.id())
                .thenApply(fields -> fields.isEmpty() && !NextRunMaker.isLegacyShaped(entry.id())
                        ? Optional.empty()
                        : Optional.of(new JobScheduler<>(
                                store.keys().queue(), entry.id(), entry.slot(), fields, options.codec(), dataType)));
    }

    private static boolean isLegacy(JobScheduler<?> scheduler) {
        return scheduler.iterationCount() == 0 && NextRunMaker.isLegacyShaped(scheduler.id());
    }

    private SchedulerException legacyException(String id) {
        return new SchedulerException(store.keys().queue(), id, NextRunMaker.legacyMessage(id));
    }

    CompletionStage<List<JobScheduler<T>>> page(long from, long to, boolean ascending) {
        JobReader.requireRange(from, to);
        return store.entries(from, to, ascending).thenCompose(entries -> {
            var reads = entries.stream().map(this::read).toList();
            return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> reads.stream()
                            .flatMap(read -> read.join().stream())
                            .filter(scheduler -> !isLegacy(scheduler))
                            .toList());
        });
    }

    CompletionStage<Long> count() {
        return store.count();
    }

    CompletionStage<Boolean> remove(String id) {
        requireId(id);
        return store.remove(id, false);
    }

    CompletionStage<JobHandle<T>> runNow(String id) {
        return get(id).thenCompose(found -> {
            var scheduler = found.orElseThrow(() -> unknown(id));
            return adder.addEncoded(scheduler.name(), scheduler.dataJson(), scheduler.templateOptions());
        });
    }

    private SchedulerException unknown(String id) {
        return new SchedulerException(store.keys().queue(), id, "there is no such scheduler");
    }

    CompletionStage<List<Instant>> preview(String id, int count) {
        requireId(id);
        if (count < 1 || count > JobInspector.MAX_PAGE) {
            throw new IllegalArgumentException(
                    "count must be between 1 and " + JobInspector.MAX_PAGE + ", was " + count);
        }
        // A thousand leap days take their time, which the thread that reads from Redis does not have.
        return look(id).thenApplyAsync(found -> {
            var health = found.orElseThrow(() -> unknown(id));
            try {
                return health.upcoming(count);
            } catch (IllegalArgumentException e) {
                throw unreadable(id, e);
            }
        });
    }

    CompletionStage<List<BrokenScheduler>> findBroken() {
        return now().thenCompose(now -> store.all()
                .thenCompose(ids -> findBroken(List.copyOf(ids), 0, now, new ArrayList<>(), new ArrayList<>())));
    }

    /** A bounded number of looks under way, or many schedulers would hold up what else the connection is for. */
    private CompletableFuture<List<BrokenScheduler>> findBroken(
            List<String> ids, int from, Instant now, List<SchedulerHealth> uncertain, List<BrokenScheduler> found) {
        if (from >= ids.size()) {
            return settled(uncertain).thenApply(settled -> {
                settled.forEach(health -> health.broken().ifPresent(found::add));
                return List.copyOf(found);
            });
        }
        var to = Math.min(ids.size(), from + LOOKS_AT_ONCE);
        var looks = ids.subList(from, to).stream().map(id -> look(id, now)).toList();
        return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> {
                    looks.forEach(look -> look.join().ifPresent(health -> {
                        health.broken().ifPresent(found::add);
                        if (health.isUncertain() && health.broken().isEmpty()) {
                            uncertain.add(health);
                        }
                    }));
                    return findBroken(ids, to, now, uncertain, found);
                });
    }

    /** Those whose run is not in line either; one that moves meanwhile is not lost. */
    private CompletableFuture<List<SchedulerHealth>> settled(List<SchedulerHealth> uncertain) {
        if (uncertain.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        var missing = new HashMap<String, SchedulerHealth>();
        uncertain.forEach(health -> missing.put(health.runId(), health));
        return line.forEach(missing::remove)
                .thenCompose(read -> unmoved(List.copyOf(missing.values()), 0, new ArrayList<>()));
    }

    private CompletableFuture<List<SchedulerHealth>> unmoved(
            List<SchedulerHealth> missing, int from, List<SchedulerHealth> lost) {
        if (from >= missing.size()) {
            return CompletableFuture.completedFuture(lost);
        }
        var to = Math.min(missing.size(), from + LOOKS_AT_ONCE);
        var looks = missing.subList(from, to).stream()
                .map(before -> store.inspect(before.id())
                        .thenApply(after -> after.filter(seen -> seen.isStillAs(before.seen()))
                                .map(seen -> before.settled(Place.GONE))))
                .toList();
        return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> {
                    looks.forEach(look -> look.join().ifPresent(lost::add));
                    return unmoved(missing, to, lost);
                });
    }

    CompletionStage<Optional<JobHandle<T>>> repair(String id) {
        requireId(id);
        return certain(id).thenCompose(found -> {
            var broken = found.flatMap(SchedulerHealth::broken);
            if (broken.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return switch (broken.get().problem()) {
                case LEGACY -> throw legacyException(id);
                case NO_RECORD -> store.remove(id, true).thenApply(gone -> Optional.empty());
                case UNREADABLE_SCHEDULE -> throw unreadable(id, found.get().whyUnreadable());
                case NO_PENDING_RUN -> makeNext(found.get());
            };
        });
    }

    private CompletableFuture<Optional<JobHandle<T>>> makeNext(SchedulerHealth health) {
        var repeat = health.repeatOfNext();
        var run = TemplateOptions.stripped(health.record().get("opts"));
        run.set("repeat", repeat.toJson());
        return store.produce(
                        health.id(),
                        SchedulerStore.runId(health.id(), health.slot()),
                        NextRunMaker.runOptions(health.id(), run),
                        repeat,
                        health.slots(),
                        given())
                .thenApply(made -> made.map(this::handle));
    }

    private CompletableFuture<Optional<SchedulerHealth>> certain(String id) {
        return look(id).thenCompose(found ->
                found.filter(SchedulerHealth::isUncertain).isEmpty()
                        ? CompletableFuture.completedFuture(found)
                        : settled(List.of(found.get()))
                                .thenApply(lost -> lost.stream().findFirst().or(() -> found)));
    }

    private CompletableFuture<Optional<SchedulerHealth>> look(String id) {
        return now().thenCompose(now -> look(id, now));
    }

    private CompletableFuture<Optional<SchedulerHealth>> look(String id, Instant now) {
        return store.inspect(id).thenApply(found -> found.map(inspection -> new SchedulerHealth(id, inspection, now)));
    }

    private SchedulerException unreadable(String id, Throwable cause) {
        return new SchedulerException(store.keys().queue(), id, String.valueOf(cause.getMessage()), cause);
    }

    private JobHandle<T> handle(String jobId) {
        return new JobHandle<>(queue, jobId, AddOutcome.ADDED);
    }

    private @Nullable Instant given() {
        return clock == null ? null : clock.instant();
    }

    CompletableFuture<Instant> now() {
        return clock == null ? store.now() : CompletableFuture.completedFuture(clock.instant());
    }
}
