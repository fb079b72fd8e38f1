package io.taurine.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.taurine.job.PayloadCodec;
import io.taurine.job.TypeRef;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsOptions;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets callers wait for the end of jobs; one tail of the event stream serves them all, opened by the first. */
final class FinishWaiter implements AutoCloseable {

    private static final Duration MAX_TIMEOUT = Duration.ofDays(365);
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);
    private static final Duration HEARD_YET = Duration.ofMillis(20);
    private static final int MOST_LOOKS = 250;

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final PayloadCodec codec;
    private final ReentrantLock opening = new ReentrantLock();
    private final Map<String, List<CompletableFuture<String>>> waiting = new ConcurrentHashMap<>();

    @GuardedBy("opening")
    private @Nullable CompletableFuture<QueueEvents> events;

    @GuardedBy("opening")
    private boolean closed;

    FinishWaiter(LettuceConnection redis, QueueKeys keys, PayloadCodec codec) {
        this.redis = redis;
        this.keys = keys;
        this.codec = codec;
    }

    @SuppressWarnings("unchecked") // the codec returns what was asked for
    <R> CompletableFuture<Optional<R>> await(String id, Duration timeout, TypeRef<R> resultType) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be between 1 ms and " + MAX_TIMEOUT.toDays() + " days, was " + timeout);
        }
        var end = new CompletableFuture<String>();
        waiting.compute(id, (any, ends) -> {
            var all = ends == null ? new CopyOnWriteArrayList<CompletableFuture<String>>() : ends;
            all.add(end);
            return all;
        });
        ask(end, id);
        limit(end, timeout);
        return end.handle((json, failure) -> {
                    forget(id, end);
                    if (failure instanceof TimeoutException) {
                        return lastLook(id, timeout);
                    }
                    return failure == null
                            ? CompletableFuture.completedFuture(json)
                            : CompletableFuture.<String>failedFuture(failure);
                })
                .thenCompose(outcome -> outcome)
                .thenApply(json -> Optional.ofNullable((R) codec.decode(json, resultType.type())));
    }

    /** As {@link #await}, holding the thread. Where nothing runs by itself, waiting is what makes time pass. */
    <R> Optional<R> awaitNow(String id, Duration timeout, TypeRef<R> resultType) {
        var end = Await.unwrapped(await(id, timeout, resultType));
        redis.conductor().ifPresent(conductor -> conductor.await(end::isDone, timeout));
        return Await.result(end);
    }

    private void limit(CompletableFuture<String> end, Duration timeout) {
        if (redis.conductor().isEmpty()) {
            end.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } else if (!end.isDone()) {
            redis.scheduler()
                    .schedule(
                            () -> end.completeExceptionally(new TimeoutException()),
                            timeout.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** The event may have been cut off the stream while it could not be read; the job itself still tells. */
    private CompletableFuture<String> lastLook(String id, Duration timeout) {
        return redis.run(Scripts.GET_FINISHED, keys, keys.base(), id).handle((reply, failure) -> {
            var answer = failure == null ? Replies.list(reply) : List.of(0);
            switch ((int) Replies.number(answer.get(0))) {
                case 1 -> {
                    return String.valueOf(answer.get(1));
                }
                case 2 -> throw new JobFailedException(keys.queue(), id, String.valueOf(answer.get(1)));
                default -> throw new JobWaitTimeoutException(keys.queue(), id, timeout);
            }
        });
    }

    /** Listening first and looking second: an end between the two is seen by one of them. An outage is waited out. */
    private void ask(CompletableFuture<String> end, String id) {
        if (end.isDone()) {
            return;
        }
        try {
            listen().thenCompose(tail -> redis.run(Scripts.GET_FINISHED, keys, keys.base(), id)
                            .thenAccept(reply -> settle(end, id, Replies.list(reply), tail)))
                    .whenComplete((done, failure) -> {
                        if (failure == null) {
                            return;
                        }
                        if (Await.unwrap(failure) instanceof RedisUnavailableException unavailable) {
                            askAgain(end, id, unavailable);
                        } else {
                            end.completeExceptionally(Await.unwrap(failure));
                        }
                    });
        } catch (IllegalStateException closed) {
            end.completeExceptionally(closed);
        }
    }

    private void askAgain(CompletableFuture<String> end, String id, RedisUnavailableException cause) {
        try {
            redis.scheduler().schedule(() -> ask(end, id), ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            end.completeExceptionally(cause);
        }
    }

    private void settle(CompletableFuture<String> end, String id, List<?> reply, QueueEvents tail) {
        switch ((int) Replies.number(reply.get(0))) {
            case 1 -> end.complete(String.valueOf(reply.get(1)));
            case 2 -> end.completeExceptionally(new JobFailedException(keys.queue(), id, String.valueOf(reply.get(1))));
            case -1 -> goneUnlessHeard(end, id, tail);
            default -> {}
        }
    }

    /** One that was removed as it ended, just now, is told by an event: what happened so far has to be heard first. */
    private void goneUnlessHeard(CompletableFuture<String> end, String id, QueueEvents tail) {
        redis.command(commands -> commands.xrevrange(keys.key("events"), Range.unbounded(), Limit.from(1)))
                .whenComplete((newest, failure) -> {
                    var notFound = new JobNotFoundException(keys.queue(), id, "waitUntilFinished");
                    if (failure != null || newest.isEmpty()) {
                        end.completeExceptionally(notFound);
                    } else {
                        failOnceHeard(end, notFound, tail, newest.get(0).getId(), MOST_LOOKS);
                    }
                });
    }

    private void failOnceHeard(
            CompletableFuture<String> end, RuntimeException notFound, QueueEvents tail, String lastId, int looks) {
        if (end.isDone()) {
            return;
        }
        if (looks == 0 || isUpTo(tail.lastEventId(), lastId)) {
            end.completeExceptionally(notFound);
            return;
        }
        try {
            redis.scheduler()
                    .schedule(
                            () -> failOnceHeard(end, notFound, tail, lastId, looks - 1),
                            HEARD_YET.toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            end.completeExceptionally(notFound);
        }
    }

    /** Ids of a stream are ms-number. */
    private static boolean isUpTo(String heard, String last) {
        var one = heard.split("-", 2);
        var other = last.split("-", 2);
        var millis = Long.compareUnsigned(Long.parseUnsignedLong(one[0]), Long.parseUnsignedLong(other[0]));
        return millis > 0
                || (millis == 0
                        && Long.compareUnsigned(Long.parseUnsignedLong(one[1]), Long.parseUnsignedLong(other[1])) >= 0);
    }

    private CompletableFuture<QueueEvents> listen() {
        opening.lock();
        try {
            if (closed) {
                throw new IllegalStateException("queue " + keys.queue() + " is closed");
            }
            if (events == null || events.isCompletedExceptionally()) {
                var options = QueueEventsOptions.builder().prefix(keys.prefix()).build();
                events = QueueEvents.openAsync(keys.queue(), redis, options, this::onEvent)
                        .toCompletableFuture();
            }
            return events;
        } finally {
            opening.unlock();
        }
    }

    private void onEvent(QueueEvent event) {
        if (event instanceof QueueEvent.Completed completed) {
            waitingFor(completed.jobId()).forEach(end -> end.complete(completed.returnValueJson()));
        } else if (event instanceof QueueEvent.Failed failed) {
            waitingFor(failed.jobId())
                    .forEach(end -> end.completeExceptionally(
                            new JobFailedException(keys.queue(), failed.jobId(), failed.failedReason())));
        }
    }

    private List<CompletableFuture<String>> waitingFor(String id) {
        return waiting.getOrDefault(id, List.of());
    }

    @SuppressWarnings("CollectionUndefinedEquality") // identity is meant: this very waiter goes
    private void forget(String id, CompletableFuture<String> end) {
        waiting.computeIfPresent(id, (any, ends) -> {
            ends.remove(end);
            return ends.isEmpty() ? null : ends;
        });
    }

    @Override
    public void close() {
        CompletableFuture<QueueEvents> open;
        opening.lock();
        try {
            closed = true;
            open = events;
        } finally {
            opening.unlock();
        }
        if (open != null && open.isDone()) {
            open.thenAccept(QueueEvents::close);
        } else if (open != null) {
            open.thenAcceptAsync(QueueEvents::close);
        }
        waiting.values()
                .forEach(ends -> ends.forEach(end ->
                        end.completeExceptionally(new IllegalStateException("queue " + keys.queue() + " is closed"))));
    }
}
