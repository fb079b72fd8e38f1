package io.taurine.queue.internal.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.script.LuaScript;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Scripts whose reply is held back until replicas have what they wrote. WAIT answers for what its own connection wrote, so both
 * go over one that is never made anew: on another, to a server that just took over, it would answer for nothing at all.
 * A connection of their own, because WAIT holds up whatever comes behind it.
 */
final class ConfirmedWrites {

    private final RedisClient client;
    private final Function<String, RedisURI> whereIs;
    private final Runnable lookAnew;
    private final int replicas;
    private final Duration timeout;
    private final Map<RedisURI, CompletableFuture<StatefulRedisConnection<String, String>>> connections =
            new ConcurrentHashMap<>();

    /**
     * @param client makes connections that do not reconnect
     * @param whereIs where a key is thought to be
     * @param lookAnew has it found out soon, without waiting
     */
    ConfirmedWrites(
            RedisClient client, Function<String, RedisURI> whereIs, Runnable lookAnew, int replicas, Duration timeout) {
        this.client = client;
        this.whereIs = whereIs;
        this.lookAnew = lookAnew;
        this.replicas = replicas;
        this.timeout = timeout;
    }

    /** No server was reached, so nothing was sent. */
    static final class NotSentException extends RedisException {
        private static final long serialVersionUID = 1L;

        NotSentException(Throwable cause) {
            super("no connection for writes that replicas confirm", cause);
        }
    }

    CompletionStage<Object> evaluate(LuaScript script, String[] keys, String[] arguments) {
        RedisURI uri;
        try {
            uri = whereIs.apply(keys[0]);
        } catch (RedisException nobodyHasIt) {
            lookAnew.run();
            return CompletableFuture.failedStage(new NotSentException(nobodyHasIt));
        }
        var opened = connections.computeIfAbsent(
                uri, to -> client.connectAsync(StringCodec.UTF8, to).toCompletableFuture());
        return opened.handle((connection, refused) -> {
                    if (refused == null && connection.isOpen()) {
                        return connection;
                    }
                    drop(uri, opened);
                    throw new NotSentException(refused == null ? new RedisException("it was closed") : refused);
                })
                .thenCompose(connection -> evaluate(connection, script, keys, arguments)
                        .exceptionallyCompose(failure -> {
                            drop(uri, opened);
                            return CompletableFuture.failedStage(
                                    isRejected(failure) ? new NotSentException(failure) : failure);
                        })
                        .thenCompose(reply -> confirmed(connection, reply)));
    }

    /** The driver did not take the command, since the connection had just been lost. */
    private static boolean isRejected(Throwable failure) {
        return Objects.requireNonNullElse(Await.unwrap(failure).getMessage(), "")
                .startsWith("Currently not connected");
    }

    private static CompletionStage<Object> evaluate(
            StatefulRedisConnection<String, String> connection, LuaScript script, String[] keys, String[] arguments) {
        CompletionStage<Object> known =
                connection.async().evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments);
        return known.exceptionallyCompose(failure -> Await.unwrap(failure) instanceof RedisNoScriptException
                ? connection.async().eval(script.source(), ScriptOutputType.MULTI, keys, arguments)
                : CompletableFuture.failedStage(failure));
    }

    private CompletionStage<Object> confirmed(StatefulRedisConnection<String, String> connection, Object reply) {
        return connection
                .async()
                .waitForReplication(replicas, timeout.toMillis())
                .handle((confirmedBy, failure) -> {
                    if (failure == null && confirmedBy >= replicas) {
                        return reply;
                    }
                    // It is done, but a caller that hears of success must be able to rely on it.
                    throw new RedisUnavailableException(
                            failure == null
                                    ? "The write was done, but " + confirmedBy + " of " + replicas
                                            + " replicas confirmed it within " + timeout.toMillis()
                                            + " ms; it is lost if the master dies before they have it"
                                    : "The write was done, but whether replicas have it cannot be told: "
                                            + Await.unwrap(failure).getMessage(),
                            true,
                            failure instanceof RedisCommandExecutionException ? failure : null);
                });
    }

    private void drop(RedisURI uri, CompletableFuture<StatefulRedisConnection<String, String>> opened) {
        if (connections.remove(uri, opened)) {
            opened.thenAccept(StatefulRedisConnection::closeAsync);
            lookAnew.run();
        }
    }
}
