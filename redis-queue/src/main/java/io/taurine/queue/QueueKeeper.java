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
    private static final int BATCH = 250;
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
        return redis.run(Scripts.RESUME, keys, Integer.toString(BATCH * 4), first)
                .thenCompose(left -> Replies.number(left) > 0 ? resume("") : CompletableFuture.completedFuture(null));
    }

    CompletionStage<Long> moveToWait(JobState from, String maxScore) {
        if (from != JobState.FAILED && from != JobState.COMPLETED && from != JobState.DELAYED) {
            throw new IllegalArgumentException("from must be failed or completed, was " + from);
        }
        return moveToWait(from, maxScore, 0);
    }

    private CompletableFuture<Long> moveToWait(JobState from, String maxScore, long movedBefore) {
        return redis.run(
                        Scripts.MOVE_JOBS_TO_WAIT,
                        keys,
                        keys.base(),
                        from.storageName(),
                        maxScore,
                        Integer.toString(BATCH))
                .thenCompose(reply -> {
                    var moved = Replies.number(reply);
                    return moved == BATCH
                            ? moveToWait(from, maxScore, movedBefore + moved)
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
            total = total.thenCompose(before -> {
                var sweep = new Sweep(container, "", Integer.MAX_VALUE, false);
                return sweep.run().thenApply(done -> before + sweep.removedCount);
            });
        }
        return total;
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
        return pause().thenCompose(paused -> obliterateStep(force));
    }

    private CompletableFuture<@Nullable Void> obliterateStep(boolean force) {
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
                    return code == 1 ? obliterateStep(force) : CompletableFuture.completedFuture(null);
                });
    }

    CompletionStage<Long> removeOrphanedJobs() {
        return new OrphanSweeper(redis, keys).sweep();
    }

    CompletionStage<Boolean> removeDeprecatedPriorityKey() {
        return redis.command(commands -> commands.del(keys.key("priority"))).thenApply(removed -> removed > 0);
    }

    CompletionStage<Long> trimEvents(long maxLength) {
        if (maxLength < 0) {
            throw new IllegalArgumentException("maxLength must be 0 or more, was " + maxLength);
        }
        return redis.command(commands -> commands.xtrim(keys.key("events"), true, maxLength));
    }

    /** Walks one container from its oldest job on, remembering how many it looked at and left. */
    private final class Sweep {

        private final String container;
        private final String graceMillis;
        private final int limit;
        private final boolean events;
        private final List<String> removed = new ArrayList<>();
        private long removedCount;
        private long kept;

        Sweep(String container, String graceMillis, int limit, boolean events) {
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
