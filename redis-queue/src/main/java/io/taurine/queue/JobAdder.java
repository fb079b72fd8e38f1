package io.taurine.queue;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobOptions;
import io.taurine.job.JobOptionsJson;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.AddRefusals;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.EncodedJob;
import io.taurine.queue.internal.GroupCommit;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Adds jobs: checks and encodes them, and sends those that meet in one script call. */
final class JobAdder<T> {

    /** A call of 100 jobs holds Redis for about a millisecond; in one of 32 a job costs a tenth more than in one of 100. */
    private static final GroupCommit.Bounds BOUNDS = new GroupCommit.Bounds(100, 256 * 1024, 2, () -> 32);

    private static final int ARGUMENTS_PER_JOB = 5;
    private static final PayloadCodec MORE = JacksonPayloadCodec.defaults();

    private final Queue<T> queue;
    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final JobOptions defaults;
    private final PayloadCodec codec;
    private final InstantSource clock;
    private final AddInterceptors interceptors;
    private final GroupCommit<PendingAdd<T>> door;
    private volatile long lastReplyNanos = System.nanoTime();

    JobAdder(Queue<T> queue, LettuceConnection redis, QueueKeys keys, QueueOptions options, InstantSource clock) {
        this.queue = queue;
        this.redis = redis;
        this.keys = keys;
        this.defaults = options.defaultJobOptions();
        this.codec = options.codec();
        this.interceptors = options.interceptors();
        this.clock = clock;
        this.door = new GroupCommit<>(BOUNDS, PendingAdd::weight, this::send, redis.scheduler());
    }

    CompletionStage<JobHandle<T>> add(String name, @Nullable T data, JobOptions options) {
        if (!interceptors.isEmpty()) {
            var job = new JobRequest<>(name, data, options);
            return Await.unwrapped(intercepted(AddCall.Kind.ADD, List.of(job)).thenApply(added -> added.get(0)));
        }
        var pending = encode(name, data, options);
        door.submit(pending);
        return pending.added;
    }

    /** Adds a job as it is: its options have the queue's defaults in them, and no interceptor sees it. */
    CompletionStage<JobHandle<T>> addEncoded(String name, String json, JobOptions effective) {
        var optionsJson = JobOptionsJson.write(effective);
        var pending = new PendingAdd<T>(new EncodedJob("", name, json, optionsJson, effective, clock.millis()));
        door.submit(pending);
        return pending.added;
    }

    CompletionStage<List<JobHandle<T>>> addBulk(List<JobRequest<T>> requests) {
        return prepareBulk(requests).send();
    }

    /** The first half of {@link #addBulk}, which finds wrong arguments. */
    PreparedBulk<T> prepareBulk(List<JobRequest<T>> requests) {
        if (!interceptors.isEmpty()) {
            return prepareIntercepted(AddCall.Kind.ADD_BULK, requests);
        }
        var pending = encodeAll(requests);
        return new PreparedBulk<>(() -> addAll(pending), reason -> {});
    }

    private List<PendingAdd<T>> encodeAll(List<JobRequest<T>> requests) {
        var pending = new ArrayList<PendingAdd<T>>(requests.size());
        for (var request : requests) {
            pending.add(encode(request.name(), request.data(), request.options()));
        }
        postponeReleases(pending);
        return pending;
    }

    private CompletableFuture<List<JobHandle<T>>> addAll(List<PendingAdd<T>> pending) {
        var now = System.nanoTime();
        pending.forEach(job -> job.submittedNanos = now);
        door.submitAll(pending);
        var all = CompletableFuture.allOf(pending.stream().map(one -> one.added).toArray(CompletableFuture<?>[]::new));
        return all.thenApply(
                done -> pending.stream().map(one -> one.added.join()).toList());
    }

    /**
     * A child of a bulk that has completed already must not release its parent before its siblings of the same bulk are
     * attached, also where they go in other script calls: only the last of them does.
     */
    private static <T> void postponeReleases(List<PendingAdd<T>> bulk) {
        var parents = new HashSet<String>();
        for (int i = bulk.size() - 1; i >= 0; i--) {
            var job = bulk.get(i);
            var parent = job.encoded.parentKey();
            if (!parent.isEmpty()) {
                job.release = parents.add(parent) ? Release.NOW : Release.LATER;
            }
        }
    }

    private CompletionStage<List<JobHandle<T>>> intercepted(AddCall.Kind kind, List<JobRequest<T>> requests) {
        return prepareIntercepted(kind, requests).send();
    }

