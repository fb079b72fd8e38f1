package io.taurine.queue.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.queue.SchedulerException;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.SchedulerStore.RunOptions;
import io.taurine.queue.internal.SchedulerStore.Slots;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.repeat.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the run that follows a claimed run of a job scheduler. There is no timer: the worker that claims a run sees to the
 * next one before it runs it. Asking twice for the same run makes one next run. Safe to share between threads.
 */
public final class NextRunMaker {

    /** Options of a run that belong to its own slot. */
    private static final List<String> OF_ONE_SLOT =
            List.of("repeatJobKey", "jobId", "delay", "timestamp", "prevMillis");

    /** Name, job id, end, zone and pattern or interval: what BullMQ 4 called a repeatable job. */
    private static final Pattern LEGACY = Pattern.compile("[^:]*:[^:]*:\\d*:[^:]*:(?:.* .*|\\d+)", Pattern.DOTALL);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final SchedulerStore store;
    private final Watcher watcher;

    public NextRunMaker(SchedulerStore store) {
        this(store, (schedulerId, claimed) -> (made, failure) -> {});
    }

    private NextRunMaker(SchedulerStore store, Watcher watcher) {
        this.store = store;
        this.watcher = watcher;
    }

    /** Null for a watcher when nobody wants to know. */
    public static NextRunMaker on(RedisConnection connection, QueueKeys keys, @Nullable Watcher watcher) {
        var store = new SchedulerStore(LettuceConnection.of(connection), keys);
        return watcher == null ? new NextRunMaker(store) : new NextRunMaker(store, watcher);
    }

    /** Asked when Redis is about to be told to make a run. Must neither block nor throw. */
    @FunctionalInterface
    public interface Watcher {

        /**
         * Who is to be told what came of it.
         *
         * @param claimed fields of the run before
         */
        Result making(String schedulerId, Map<String, String> claimed);

        /** Hears of one run. */
        @FunctionalInterface
        interface Result {

            /**
             * Called once, when Redis has answered.
             *
             * @param made id of the job of the run; null when there was none to make, or it failed
             * @param failure null when it did not fail
             */
            void made(@Nullable String made, @Nullable Throwable failure);
        }
    }

