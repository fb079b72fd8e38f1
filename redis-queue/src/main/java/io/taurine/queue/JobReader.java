package io.taurine.queue;

import io.lettuce.core.Range;
import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads jobs, counts and logs; every call ships a bounded amount. */
final class JobReader<T> {

    private static final long PRIORITY_STEP = 1L << 32;
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
        return redis.run(Scripts.GET_STATE, keys, id)
                .thenApply(reply -> JobState.of(String.valueOf(Replies.single(reply))));
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

    CompletionStage<List<Job<T>>> jobs(JobState state, long from, long to, boolean ascending) {
        requireRange(from, to);
        return ids(state, from, to, ascending).thenCompose(ids -> {
            var jobs = ids.stream().map(id -> job(id).toCompletableFuture()).toList();
            return CompletableFuture.allOf(jobs.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done ->
                            jobs.stream().flatMap(job -> job.join().stream()).toList());
        });
    }

    private CompletionStage<List<String>> ids(JobState state, long from, long to, boolean ascending) {
        var key = keys.key(state.storageName());
        switch (state) {
            case UNKNOWN -> throw new IllegalArgumentException("state must not be unknown");
            case WAITING, ACTIVE -> {
                // Lists are served from the right: the next one is the last element.
                if (!ascending) {
                    return redis.command(commands -> commands.lrange(key, from, to));
                }
                return redis.command(commands -> commands.lrange(key, -to - 1, -from - 1))
                        .thenApply(ids -> {
                            var reversed = new ArrayList<>(ids);
                            Collections.reverse(reversed);
                            return reversed;
                        });
            }
            default -> {
                return redis.command(
                        commands -> ascending ? commands.zrange(key, from, to) : commands.zrevrange(key, from, to));
            }
        }
    }

    CompletionStage<JobLogs> logs(String id, long from, long to) {
        requireRange(from, to);
        var key = keys.job(id) + ":logs";
        var rows = redis.command(commands -> commands.lrange(key, from, to));
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
    CompletionStage<List<String>> workers() {
        var names = List.of(keys.clientName(), keys.qualifiedName());
        return redis.command(commands -> commands.clientList()).thenApply(list -> {
            var workers = new ArrayList<String>();
            for (var line : list.split("\n", -1)) {
                var name = clientName(line);
                for (var own : names) {
                    if (name.equals(own)) {
                        workers.add("");
                    } else if (name.startsWith(own + ":w:")) {
                        workers.add(name.substring(own.length() + 3));
                    }
                }
            }
            return workers;
        });
    }

    private static String clientName(String line) {
        var start = line.indexOf(" name=");
        if (start < 0) {
            return "";
        }
        var end = line.indexOf(' ', start + 6);
        return line.substring(start + 6, end < 0 ? line.length() : end);
    }

    static void requireRange(long from, long to) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "from must be 0 or more and to not before it, were " + from + " and " + to);
        }
        if (to - from >= JobInspector.MAX_PAGE) {
            throw new IllegalArgumentException(
                    "a page must have at most " + JobInspector.MAX_PAGE + " entries, was from " + from + " to " + to);
        }
    }
}
