package io.taurine.queue;

import io.lettuce.core.Range;
import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.connection.RedisReplyException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.JobStates;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads jobs, counts and logs; every call ships a bounded amount. */
final class JobReader<T> {

    private static final long PRIORITY_STEP = 1L << 32;
    private static final long DELAYED_STEP = 4096;
    private static final List<JobState> COUNTED = List.of(
            JobState.WAITING,
            JobState.ACTIVE,
            JobState.PRIORITIZED,
            JobState.DELAYED,
            JobState.COMPLETED,
            JobState.FAILED,
            JobState.WAITING_CHILDREN);

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final PayloadCodec codec;
    private final Type dataType;

    JobReader(LettuceConnection redis, QueueKeys keys, PayloadCodec codec, Type dataType) {
        this.redis = redis;
        this.keys = keys;
        this.codec = codec;
        this.dataType = dataType;
    }

    CompletionStage<Optional<Job<T>>> job(String id) {
        return redis.command(commands -> commands.hgetall(keys.job(id)))
                .thenApply(fields -> fields.isEmpty() ? Optional.empty() : Optional.of(toJob(id, fields)));
    }

    private Job<T> toJob(String id, Map<String, String> fields) {
        return new Job<>(keys.queue(), id, fields, codec, dataType);
    }

    CompletionStage<JobState> state(String id) {
        return new JobStates(redis, keys).of(id);
    }

    CompletionStage<JobCounts> counts() {
        return redis.run(Scripts.GET_COUNTS, keys).thenApply(reply -> {
            var numbers = Replies.list(reply);
            var counts = new EnumMap<JobState, Long>(JobState.class);
            for (int i = 0; i < COUNTED.size(); i++) {
                counts.put(COUNTED.get(i), Replies.number(numbers.get(i)));
            }
            return new JobCounts(counts);
        });
    }