    /** The scheduler's run that was asked about is one that no next run can be made for; the run itself may go on. */
    public static final class NoSuccessorException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoSuccessorException(String message) {
            super(message);
        }
    }

    /** Which scheduler made a job; null for a job that no scheduler made. */
    public static @Nullable String schedulerOf(Map<String, String> fields) {
        var id = fields.get("rjk");
        return id == null || id.isEmpty() ? null : id;
    }

    /**
     * Makes the next run; the id of its job, or empty when the schedule is over, the scheduler is gone, or the next run was
     * made already. Fails with {@link NoSuccessorException} when the job does not say what to repeat, with
     * {@link SchedulerException} when its schedule cannot be evaluated or its slots are taken.
     *
     * @param runId the claimed run
     * @param fields its fields, of which {@code rjk} must be there
     * @param now the instant of the claim, null for Redis's clock
     */
    public CompletableFuture<Optional<String>> makeAfter(
            String runId, Map<String, String> fields, @Nullable Instant now) {
        var schedulerId = String.valueOf(schedulerOf(fields));
        if (!isLegacyShaped(schedulerId)) {
            return make(schedulerId, runId, fields, now);
        }
        return store.isScheduler(schedulerId)
                .thenCompose(isScheduler -> isScheduler
                        ? make(schedulerId, runId, fields, now)
                        : CompletableFuture.failedFuture(new NoSuccessorException(legacyMessage(schedulerId))));
    }

    /** True when an id has the form of the keys under which BullMQ 4 kept repeatable jobs. */
    public static boolean isLegacyShaped(String schedulerId) {
        return LEGACY.matcher(schedulerId).matches();
    }

    /** What BullMQ says of such a key that has no scheduler behind it. */
    public static String legacyMessage(String schedulerId) {
        return "Legacy repeatable job metadata is not supported in BullMQ v6 (key: \"" + schedulerId
                + "\"). Migrate legacy repeatable jobs to Job Schedulers before upgrading.";
    }

    private CompletableFuture<Optional<String>> make(
            String schedulerId, String runId, Map<String, String> fields, @Nullable Instant now) {
        ObjectNode opts;
        try {
            opts = optionsOf(fields);
        } catch (NoSuccessorException e) {
            return CompletableFuture.failedFuture(e);
        }
        var repeat = RepeatOptions.read(opts.path("repeat"));
        var previous = opts.path("prevMillis");
        var instant = now == null ? claimedAt(fields) : now;
        if (repeat.isOver(instant)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var slots = Slots.NONE;
        if (repeat.everyMillis() == null) {
            var from = previous.isNumber() ? later(instant, Instant.ofEpochMilli(previous.asLong())) : instant;
            try {
                var schedule = repeat.schedule();
                if (schedule.nextAfter(from).isEmpty()) {
                    return CompletableFuture.completedFuture(Optional.empty());
                }
                slots = most -> after(schedule, from, most);
            } catch (IllegalArgumentException e) {
                return CompletableFuture.failedFuture(
                        new SchedulerException(store.keys().queue(), schedulerId, String.valueOf(e.getMessage()), e));
            }
        }
        var result = watcher.making(schedulerId, fields);
        return store.produce(schedulerId, runId, nextOptions(schedulerId, opts), repeat, slots, now)
                .whenComplete((made, failure) -> result.made(made == null ? null : made.orElse(null), failure));
    }

    private static ObjectNode optionsOf(Map<String, String> fields) {
        JsonNode opts;
        try {
            opts = MAPPER.readTree(fields.getOrDefault("opts", ""));
        } catch (JsonProcessingException e) {
            throw new NoSuccessorException("the job's opts are not valid JSON: " + e.getOriginalMessage());
        }
        if (!(opts instanceof ObjectNode known) || !known.path("repeat").isObject()) {
            throw new NoSuccessorException("the job's opts do not say what to repeat");
        }
        return known;
    }

    /** The claim told the time by Redis's clock. */
    private static Instant claimedAt(Map<String, String> fields) {
        return Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("processedOn", "0")));
    }

    /** The next slots, whatever the schedule's limit: that counts runs made, which the caller has looked at. */
    public static List<Instant> after(Schedule schedule, Instant from, int most) {
        var slots = new ArrayList<Instant>();
        var last = Optional.of(from);
        while (slots.size() < most) {
            last = schedule.nextAfter(last.get());
            if (last.isEmpty()) {
                break;
            }
            slots.add(last.get());
        }
        return slots;
    }

    /** The same with that instant itself as the first one. */
    public static List<Instant> fromOn(Schedule schedule, Instant first, int most) {
        var slots = new ArrayList<Instant>();
        slots.add(first);
        slots.addAll(after(schedule, first, most - 1));
        return slots;
    }

    /** The options of the claimed run, one run further. */
    private static RunOptions nextOptions(String schedulerId, ObjectNode claimed) {
        var opts = claimed.deepCopy();
        opts.remove(OF_ONE_SLOT);
        var repeat = (ObjectNode) opts.path("repeat");
        var known = RepeatOptions.read(repeat);
        repeat.put("count", known.count() + 1);
        if (known.startMillis() != null) {
            repeat.put("startDate", known.startMillis());
        }
        if (known.endMillis() != null) {
            repeat.put("endDate", known.endMillis());
        }
        if (!opts.has("attempts")) {
            opts.put("attempts", 0); // as BullMQ writes from the second run on
        }
        return runOptions(schedulerId, opts);
    }

    /** The options of a run, from their JSON without what depends on its slot. */
    public static RunOptions runOptions(String schedulerId, ObjectNode opts) {
        opts.remove(OF_ONE_SLOT);
        opts.put("repeatJobKey", schedulerId);
        return new RunOptions(
                opts.toString(),
                Math.max(0, opts.path("priority").asInt(0)),
                opts.path("lifo").asBoolean(false),
                opts.path("de").path("id").asText(""));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
