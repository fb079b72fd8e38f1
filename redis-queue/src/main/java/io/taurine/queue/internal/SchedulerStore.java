package io.taurine.queue.internal;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.taurine.queue.SchedulerException;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.LuaScript;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The job schedulers of one queue as they lie in Redis, each transition in one call. Safe to share between threads. Where a
 * call takes an instant, null means Redis's own clock.
 */
public final class SchedulerStore {

    /** How far a pattern looks on when the slots before have jobs. */
    private static final int MAX_SLOTS = 100;

    private static final String SLOTS_TAKEN =
            "Cannot create job scheduler iteration - job ID already exists. addJobScheduler";
    private static final String INTERVALS_TAKEN =
            "Cannot create job scheduler iteration - current and next time slots already have jobs. addJobScheduler";

    private final LettuceConnection redis;
    private final QueueKeys keys;

    public SchedulerStore(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    public QueueKeys keys() {
        return keys;
    }

    /**
     * The options of a run as JSON, without what depends on its slot, and those of them that decide where it goes.
     *
     * @param deduplicationId or empty
     */
    public record RunOptions(String json, int priority, boolean lifo, String deduplicationId) {}

    /**
     * What an upsert writes.
     *
     * @param data JSON, empty for <code>{}</code>
     * @param template JSON of the template's options, empty for none
     * @param isSingleRun whether the interval stands for a single run at its start
     */
    public record Definition(
            String id,
            String name,
            String data,
            String template,
            RunOptions run,
            RepeatOptions repeat,
            boolean isSingleRun) {}

    /** The job of a run: its id, and how long until it is due. */
    public record Run(String jobId, Duration delay) {}

    /** An entry of the list of schedulers: its id and the slot of the run made last. */
    public record Entry(String id, Instant slot) {}

    /** Where the run that a scheduler made last is. */
    public enum Place {
        /** Delayed, in line by priority, waiting for children, or running. */
        PENDING,
        /** In line, or nowhere: only the line tells. */
        PERHAPS_IN_LINE,
        /** Ended, or deleted. */
        GONE;

        static Place read(String text) {
            return switch (text) {
                case "pending" -> PENDING;
                case "gone" -> GONE;
                default -> PERHAPS_IN_LINE;
            };
        }
    }

    /**
     * A scheduler with the run it made last.
     *
     * @param trace changes when that run is claimed or recovered
     * @param runOptions options of that run as JSON, empty when it is gone
     * @param record fields of the scheduler, empty when it has none
     */
    public record Inspection(Instant slot, Place place, String trace, String runOptions, Map<String, String> record) {

        /** Whether its run can neither have moved nor been replaced between the other look and this one. */
        public boolean isStillAs(Inspection other) {
            return slot.equals(other.slot) && place == other.place && trace.equals(other.trace);
        }

        public Inspection at(Place certain) {
            return new Inspection(slot, certain, trace, runOptions, record);
        }
    }

    /** Redis's clock. */
    public CompletableFuture<Instant> now() {
        return redis.command(commands -> commands.time())
                .thenApply(time ->
                        Instant.ofEpochMilli(Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000));
    }

    /**
     * What must hold for a write: nobody has changed the scheduler since, and no other owner has it.
     *
     * @param declaration what is noted in {@link SchedulerOwners} with the write
     * @param seen fingerprint of the scheduler as it was found
     */
    public record Claim(SchedulerOwners.Declaration declaration, String seen) {}

    /**
     * Creates or replaces a scheduler; empty when the claim does not hold any more. {@code slots} are those of a pattern,
     * soonest first.
     *
     * @param claim null to write in any case: the scheduler is no owner's then
     */
    public CompletableFuture<Optional<Run>> upsert(
            Definition definition, Slots slots, @Nullable Instant now, @Nullable Claim claim) {
        var repeat = definition.repeat();
        return tryingSlots(
                        definition.id(),
                        repeat,
                        slots,
                        Scripts.UPSERT_SCHEDULER,
                        () -> arguments(
                                now,
                                definition.id(),
                                definition.name(),
                                definition.data(),
                                definition.template(),
                                definition.run().json(),
                                Integer.toString(definition.run().priority()),
                                flag(definition.run().lifo()),
                                text(repeat.everyMillis()),
                                repeat.offsetMillis() == null ? "0" : text(repeat.offsetMillis()),
                                repeat.everyMillis() == null ? String.valueOf(repeat.pattern()) : "",
                                repeat.everyMillis() == null && repeat.tz() != null ? repeat.tz() : "",
                                text(repeat.limit()),
                                text(repeat.startMillis()),
                                text(repeat.endMillis()),
                                claim == null ? "" : claim.declaration().toJson(),
                                claim == null ? "" : claim.seen(),
                                flag(definition.isSingleRun())))
                .thenApply(reply -> {
                    if (isNumber(reply, -12)) {
                        return Optional.empty();
                    }
                    var run = Replies.list(reply);
                    return Optional.of(
                            new Run(String.valueOf(run.get(0)), Duration.ofMillis(Replies.number(run.get(1)))));
                });
    }

    /** Makes the run after {@code producerId}; empty when that is not the run made last, or the scheduler is gone. */
    public CompletableFuture<Optional<String>> produce(
            String id, String producerId, RunOptions run, RepeatOptions repeat, Slots slots, @Nullable Instant now) {
        return tryingSlots(
                        id,
                        repeat,
                        slots,
                        Scripts.PRODUCE_ITERATION,
                        () -> arguments(
                                now,
                                id,
                                producerId,
                                run.json(),
                                Integer.toString(run.priority()),
                                flag(run.lifo()),
                                run.deduplicationId(),
                                text(repeat.everyMillis()),
                                repeat.offsetMillis() == null ? "0" : text(repeat.offsetMillis())))
                .thenApply(
                        reply -> Replies.single(reply) instanceof String made ? Optional.of(made) : Optional.empty());
    }

    /** The next slots of a schedule. */
    public interface Slots {

        /** An interval, whose slots Redis reckons. */
        Slots NONE = most -> List.of();

        /** Up to that many, soonest first. */
        List<Instant> next(int most);
    }

    private CompletableFuture<Object> tryingSlots(
            String id, RepeatOptions repeat, Slots slots, LuaScript script, Supplier<List<String>> arguments) {
        var isPattern = repeat.everyMillis() == null;
        return call(script, arguments.get(), slots.next(1))
                // Nearly always the first one is free; reckoning a hundred of them each time would be waste.
                .thenCompose(reply -> isPattern && isNumber(reply, -10)
                        ? call(script, arguments.get(), slots.next(MAX_SLOTS))
                        : CompletableFuture.completedFuture(reply))
                .thenApply(reply -> {
                    if (isNumber(reply, -10) || isNumber(reply, -11)) {
                        throw new SchedulerException(keys.queue(), id, isPattern ? SLOTS_TAKEN : INTERVALS_TAKEN);
                    }
                    return reply;
                });
    }

    private CompletableFuture<Object> call(LuaScript script, List<String> arguments, List<Instant> slots) {
        var all = new ArrayList<>(arguments);
        slots.forEach(slot -> all.add(Long.toString(slot.toEpochMilli())));
        return redis.run(script, keys, all.toArray(String[]::new));
    }

    private static boolean isNumber(@Nullable Object reply, long number) {
        return Replies.single(reply) instanceof Long code && code == number;
    }

    /** False when there was none. With {@code onlyOrphan} one that has a record stays. */
    public CompletableFuture<Boolean> remove(String id, boolean onlyOrphan) {
        return redis.run(Scripts.REMOVE_SCHEDULER, keys, keys.base(), id, flag(onlyOrphan), "")
                .thenApply(reply -> Replies.number(reply) == 0);
    }

    /** False when it is not that owner's any more, or not as that owner wrote it: then it stays, and is nobody's. */
    public CompletableFuture<Boolean> removeOwned(String id, SchedulerOwners.Entry entry) {
        return redis.run(Scripts.REMOVE_SCHEDULER, keys, keys.base(), id, "", entry.text())
                .thenApply(reply -> Replies.number(reply) == 0);
    }

    /** Looks at a scheduler in one short call, which does not search the line. */
    public CompletableFuture<Optional<Inspection>> inspect(String id) {
        return redis.run(Scripts.INSPECT_SCHEDULER, keys, keys.base(), id).thenApply(reply -> {
            var values = Replies.list(reply);
            return values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Inspection(
                            instant(Double.parseDouble(String.valueOf(values.get(0)))),
                            Place.read(String.valueOf(values.get(1))),
                            String.valueOf(values.get(2)),
                            String.valueOf(values.get(3)),
                            Replies.hash(values.subList(4, values.size()))));
        });
    }

