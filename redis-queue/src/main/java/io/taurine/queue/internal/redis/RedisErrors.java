package io.taurine.queue.internal.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.PartitionSelectorException;
import io.taurine.job.TaurineException;
import io.taurine.queue.connection.RedisReplyException;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The driver's exceptions as ours, and which of them are worth another try. */
final class RedisErrors {

    /**
     * Replies of a server that did not carry the command out and soon may: it starts, fails over, moves a slot, runs somebody's
     * long script, or cannot save to its disk.
     */
    private static final List<String> NOT_NOW = List.of(
            "LOADING",
            "READONLY",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MOVED ",
            "ASK ",
            "NOREPLICAS",
            "UNBLOCKED",
            "BUSY ",
            "MISCONF");

    /** The same for the first write of a script, whose refusal Redis 6.2 wraps; nothing was written before it. */
    private static final List<String> NOT_NOW_INSIDE = List.of("-READONLY ", "-MISCONF ", "-NOREPLICAS ");

    private RedisErrors() {}

    static boolean isNotNow(Throwable failure) {
        var cause = Await.unwrap(failure);
        return isNotSent(cause) || (cause instanceof RedisCommandExecutionException reply && isNotNow(reply));
    }

    /** No server was there to send it to: while the nodes of a Cluster elect a master nobody has its slots. */
    private static boolean isNotSent(Throwable cause) {
        return cause instanceof ConfirmedWrites.NotSentException || cause instanceof PartitionSelectorException;
    }

    /** True when another node of the Cluster has the key for good. */
    static boolean isMoved(@Nullable Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                && Objects.requireNonNullElse(failure.getMessage(), "").startsWith("MOVED ");
    }

    private static boolean isNotNow(RedisCommandExecutionException reply) {
        var message = Objects.requireNonNullElse(reply.getMessage(), "");
        return NOT_NOW.stream().anyMatch(message::startsWith)
                || NOT_NOW_INSIDE.stream().anyMatch(message::contains);
    }

    static RuntimeException translate(Throwable failure, String address) {
        var cause = Await.unwrap(failure);
        if (cause instanceof TaurineException ours) {
            return ours;
        }
        if (cause instanceof UnsupportedOperationException unsupported) {
            return unsupported; // the answer of a wire that is no Redis
        }
        if (cause instanceof RedisCommandTimeoutException) {
            return new RedisUnavailableException("Redis at " + address + " did not answer in time", true, cause);
        }
        if (cause instanceof RedisCommandExecutionException reply) {
            return isNotNow(reply)
                    ? new RedisUnavailableException(
                            "Redis at " + address + " cannot serve now: " + reply.getMessage(), false, cause)
                    : new RedisReplyException("Redis at " + address + " refused: " + reply.getMessage(), cause);
        }
        if (isNotSent(cause)) {
            return new RedisUnavailableException(
                    "Cannot connect to Redis at " + address + ": " + rootMessage(cause), false, cause);
        }
        if (cause instanceof RedisConnectionException) {
            if (refusalIn(cause) instanceof RedisCommandExecutionException refusal && !isNotNow(refusal)) {
                return new RedisReplyException(
                        "Redis at " + address + " refused the connection: " + refusal.getMessage(), cause);
            }
            return new RedisUnavailableException(
                    "Cannot connect to Redis at " + address + ": " + rootMessage(cause), false, cause);
        }
        if (cause instanceof RedisException
                && Objects.requireNonNullElse(cause.getMessage(), "").startsWith("Request queue size exceeded")) {
            return new RedisUnavailableException(
                    "Too many commands wait for Redis at " + address + "; this one was not sent", false, cause);
        }
        if (cause instanceof CancellationException || cause instanceof RedisException) {
            return new RedisUnavailableException(
                    "The connection to Redis at " + address + " broke: " + rootMessage(cause), true, cause);
        }
        return new RedisUnavailableException(
                "The call to Redis at " + address + " failed: " + rootMessage(cause), true, cause);
    }

    /** A reply to the driver's greeting, such as a wrong password, deep in the chain of causes. */
    private static Throwable refusalIn(Throwable failure) {
        var cause = failure;
        while (!(cause instanceof RedisCommandExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String rootMessage(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
