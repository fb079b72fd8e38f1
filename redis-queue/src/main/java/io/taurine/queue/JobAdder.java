package io.taurine.queue;

import io.taurine.job.JobOptions;
import io.taurine.job.JobOptionsJson;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.GroupCommit;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Adds jobs: checks and encodes them, and sends those that meet in one script call. */
final class JobAdder<T> {

    /** Bounds on one script call, so that it holds Redis for about a millisecond. */
    private static final int MAX_JOBS = 100;

    private static final long MAX_CHARACTERS = 256 * 1024;
    private static final int ARGUMENTS_PER_JOB = 8;

    private final Queue<T> queue;
    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final JobOptions defaults;
    private final PayloadCodec codec;
    private final InstantSource clock;
    private final GroupCommit<PendingAdd<T>> door;
    private volatile long lastReplyNanos = System.nanoTime();

    JobAdder(Queue<T> queue, LettuceConnection redis, QueueKeys keys, QueueOptions options, InstantSource clock) {
        this.queue = queue;
        this.redis = redis;
        this.keys = keys;
        this.defaults = options.defaultJobOptions();
        this.codec = options.codec();
        this.clock = clock;
        this.door = new GroupCommit<>(MAX_JOBS, MAX_CHARACTERS, 2, PendingAdd::weight, this::send, redis.scheduler());
    }

    CompletionStage<JobHandle<T>> add(String name, @Nullable T data, JobOptions options) {
        var pending = encode(name, data, options);
        door.submit(pending);
        return pending.added;
    }

    /** Adds a job whose data is JSON already. */
    CompletionStage<JobHandle<T>> addEncoded(String name, String json, JobOptions options) {
        var pending = encode(name, json, defaults.overlaidBy(options));
        door.submit(pending);
        return pending.added;
    }

    CompletionStage<List<JobHandle<T>>> addBulk(List<JobRequest<T>> requests) {
        var pending = new ArrayList<PendingAdd<T>>(requests.size());
        for (var request : requests) {
            pending.add(encode(request.name(), request.data(), request.options()));
        }
        door.submitAll(pending);
        var all = CompletableFuture.allOf(pending.stream().map(one -> one.added).toArray(CompletableFuture<?>[]::new));
        return all.thenApply(
                done -> pending.stream().map(one -> one.added.join()).toList());
    }

    private PendingAdd<T> encode(String name, @Nullable T data, JobOptions options) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("job name must not be empty");
        }
        return encode(name, codec.encode(data), defaults.overlaidBy(options));
    }

    private PendingAdd<T> encode(String name, String json, JobOptions effective) {
        requireSize(name, json, effective);
        var timestamp = effective.timestamp().map(at -> at.toEpochMilli()).orElseGet(clock::millis);
        return new PendingAdd<>(
                effective.jobId().orElse(""),
                name,
                json,
                JobOptionsJson.write(effective),
                timestamp,
                effective.delay().toMillis(),
                effective.priority(),
                effective.lifo());
    }

    /** Refuses data larger than the options allow. */
    static void requireSize(String name, String json, JobOptions effective) {
        if (effective.sizeLimit().isEmpty()) {
            return;
        }
        var limit = effective.sizeLimit().getAsInt();
        var bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limit) {
            throw new IllegalArgumentException(
                    "The size of job " + name + " exceeds the limit " + limit + " bytes: its data has " + bytes);
        }
    }

    /** Sends a batch, without those that have waited for their turn so long that their callers must hear of it. */
    private CompletionStage<?> send(List<PendingAdd<T>> waiting) {
        var oldest = System.nanoTime() - redis.options().commandTimeout().toNanos();
        // A large bulk takes its time; only silence makes its callers give up.
        if (lastReplyNanos - oldest >= 0 || waiting.get(0).submittedNanos - oldest >= 0) {
            return sendNow(waiting);
        }
        var batch = new ArrayList<PendingAdd<T>>(waiting.size());
        for (var job : waiting) {
            if (job.submittedNanos - oldest >= 0) {
                batch.add(job);
            } else {
                job.added.completeExceptionally(new RedisUnavailableException(
                        "Redis at " + redis.address() + " did not answer in time; the job was not sent", false, null));
            }
        }
        return batch.isEmpty() ? CompletableFuture.completedFuture(null) : sendNow(batch);
    }

    private CompletionStage<?> sendNow(List<PendingAdd<T>> batch) {
        var arguments = new String[2 + batch.size() * ARGUMENTS_PER_JOB];
        arguments[0] = keys.base();
        arguments[1] = Integer.toString(batch.size());
        var at = 2;
        for (var job : batch) {
            arguments[at++] = job.customId;
            arguments[at++] = job.name;
            arguments[at++] = job.data;
            arguments[at++] = job.options;
            arguments[at++] = Long.toString(job.timestamp);
            arguments[at++] = Long.toString(job.delay);
            arguments[at++] = Integer.toString(job.priority);
            arguments[at++] = job.lifo ? "1" : "";
        }
        return redis.run(Scripts.ADD_JOBS, keys, arguments)
                .whenComplete((reply, failure) -> complete(batch, reply, failure));
    }

    private void complete(List<PendingAdd<T>> batch, @Nullable Object reply, @Nullable Throwable failure) {
        if (failure != null) {
            batch.forEach(job -> job.added.completeExceptionally(failure));
            return;
        }
        lastReplyNanos = System.nanoTime();
        try {
            hand(batch, Replies.list(reply));
        } catch (RuntimeException e) {
            // A reply that cannot be read must not leave its callers waiting for ever.
            batch.forEach(job -> job.added.completeExceptionally(e));
        }
    }

    private void hand(List<PendingAdd<T>> batch, List<?> ids) {
        for (int i = 0; i < batch.size(); i++) {
            var id = ids.get(i);
            batch.get(i)
                    .added
                    .complete(
                            id instanceof List<?> existing
                                    ? new JobHandle<>(queue, String.valueOf(existing.get(0)), AddOutcome.DUPLICATE)
                                    : new JobHandle<>(queue, String.valueOf(id), AddOutcome.ADDED));
        }
    }

    /** A job on its way, encoded. */
    private static final class PendingAdd<T> {

        final CompletableFuture<JobHandle<T>> added = new CompletableFuture<>();
        final String customId;
        final String name;
        final String data;
        final String options;
        final long timestamp;
        final long delay;
        final int priority;
        final boolean lifo;
        final long submittedNanos = System.nanoTime();

        PendingAdd(
                String customId,
                String name,
                String data,
                String options,
                long timestamp,
                long delay,
                int priority,
                boolean lifo) {
            this.customId = customId;
            this.name = name;
            this.data = data;
            this.options = options;
            this.timestamp = timestamp;
            this.delay = delay;
            this.priority = priority;
            this.lifo = lifo;
        }

        long weight() {
            return (long) name.length() + data.length() + options.length();
        }
    }
}