    /** The record of a scheduler, empty when there is none. */
    public CompletableFuture<Map<String, String>> record(String id) {
        return redis.command(commands -> commands.hgetall(keys.schedulerRecord(id)));
    }

    /** True when the record is one of a job scheduler and not what BullMQ 4 left. */
    public CompletableFuture<Boolean> isScheduler(String id) {
        return redis.command(commands -> commands.hexists(keys.schedulerRecord(id), "ic"));
    }

    public CompletableFuture<Optional<Entry>> entry(String id) {
        return redis.command(commands -> commands.zscore(keys.key("repeat"), id))
                .thenApply(slot -> Optional.ofNullable(slot).map(score -> new Entry(id, instant(score))));
    }

    /** A page of the list, by slot. */
    public CompletableFuture<List<Entry>> entries(long from, long to, boolean ascending) {
        return redis.command(commands -> ascending
                        ? commands.zrangeWithScores(keys.key("repeat"), from, to)
                        : commands.zrevrangeWithScores(keys.key("repeat"), from, to))
                .thenApply(list -> list.stream().map(SchedulerStore::entry).toList());
    }

    private static Entry entry(ScoredValue<String> scored) {
        return new Entry(scored.getValue(), instant(scored.getScore()));
    }

    /** The ids of all schedulers, those that come or go meanwhile with or without. */
    public CompletableFuture<Set<String>> all() {
        return scan(ScanCursor.INITIAL, new LinkedHashSet<>());
    }

    private CompletableFuture<Set<String>> scan(ScanCursor cursor, Set<String> found) {
        return redis.command(commands -> commands.zscan(keys.key("repeat"), cursor, ScanArgs.Builder.limit(200)))
                .thenCompose(page -> {
                    page.getValues().forEach(scheduler -> found.add(scheduler.getValue()));
                    return page.isFinished() ? CompletableFuture.completedFuture(found) : scan(page, found);
                });
    }

    public CompletableFuture<Long> count() {
        return redis.command(commands -> commands.zcard(keys.key("repeat")));
    }

    /** Id of the job of a slot. */
    public static String runId(String schedulerId, Instant slot) {
        return "repeat:" + schedulerId + ":" + slot.toEpochMilli();
    }

    private List<String> arguments(@Nullable Instant now, String... more) {
        var arguments = new ArrayList<String>(2 + more.length);
        arguments.add(keys.base());
        arguments.add(now == null ? "" : Long.toString(now.toEpochMilli()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static Instant instant(double millis) {
        return Instant.ofEpochMilli((long) millis);
    }

    private static String text(@Nullable Long number) {
        return number == null ? "" : Long.toString(number);
    }

    private static String flag(boolean set) {
        return set ? "1" : "";
    }
}
