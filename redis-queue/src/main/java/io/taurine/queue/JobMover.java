package io.taurine.queue;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.ReplyCode;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.LuaScript;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Changes single jobs, and turns the scripts' reply codes into exceptions. */
final class JobMover<T> {

    private static final String REDIS_CLOCK = "";
    private static final int ATTEMPTS = 3;

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final PayloadCodec codec;
    private final TreeRemover trees;

    JobMover(LettuceConnection redis, QueueKeys keys, PayloadCodec codec, TreeRemover trees) {
        this.redis = redis;
        this.keys = keys;
        this.codec = codec;
        this.trees = trees;
    }

    CompletionStage<@Nullable Void> promote(String id) {
        return change("promote", id, JobState.DELAYED, Scripts.PROMOTE, keys.base(), id);
    }

    CompletionStage<@Nullable Void> changeDelay(String id, Duration delay) {
        if (delay.isNegative() || delay.compareTo(JobOptions.MAX_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "delay must be between 0 and " + JobOptions.MAX_DELAY.toDays() + " days, was " + delay);
        }
        return change(
                "changeDelay",
                id,
                JobState.DELAYED,
                Scripts.CHANGE_DELAY,
                keys.base(),
                REDIS_CLOCK,
                id,
                Long.toString(delay.toMillis()));
    }

    CompletionStage<@Nullable Void> changePriority(String id, int priority, boolean lifo) {
        if (priority < 0 || priority > JobOptions.MAX_PRIORITY) {
            throw new IllegalArgumentException(
                    "priority must be between 0 and " + JobOptions.MAX_PRIORITY + ", was " + priority);
        }
        return change(
                "changePriority",
                id,
                JobState.WAITING,
                Scripts.CHANGE_PRIORITY,
                keys.base(),
                id,
                Integer.toString(priority),
                flag(lifo));
    }

    CompletionStage<@Nullable Void> retry(String id, RetryOptions options) {
        return change(
                "retry",
                id,
                options.from(),
                Scripts.REPROCESS,
                keys.base(),
                id,
                options.from().storageName(),
                flag(options.resetAttemptsMade()),
                flag(options.resetAttemptsStarted()),
                options.attempts().isPresent()
                        ? Integer.toString(options.attempts().getAsInt())
                        : "");
    }

    CompletionStage<Boolean> remove(String id, boolean removeChildren) {
        return remove(id, removeChildren, TreeRemover.AT_ONCE, 0);
    }

    private CompletableFuture<Boolean> remove(String id, boolean removeChildren, int limit, int before) {
        return redis.run(Scripts.REMOVE_JOB, keys, keys.base(), id, flag(removeChildren), Integer.toString(limit))
                .thenCompose(reply -> {
                    var code = Replies.number(reply);
                    if (code == 0) {
                        throw new JobLockedException(keys.queue(), id, "remove");
                    }
                    return switch (ReplyCode.of(code)) {
                        case SCHEDULER_JOB -> throw new SchedulerJobException(keys.queue(), id);
                        case TREE_TOO_LARGE ->
                            shrunk(id, "remove", before)
                                    .thenCompose(done -> remove(id, removeChildren, TreeRemover.MAX_DEPTH, before + 1));
                        default -> CompletableFuture.completedFuture(code == 1);
                    };
                });
    }

    private CompletableFuture<@Nullable Void> shrunk(String id, String operation, int before) {
        if (before == ATTEMPTS) {
            throw new IllegalStateException("The children of job " + id + " in queue " + keys.queue()
                    + " grow faster than they can be removed. " + operation);
        }
        return trees.shrink(id, operation);
    }

    CompletionStage<Boolean> removeChildDependency(String childId) {
        var operation = "removeChildDependency";
        return redis.run(Scripts.REMOVE_CHILD_DEPENDENCY, keys, keys.base(), childId)
                .thenCompose(reply -> {
                    var code = Replies.number(reply);
                    return switch (ReplyCode.of(code)) {
                        case JOB_MISSING -> throw new JobNotFoundException(keys.queue(), childId, operation);
                        case PARENT_MISSING ->
                            redis.command(commands -> commands.hget(keys.job(childId), "parentKey"))
                                    .thenApply(parentKey -> {
                                        throw new ParentNotFoundException(
                                                keys.queue(), childId, String.valueOf(parentKey), operation);
                                    });
                        default -> CompletableFuture.completedFuture(code == 1);
                    };
                });
    }

    CompletionStage<Long> removeUnprocessedChildren(String parentId) {
        var operation = "removeUnprocessedChildren";
        return redis.run(
                        Scripts.REMOVE_UNPROCESSED_CHILDREN,
                        keys,
                        keys.base(),
                        parentId,
                        Integer.toString(TreeRemover.AT_ONCE))
                .thenCompose(reply -> {
                    var removed = Replies.number(reply);
                    return switch (ReplyCode.of(removed)) {
                        case JOB_MISSING -> throw new JobNotFoundException(keys.queue(), parentId, operation);
                        case TREE_TOO_LARGE -> trees.removeAwaited(parentId, operation);
                        default -> CompletableFuture.completedFuture(removed);
                    };
                });
    }

    CompletionStage<@Nullable Void> updateData(String id, @Nullable T data) {
        return change("updateData", id, JobState.UNKNOWN, Scripts.UPDATE_DATA, keys.base(), id, codec.encode(data));
    }

    CompletionStage<@Nullable Void> updateProgress(String id, Object progress) {
        return change(
                "updateProgress",
                id,
                JobState.UNKNOWN,
                Scripts.UPDATE_PROGRESS,
                keys.base(),
                id,
                codec.encode(progress));
    }

    CompletionStage<Long> addLog(String id, String row) {
        return redis.run(Scripts.ADD_LOG, keys, keys.base(), id, row).thenApply(reply -> {
            var rows = Replies.number(reply);
            if (rows < 0) {
                throw new JobNotFoundException(keys.queue(), id, "addJobLog");
            }
            return rows;
        });
    }

    CompletionStage<Long> clearLogs(String id, int keep) {
        if (keep < 0) {
            throw new IllegalArgumentException("keep must be 0 or more, was " + keep);
        }
        var key = keys.job(id) + ":logs";
        // Nothing left is no key: Redis removes a list that is cut to nothing.
        var cut = keep == 0
                ? redis.command(commands -> commands.unlink(key))
                : redis.command(commands -> commands.ltrim(key, -keep, -1));
        return cut.thenCompose(done -> redis.command(commands -> commands.llen(key)));
    }

    private CompletableFuture<@Nullable Void> change(
            String operation, String id, JobState needed, LuaScript script, String... arguments) {
        return redis.run(script, keys, arguments).thenApply(reply -> {
            switch (ReplyCode.of(Replies.number(reply))) {
                case OK -> {}
                case JOB_MISSING -> throw new JobNotFoundException(keys.queue(), id, operation);
                case NOT_IN_STATE -> throw new JobNotInStateException(keys.queue(), id, needed, operation);
                default -> throw new IllegalStateException("Unexpected reply " + reply + " for " + operation);
            }
            return null;
        });
    }

    private static String flag(boolean set) {
        return set ? "1" : "";
    }
}