    CompletionStage<Map<Integer, Long>> countsPerPriority(List<Integer> priorities) {
        if (priorities.size() > JobInspector.MAX_PAGE) {
            throw new IllegalArgumentException(
                    "priorities must be at most " + JobInspector.MAX_PAGE + ", were " + priorities.size());
        }
        var counts = new LinkedHashMap<Integer, CompletableFuture<Long>>();
        for (int priority : priorities) {
            counts.put(
                    priority,
                    redis.command(commands -> priority == 0
                            ? commands.llen(keys.key("wait"))
                            : commands.zcount(
                                    keys.key("prioritized"),
                                    Range.from(
                                            Range.Boundary.including(priority * PRIORITY_STEP),
                                            Range.Boundary.excluding((priority + 1L) * PRIORITY_STEP)))));
        }
        return CompletableFuture.allOf(counts.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    var result = new LinkedHashMap<Integer, Long>();
                    counts.forEach((priority, count) -> result.put(priority, count.join()));
                    return result;
                });
    }

    /** Strictly before: a score is the instant in steps of 1/4096 ms. */
    CompletionStage<Long> delayedCount(Instant before) {
        var scores = Range.from(
                Range.Boundary.<Number>unbounded(),
                Range.Boundary.<Number>excluding(before.toEpochMilli() * (double) DELAYED_STEP));
        return redis.command(commands -> commands.zcount(keys.key("delayed"), scores));
    }

    CompletionStage<Optional<Instant>> dueTime(String id) {
        return redis.command(commands -> commands.zscore(keys.key("delayed"), id))
                .thenApply(score ->
                        Optional.ofNullable(score).map(steps -> Instant.ofEpochMilli((long) (steps / DELAYED_STEP))));
    }

    CompletionStage<List<Job<T>>> jobs(List<JobState> states, long from, long to, boolean ascending) {
        return ids(states, from, to, ascending).thenCompose(ids -> {
            var jobs = ids.stream().map(id -> job(id).toCompletableFuture()).toList();
            return CompletableFuture.allOf(jobs.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done ->
                            jobs.stream().flatMap(job -> job.join().stream()).toList());
        });
    }

    CompletionStage<List<String>> ids(List<JobState> states, long from, long to, boolean ascending) {
        requireStates(states);
        requireRange(from, to, states.size());
        var pages = states.stream()
                .map(state -> ids(state, from, to, ascending).toCompletableFuture())
                .toList();
        // A job that moved between two of the looks is listed once.
        return CompletableFuture.allOf(pages.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> pages.stream()
                        .flatMap(page -> page.join().stream())
                        .distinct()
                        .toList());
    }

    private static void requireStates(List<JobState> states) {
        if (states.contains(JobState.UNKNOWN)) {
            throw new IllegalArgumentException("state must not be unknown");
        }
        if (states.isEmpty() || new HashSet<>(states).size() < states.size()) {
            throw new IllegalArgumentException("states must be one or more, each once, were " + states);
        }
    }

    private CompletionStage<List<String>> ids(JobState state, long from, long to, boolean ascending) {
        var key = keys.key(state.storageName());
        switch (state) {
            case UNKNOWN -> throw new IllegalArgumentException("state must not be unknown");
            case WAITING -> {
                return redis.run(
                                Scripts.GET_WAITING_IDS,
                                keys,
                                Long.toString(from),
                                Long.toString(to),
                                ascending ? "1" : "")
                        .thenApply(Replies::texts);
            }
            case ACTIVE -> {
                // Lists are served from the right: the next one is the last element.
                if (!ascending) {
                    return redis.command(commands -> commands.lrange(key, from, to));
                }
                return redis.command(commands -> commands.lrange(key, -to - 1, -from - 1))
                        .thenApply(JobReader::reversed);
            }
            default -> {
                return redis.command(
                        commands -> ascending ? commands.zrange(key, from, to) : commands.zrevrange(key, from, to));
            }
        }
    }

    CompletionStage<JobLogs> logs(String id, long from, long to, boolean ascending) {
        requireRange(from, to, 1);
        var key = keys.job(id) + ":logs";
        var rows = ascending
                ? redis.command(commands -> commands.lrange(key, from, to))
                : redis.command(commands -> commands.lrange(key, -to - 1, -from - 1))
                        .thenApply(JobReader::reversed);
        var count = redis.command(commands -> commands.llen(key));
        return rows.thenCombine(count, JobLogs::new);
    }

    CompletionStage<Boolean> isPaused() {
        return redis.command(commands -> commands.hexists(keys.key("meta"), "paused"));
    }

    CompletionStage<QueueSettings> settings() {
        return redis.command(commands -> commands.hgetall(keys.key("meta"))).thenApply(QueueSettings::of);
    }

    /** Node names its connections by the queue's name in base64, other clients in plain; both are understood. */
    CompletionStage<List<ConnectedWorker>> workers() {
        return clients()
                .thenApply(nodes -> WorkerList.merge(nodes.stream()
                        .map(list -> WorkerList.read(list, List.of(keys.clientName(), keys.qualifiedName())))
                        .toList()));
    }

    private CompletionStage<List<String>> clients() {
        return redis.commandOnEachNode(commands -> commands.clientList())
                .exceptionallyCompose(failure -> Await.unwrap(failure) instanceof RedisReplyException
                        ? CompletableFuture.completedFuture(List.of())
                        : CompletableFuture.failedFuture(failure));
    }

    private static List<String> reversed(List<String> texts) {
        var reversed = new ArrayList<>(texts);
        Collections.reverse(reversed);
        return reversed;
    }

    static void requireRange(long from, long to) {
        requireRange(from, to, 1);
    }

    private static void requireRange(long from, long to, int pages) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "from must be 0 or more and to not before it, were " + from + " and " + to);
        }
        if (to - from >= JobInspector.MAX_PAGE / pages) {
            throw new IllegalArgumentException("a page must have at most " + JobInspector.MAX_PAGE + " entries"
                    + (pages == 1 ? "" : " over all " + pages + " states") + ", was from " + from + " to " + to);
        }
    }
}