    private PreparedBulk<T> prepareIntercepted(AddCall.Kind kind, List<JobRequest<T>> requests) {
        var withDefaults = requests.stream()
                .map(job -> job.withOptions(defaults.overlaidBy(job.options())))
                .toList();
        var call = interceptors.apply(AddCall.of(kind, keys.prefix(), keys.queue(), withDefaults));
        List<PendingAdd<T>> pending;
        try {
            pending = encodeAll(call.jobs());
        } catch (RuntimeException | Error e) {
            call.done(List.of(), e);
            throw e;
        }
        return new PreparedBulk<>(() -> sendIntercepted(call, pending), reason -> call.done(List.of(), reason));
    }

    private CompletableFuture<List<JobHandle<T>>> sendIntercepted(AddCall<T> call, List<PendingAdd<T>> pending) {
        return addAll(pending).whenComplete((handles, failure) -> {
            if (failure == null) {
                call.done(handles.stream().map(JobHandle::id).toList(), null);
            } else {
                call.done(List.of(), Await.unwrap(failure));
            }
        });
    }

    private PendingAdd<T> encode(String name, @Nullable T data, JobOptions options) {
        var effective = defaults.overlaidBy(options);
        var job = EncodedJob.of(name, data, effective, codec, clock);
        var parent = job.parentKey();
        if (!parent.isEmpty()) {
            requirePossible(parent, job.customId());
        }
        return new PendingAdd<>(job);
    }

    private void requirePossible(String parentKey, String customId) {
        if (parentKey.equals(keys.base() + customId)) {
            throw new IllegalArgumentException("a job cannot be its own parent, was " + parentKey);
        }
        if (redis.server().topology() == RedisServer.Topology.CLUSTER) {
            keys.requireSameSlot(parentKey);
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
            var encoded = job.encoded;
            arguments[at++] = encoded.name();
            arguments[at++] = encoded.data();
            arguments[at++] = encoded.optionsJson();
            arguments[at++] = Long.toString(encoded.timestamp());
            arguments[at++] = more(job);
        }
        return redis.runConfirmed(Scripts.ADD_JOBS, keys, arguments)
                .whenComplete((reply, failure) -> complete(batch, reply, failure));
    }

    /**
     * What not every job has, as a JSON object; empty for plain jobs. In a script an argument costs as much as a small part of
     * a command, and plain jobs come by the thousands.
     */
    private String more(PendingAdd<T> pending) {
        var job = pending.encoded;
        var options = job.options();
        var more = new HashMap<String, Object>();
        if (!job.customId().isEmpty()) {
            more.put("id", job.customId());
        }
        if (!options.delay().isZero()) {
            more.put("delay", Long.toString(options.delay().toMillis()));
        }
        if (options.priority() > 0) {
            more.put("priority", Integer.toString(options.priority()));
        }
        if (options.lifo()) {
            more.put("lifo", true);
        }
        if (options.parent().isPresent()) {
            more.put("parentKey", job.parentKey());
            more.put("parent", job.parentJson());
            more.put("release", pending.release.code);
        }
        job.deduplicationForm().ifPresent(deduplication -> more.put("deduplication", deduplication));
        return more.isEmpty() ? "" : MORE.encode(more);
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

    private void hand(List<PendingAdd<T>> batch, List<?> answers) {
        for (int i = 0; i < batch.size(); i++) {
            var job = batch.get(i);
            var answer = answers.get(i);
            if (answer instanceof Number code) {
                job.added.completeExceptionally(AddRefusals.of(code.longValue(), keys.queue(), job.encoded, "addJob"));
            } else {
                job.added.complete(handle(answer));
            }
        }
    }

    private JobHandle<T> handle(Object answer) {
        if (!(answer instanceof List<?> other)) {
            return new JobHandle<>(queue, String.valueOf(answer), AddOutcome.ADDED);
        }
        var outcome = other.size() > 1 ? AddOutcome.DEDUPLICATED : AddOutcome.DUPLICATE;
        return new JobHandle<>(queue, String.valueOf(other.get(0)), outcome);
    }

    /** When a parent is released that a job of this call leaves with nothing to wait for. */
    private enum Release {
        /** At the end of the script call, if this job had completed already. */
        IF_DONE(""),
        /** At the end of the script call, whatever this job is: one before it may have completed already. */
        NOW("1"),
        /** Not in this call: more children follow. */
        LATER("0");

        private final String code;

        Release(String code) {
            this.code = code;
        }
    }

    /** A job on its way, encoded. */
    private static final class PendingAdd<T> {

        final CompletableFuture<JobHandle<T>> added = new CompletableFuture<>();
        final EncodedJob encoded;
        long submittedNanos = System.nanoTime();
        Release release = Release.IF_DONE;

        PendingAdd(EncodedJob encoded) {
            this.encoded = encoded;
        }

        long weight() {
            return encoded.weight();
        }
    }
}
