package io.taurine.queue;

import io.taurine.job.JobState;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Changes a queue as a whole, in script calls that each touch a bounded number of jobs. */
final class QueueKeeper {

    static final int MAX_CLEAN = 100_000;
    /** A job takes 5 to 20 microseconds, one with a parent more. */
    private static final int BATCH = 100;

    /** Of ids that move from list to list and nothing more. */
    private static final int IDS = 1000;

    private static final String REDIS_CLOCK = "";
    private static final Duration MAX_GRACE = Duration.ofDays(36_500);
    private static final Instant FAR_FUTURE = Instant.parse("2200-01-01T00:00:00Z");

    private final LettuceConnection redis;
    private final QueueKeys keys;

    QueueKeeper(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    CompletionStage<@Nullable Void> pause() {
        return redis.run(Scripts.PAUSE, keys).thenApply(reply -> null);
    }

    CompletionStage<@Nullable Void> resume() {
        return resume("1");
    }

    private CompletableFuture<@Nullable Void> resume(String first) {
        return redis.run(Scripts.RESUME, keys, Integer.toString(IDS), first)
                .thenCompose(left -> Replies.number(left) > 0 ? resume("") : CompletableFuture.completedFuture(null));
    }

    CompletionStage<Long> moveToWait(JobState from, String maxScore) {
        if (from != JobState.FAILED && from != JobState.COMPLETED && from != JobState.DELAYED) {
            throw new IllegalArgumentException("from must be failed or completed, was " + from);
        }
        // Oldest first: what ends again meanwhile comes behind those that are there now. What is delayed may come
        // before.
        return size(from.storageName())
                .thenCompose(
                        size -> moveToWait(from, maxScore, from == JobState.DELAYED ? withArrivals(size) : size, 0));
    }

    private CompletableFuture<Long> moveToWait(JobState from, String maxScore, long most, long movedBefore) {
        var batch = Math.min(BATCH, most - movedBefore);
        return redis.run(
                        Scripts.MOVE_JOBS_TO_WAIT,
                        keys,
                        keys.base(),
                        from.storageName(),
                        maxScore,
                        Long.toString(batch))
                .thenCompose(reply -> {
                    var moved = Replies.number(reply);
                    return moved == batch && movedBefore + moved < most
                            ? moveToWait(from, maxScore, most, movedBefore + moved)
                            : CompletableFuture.completedFuture(movedBefore + moved);
                });
    }

    CompletionStage<Long> retryJobs(JobState from, Instant until) {
        if (from == JobState.DELAYED) {
            throw new IllegalArgumentException("from must be failed or completed, was delayed; use promoteJobs");
        }
        return moveToWait(from, until.isAfter(FAR_FUTURE) ? "+inf" : Long.toString(until.toEpochMilli()));
    }

    /** The line as it stands now: what is delayed meanwhile stays delayed. */
    CompletionStage<Long> promoteJobs() {
        return redis.command(commands -> commands.zrevrangeWithScores(keys.key("delayed"), 0, 0))
                .thenCompose(last -> last.isEmpty()
                        ? CompletableFuture.completedFuture(0L)
                        : moveToWait(JobState.DELAYED, Long.toString((long)
                                Math.ceil(last.get(0).getScore()))));
    }

    CompletionStage<Long> drain(boolean delayed) {
        var containers = new ArrayList<>(List.of("wait", "paused", "prioritized"));
        if (delayed) {
            containers.add("delayed");
        }
        CompletableFuture<Long> total = CompletableFuture.completedFuture(0L);
        for (var container : containers) {
            total = total.thenCompose(before -> size(container).thenCompose(size -> {
                var sweep = new Sweep(container, "", withArrivals(size), false);
                return sweep.run().thenApply(done -> before + sweep.removedCount);
            }));
        }
        return total;
    }

    /** Room for jobs that come meanwhile, but no endless race with a producer that is quicker. */
    private static long withArrivals(long size) {
        return 2 * size + 1000;
    }

    private CompletableFuture<Long> size(String container) {
        var key = keys.key(container);
        return container.equals("wait") || container.equals("paused")
                ? redis.command(commands -> commands.llen(key))
                : redis.command(commands -> commands.zcard(key));
    }

    CompletionStage<List<String>> clean(Duration grace, int limit, JobState state) {
        if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "grace must be between 0 and " + MAX_GRACE.toDays() + " days, was " + grace);
        }
        if (limit < 1 || limit > MAX_CLEAN) {
            throw new IllegalArgumentException("limit must be between 1 and " + MAX_CLEAN + ", was " + limit);
        }
        if (state == JobState.UNKNOWN || state == JobState.WAITING_CHILDREN) {
            throw new IllegalArgumentException("state must not be " + state + ": such jobs cannot be cleaned");
        }
        var sweep = new Sweep(state.storageName(), Long.toString(grace.toMillis()), limit, true);
        return sweep.run().thenApply(done -> sweep.removed);
    }

    CompletionStage<@Nullable Void> obliterate(boolean force) {
        return pause().thenCompose(paused -> redis.run(Scripts.GET_COUNTS, keys))
                .thenApply(counts ->
                        Replies.list(counts).stream().mapToLong(Replies::number).sum())
                .thenCombine(size("repeat"), Long::sum)
                .thenCompose(size -> obliterateStep(force, withArrivals(size)));
    }

    private CompletableFuture<@Nullable Void> obliterateStep(boolean force, long most) {
        return redis.run(Scripts.OBLITERATE, keys, keys.base(), Integer.toString(BATCH), force ? "1" : "")
                .thenCompose(reply -> {
                    var code = Replies.number(reply);
                    if (code == -1) {
                        throw new QueueStateException(
                                keys.queue(),
                                "Queue " + keys.queue() + " was resumed while it was being obliterated; call again");
                    }
                    if (code == -2) {
                        throw new QueueStateException(
                                keys.queue(),
                                "Queue " + keys.queue() + " has active jobs; it is paused now: wait until they end,"
                                        + " or obliterate with force");
                    }
                    if (code == 0) {
                        return CompletableFuture.completedFuture(null);
                    }
                    if (most <= 0) {
                        throw new QueueStateException(
                                keys.queue(),
                                "Jobs are added to queue " + keys.queue() + " faster than they can be removed; stop"
                                        + " those who add them and call again");
                    }
                    return obliterateStep(force, most - BATCH);
                });
    }

    CompletionStage<Long> removeOrphanedJobs() {
        return new OrphanSweeper(redis, keys).sweep();
    }

    CompletionStage<Boolean> removeDeprecatedPriorityKey() {
        return redis.command(commands -> commands.unlink(keys.key("priority"))).thenApply(removed -> removed > 0);
    }

    CompletionStage<Long> trimEvents(long maxLength) {
        if (maxLength < 0) {
            throw new IllegalArgumentException("maxLength must be 0 or more, was " + maxLength);
        }
        var events = keys.key("events");
        return redis.command(commands -> commands.xlen(events)).thenCompose(length -> trimEvents(maxLength, length, 0));
    }

    /** Redis removes about ten thousand entries in one call, and leaves the rest to the next. */
    private CompletableFuture<Long> trimEvents(long maxLength, long lengthBefore, long goneBefore) {
        return redis.command(commands -> commands.xtrim(keys.key("events"), true, maxLength))
                .thenCompose(gone -> gone == 0 || goneBefore + gone >= lengthBefore - maxLength
                        ? CompletableFuture.completedFuture(goneBefore + gone)
                        : trimEvents(maxLength, lengthBefore, goneBefore + gone));
    }

    /** Walks one container from its oldest job on, remembering how many it looked at and left. */
    private final class Sweep {

        private final String container;
        private final String graceMillis;
        private final long limit;
        private final boolean events;
        private final List<String> removed = new ArrayList<>();
        private long removedCount;
        private long kept;

        Sweep(String container, String graceMillis, long limit, boolean events) {
            this.container = container;
            this.graceMillis = graceMillis;
            this.limit = limit;
            this.events = events;
        }

        CompletableFuture<@Nullable Void> run() {
            var batch = (int) Math.min(BATCH, limit - removedCount);
            return redis.run(
                            Scripts.CLEAN,
                            keys,
                            keys.base(),
                            REDIS_CLOCK,
                            container,
                            graceMillis,
                            Long.toString(kept),
                            Integer.toString(batch),
                            events ? "1" : "")
                    .thenCompose(reply -> {
                        var answer = Replies.list(reply);
                        var looked = Replies.number(answer.get(0));
                        var gone = answer.size() - 1;
                        if (events) {
                            removed.addAll(Replies.texts(answer.subList(1, answer.size())));
                        }
                        removedCount += gone;
                        kept += looked - gone;
                        return looked < batch || removedCount >= limit
                                ? CompletableFuture.completedFuture(null)
                                : run();
                    });
        }
    }
}
