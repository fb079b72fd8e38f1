package io.taurine.queue.events;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.cluster.SlotHash;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.BlockingReads;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event streams of many queues, from places that the caller keeps, and what Redis has of the jobs they tell of: for
 * whoever writes down what happens. All queues are read with one command, on a connection of its own. {@link #read} belongs to
 * one thread; the rest may be shared. Every call throws {@link io.taurine.queue.connection.RedisUnavailableException} while Redis
 * does not answer, and may be repeated.
 */
public final class EventLog implements AutoCloseable {

    /** The place before all events. */
    public static final String BEGINNING = "0-0";

    /** In a queue's meta: how many events its stream keeps, and how many it did before it had to keep more for a while. */
    private static final String KEPT = "opts.maxLenEvents";

    private static final String KEPT_BEFORE = "taurine:maxLenEvents";

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int JOBS_AT_ONCE = 200;
    private static final int MOST = 10_000;

    private final LettuceConnection redis;
    private final String prefix;

    /** By slot of the Cluster; elsewhere there is one for all. */
    private final Map<Integer, BlockingReads> reads = new ConcurrentHashMap<>();

    private EventLog(LettuceConnection redis, String prefix) {
        this.redis = redis;
        this.prefix = prefix;
    }

    /** Opens no connection yet. The one given stays the caller's. */
    public static EventLog open(RedisConnection connection, String prefix) {
        return new EventLog(LettuceConnection.of(connection), prefix);
    }

    /**
     * The next events of each queue that has any.
     *
     * @param afterIds by name of the queue, the last event that is known, or {@link #BEGINNING}
     * @param most events of a queue, 1 to 10,000
     * @param wait how long to wait when no queue has any, 1 ms or more
     */
    public Map<String, EventPage> read(Map<String, String> afterIds, int most, Duration wait)
            throws InterruptedException {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most must be between 1 and " + MOST + ", was " + most);
        }
        var byStream = new HashMap<String, String>();
        var places = new TreeMap<Integer, Map<String, String>>();
        afterIds.forEach((queue, id) -> {
            var stream = stream(queue);
            byStream.put(stream, queue);
            places.computeIfAbsent(slot(stream), absent -> new LinkedHashMap<>())
                    .put(stream, id);
        });
        var pages = new TreeMap<String, EventPage>();
        var waitOfEach = Duration.ofMillis(Math.max(1, wait.toMillis() / Math.max(1, places.size())));
        for (var place : places.entrySet()) {
            var streams = place.getValue();
            var entries = reader(place.getKey(), streams.keySet().iterator().next())
                    .readStreams(streams, most, pages.isEmpty() ? waitOfEach : Duration.ofMillis(1), GRACE);
            var oldest = oldest(entries.keySet());
            entries.forEach((stream, found) -> pages.put(
                    byStream.get(stream),
                    new EventPage(
                            found.stream().map(EventParser::parse).toList(),
                            found.size() == most,
                            isGap(streams.get(stream), oldest.get(stream)))));
        }
        return pages;
    }

    private String stream(String queue) {
        return QueueKeys.of(prefix, queue).key("events");
    }

    private int slot(String stream) {
        return redis.server().topology() == RedisServer.Topology.CLUSTER ? SlotHash.getSlot(stream) : 0;
    }

    private BlockingReads reader(int slot, String stream) {
        return reads.computeIfAbsent(slot, absent -> redis.openBlockingReads("taurine-event-log", stream));
    }

    /** Asked after the read: an entry that is there now was there then, with all that followed it. */
    private Map<String, String> oldest(Iterable<String> streams) {
        var asked = new LinkedHashMap<String, CompletableFuture<Optional<String>>>();
        streams.forEach(stream -> asked.put(
                stream,
                redis.command(commands -> commands.xrange(stream, Range.unbounded(), Limit.from(1)))
                        .thenApply(first -> first.isEmpty()
                                ? Optional.empty()
                                : Optional.of(first.get(0).getId()))));
        var oldest = new HashMap<String, String>();
        asked.forEach((stream, id) -> Await.result(id).ifPresent(known -> oldest.put(stream, known)));
        return oldest;
    }

    private static boolean isGap(@Nullable String after, @Nullable String oldest) {
        return after != null && !after.equals(BEGINNING) && (oldest == null || compare(after, oldest) < 0);
    }

    /** In the order of the stream: less than 0 when the first is the older one. */
    public static int compare(String firstId, String secondId) {
        var first = firstId.split("-", 2);
        var second = secondId.split("-", 2);
        var times = Long.compare(Long.parseLong(first[0]), Long.parseLong(second[0]));
        return times != 0
                ? times
                : Long.compare(
                        first.length == 1 ? 0 : Long.parseLong(first[1]),
                        second.length == 1 ? 0 : Long.parseLong(second[1]));
    }

    /** The newest event of a queue; empty when its stream has none. */
    public Optional<String> newestId(String queue) {
        var newest = Await.result(
                redis.command(commands -> commands.xrevrange(stream(queue), Range.unbounded(), Limit.from(1))));
        return newest.isEmpty() ? Optional.empty() : Optional.of(newest.get(0).getId());
    }

    /** Has the stream of a queue keep at least about that many events; one that keeps more is left alone. */
    public void keepAtLeast(String queue, int events) {
        var meta = QueueKeys.of(prefix, queue).key("meta");
        var kept = Await.result(redis.command(commands -> commands.hget(meta, KEPT)));
        if (kept == null || !kept.matches("[0-9]{1,15}") || Long.parseLong(kept) < events) {
            Await.result(redis.command(commands -> commands.hset(meta, KEPT, Integer.toString(events))));
        }
    }

    /** Has the stream of a queue keep about that many events until {@link #keepAsBefore}, whoever calls that. */
    public void keepForNow(String queue, int events) {
        var meta = QueueKeys.of(prefix, queue).key("meta");
        var kept = Await.result(redis.command(commands -> commands.hget(meta, KEPT)));
        Await.result(redis.command(commands -> commands.hsetnx(meta, KEPT_BEFORE, kept == null ? "" : kept)));
        Await.result(redis.command(commands -> commands.hset(meta, KEPT, Integer.toString(events))));
    }

    /** Has the stream of a queue keep as many events as before {@link #keepForNow}; harmless when nobody called that. */
    public void keepAsBefore(String queue) {
        var meta = QueueKeys.of(prefix, queue).key("meta");
        var before = Await.result(redis.command(commands -> commands.hget(meta, KEPT_BEFORE)));
        if (before == null) {
            return;
        }
        if (before.isEmpty()) {
            Await.result(redis.command(commands -> commands.hdel(meta, KEPT)));
        } else {
            Await.result(redis.command(commands -> commands.hset(meta, KEPT, before)));
        }
        Await.result(redis.command(commands -> commands.hdel(meta, KEPT_BEFORE)));
    }

    /** Whether Redis has used less than half of the memory that it may use, or of what its machine has; false if unknown. */
    public boolean hasMemoryToSpare() {
        var memory = Await.result(redis.command(commands -> commands.info("memory")));
        var most =
                number(memory, "maxmemory") > 0 ? number(memory, "maxmemory") : number(memory, "total_system_memory");
        return number(memory, "used_memory") * 2 < most;
    }

    private static long number(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .filter(value -> value.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .findFirst()
                .orElse(0L);
    }

    /**
     * What Redis has of some jobs, by id; those it does not have are missing.
     *
     * @param ids with how many of its lines the caller knows; less than 0 to be told none
     * @param fields of the jobs' hashes; with none of them all jobs are told, whether Redis has them or not
     * @param mostLines that are told of a job
     */
    public Map<String, JobTrace> jobs(String queue, Map<String, Long> ids, List<String> fields, int mostLines) {
        var keys = QueueKeys.of(prefix, queue);
        var names = List.copyOf(ids.keySet());
        var replies = new ArrayList<CompletableFuture<Object>>();
        for (var from = 0; from < names.size(); from += JOBS_AT_ONCE) {
            var arguments = new ArrayList<String>();
            arguments.add(keys.base());
            arguments.add(Integer.toString(mostLines));
            arguments.add(Integer.toString(fields.size()));
            arguments.addAll(fields);
            for (var id : names.subList(from, Math.min(from + JOBS_AT_ONCE, names.size()))) {
                var known = ids.getOrDefault(id, -1L);
                arguments.add(id);
                arguments.add(known < 0 ? "" : Long.toString(known));
            }
            replies.add(redis.run(Scripts.LOOK_AT_JOBS, keys, arguments.toArray(String[]::new)));
        }
        var traces = new HashMap<String, JobTrace>();
        for (var chunk = 0; chunk < replies.size(); chunk++) {
            var jobs = Replies.list(Await.result(replies.get(chunk)));
            for (var i = 0; i < jobs.size(); i++) {
                var id = names.get(chunk * JOBS_AT_ONCE + i);
                trace(Replies.list(jobs.get(i)), fields).ifPresent(trace -> traces.put(id, trace));
            }
        }
        return traces;
    }

    private static Optional<JobTrace> trace(List<?> job, List<String> names) {
        var values = Replies.list(job.get(0));
        if (values.isEmpty() && !names.isEmpty()) {
            return Optional.empty();
        }
        var fields = new HashMap<String, String>();
        for (var i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                fields.put(names.get(i), String.valueOf(values.get(i)));
            }
        }
        return Optional.of(new JobTrace(fields, Replies.texts(job.get(1)), Replies.number(job.get(2))));
    }

    /** The jobs that workers hold, at most 10,000. */
    public List<String> active(String queue) {
        return Await.result(redis.command(
                commands -> commands.lrange(QueueKeys.of(prefix, queue).key("active"), 0, MOST - 1)));
    }

    /**
     * Jobs that have completed or failed in a time and are still kept, at most 10,000 of each.
     *
     * @param to included
     */
    public List<String> finished(String queue, Instant from, Instant to) {
        var keys = QueueKeys.of(prefix, queue);
        var scores = Range.create((Number) from.toEpochMilli(), (Number) to.toEpochMilli());
        return List.of("completed", "failed").stream()
                .map(set -> redis.command(commands -> commands.zrangebyscore(keys.key(set), scores, Limit.from(MOST))))
                .collect(Collectors.toList())
                .stream()
                .flatMap(ids -> Await.result(ids).stream())
                .toList();
    }

    /** Ends a read under way with an exception. Harmless when called twice. */
    @Override
    public void close() {
        List.copyOf(reads.values()).forEach(BlockingReads::close);
    }
}
