package io.taurine.queue.internal.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.taurine.queue.connection.RedisUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's connection for commands that block in Redis. Every read has a hard deadline: when no reply has come by then the
 * connection is taken for dead, closed, and the next read opens a new one. A half-open connection therefore never makes its
 * reader deaf. Reads are made by one thread; {@link #close()} by any, and it ends a read under way.
 */
public final class BlockingReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockingReads.class);

    static final CompletableFuture<Boolean> NOTHING_ELSE = CompletableFuture.completedFuture(true);

    private final Opener opener;
    private final String key;
    private final String address;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable StatefulConnection<String, String> connection;

    @GuardedBy("lock")
    private boolean closed;

    private volatile String clientName;
    private volatile CompletableFuture<Void> interruption = CompletableFuture.completedFuture(null);
    private final AtomicLong replaced = new AtomicLong();

    /** Set once a connection turned out to lead to the wrong place, or nowhere; only the reading thread touches it. */
    private boolean astray;

    BlockingReads(Opener opener, String clientName, String key, String address) {
        this.opener = opener;
        this.clientName = clientName;
        this.key = key;
        this.address = address;
    }

    /** Opens a connection to where the key is, which has to be looked for {@code anew} if it was not there any more. */
    interface Opener {
        StatefulConnection<String, String> open(boolean anew);
    }

    /** A member that was taken out of a zset. */
    public record Marker(String key, String member, double score) {}

    /** One entry of a stream. */
    public record StreamEntry(String id, Map<String, String> fields) {}

    /**
     * Waits for a marker of the zset and takes it away; returns its score, empty when none came in time.
     *
     * @param timeout how long Redis waits
     * @param grace how much longer the reply may take before the connection is given up
     * @throws RedisUnavailableException if the connection broke or was given up
     */
    public OptionalDouble popMarker(Duration timeout, Duration grace) throws InterruptedException {
        return popMarker(timeout, grace, score -> NOTHING_ELSE);
    }

    /**
     * As {@link #popMarker(Duration, Duration)}, and does something with the score of a marker before it returns.
     *
     * @param atOnce called on the driver's thread; must neither block nor fail
     */
    OptionalDouble popMarker(Duration timeout, Duration grace, DoubleFunction<CompletionStage<?>> atOnce)
            throws InterruptedException {
        var marker = popMarker(List.of(key), timeout, grace, popped -> atOnce.apply(popped.score()));
        return marker.isPresent() ? OptionalDouble.of(marker.get().score()) : OptionalDouble.empty();
    }

    /** As {@link #popMarker(Duration, Duration)}, of the first zset of these that has one; all on the same server. */
    Optional<Marker> popMarker(List<String> keys, Duration timeout, Duration grace) throws InterruptedException {
        return popMarker(keys, timeout, grace, marker -> NOTHING_ELSE);
    }

    private Optional<Marker> popMarker(
            List<String> keys, Duration timeout, Duration grace, Function<Marker, CompletionStage<?>> atOnce)
            throws InterruptedException {
        return read(
                commands -> Reading.of(
                        commands.bzpopmin(timeout.toNanos() / 1e9, keys.toArray(String[]::new))
                                .thenApply(BlockingReads::marker),
                        marker -> marker.isPresent() ? atOnce.apply(marker.get()) : NOTHING_ELSE),
                timeout.plus(grace));
    }

    private static Optional<Marker> marker(@Nullable KeyValue<String, ScoredValue<String>> popped) {
        return popped == null || !popped.hasValue()
                ? Optional.empty()
                : Optional.of(new Marker(
                        popped.getKey(),
                        popped.getValue().getValue(),
                        popped.getValue().getScore()));
    }

    /** Shows the connection under another name from now on. Not while it reads. */
    void rename(String name) {
        if (name.equals(clientName)) {
            return;
        }
        clientName = name;
        StatefulConnection<String, String> open;
        lock.lock();
        try {
            open = connection;
        } finally {
            lock.unlock();
        }
        if (open != null) {
            setName(open);
        }
    }

    /** Waits for entries of a stream after an id; empty when none came in time. Otherwise as {@link #popMarker}. */
    @SuppressWarnings("unchecked") // the driver takes streams as generic varargs, of which this is the only one
    public List<StreamEntry> readStream(String afterId, int count, Duration timeout, Duration grace)
            throws InterruptedException {
        return read(
                commands -> Reading.of(commands.xread(
                                XReadArgs.Builder.block(timeout).count(count),
                                XReadArgs.StreamOffset.from(key, afterId))
                        .thenApply(BlockingReads::entries)),
                timeout.plus(grace));
    }

    /**
     * Waits for entries of any of these streams, all on the server of this one's key, after an id of each. Otherwise as
     * {@link #readStream}.
     *
     * @param count most entries of each stream
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the driver takes streams as generic varargs
    public Map<String, List<StreamEntry>> readStreams(
            Map<String, String> afterIds, int count, Duration timeout, Duration grace) throws InterruptedException {
        var offsets = afterIds.entrySet().stream()
                .map(after -> XReadArgs.StreamOffset.from(after.getKey(), after.getValue()))
                .toArray(XReadArgs.StreamOffset[]::new);
        return read(
                commands -> Reading.of(
                        commands.xread(XReadArgs.Builder.block(timeout).count(count), (XReadArgs.StreamOffset<String>[])
                                        offsets)
                                .thenApply(BlockingReads::entriesByStream)),
                timeout.plus(grace));
    }

    private static Map<String, List<StreamEntry>> entriesByStream(
            @Nullable List<StreamMessage<String, String>> entries) {
        var byStream = new LinkedHashMap<String, List<StreamEntry>>();
        if (entries != null) {
            for (var entry : entries) {
                byStream.computeIfAbsent(entry.getStream(), absent -> new ArrayList<>())
                        .add(new StreamEntry(entry.getId(), entry.getBody()));
            }
        }
        return byStream;
    }

    private static List<StreamEntry> entries(@Nullable List<StreamMessage<String, String>> entries) {
        return entries == null
                ? List.of()
                : entries.stream()
                        .map(entry -> new StreamEntry(entry.getId(), entry.getBody()))
                        .toList();
    }

    /** How often a connection had to be replaced, for tests and metrics. */
    public long replacedConnections() {
        return replaced.get();
    }

    /**
     * A command under way.
     *
     * @param reply what Redis answered, which has a deadline
     * @param followed the same after what is done with it at once, which has a bound of its own
     */
    private record Reading<V>(CompletableFuture<V> reply, CompletableFuture<V> followed) {

        static <V> Reading<V> of(CompletionStage<V> reply) {
            var future = reply.toCompletableFuture();
            return new Reading<>(future, future);
        }

        static <V> Reading<V> of(CompletionStage<V> reply, Function<V, CompletionStage<?>> atOnce) {
            var future = reply.toCompletableFuture();
            return new Reading<>(
                    future, future.thenCompose(value -> atOnce.apply(value).thenApply(done -> value)));
        }

        V await(Duration deadline) throws InterruptedException, ExecutionException, TimeoutException {
            try {
                return followed.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (reply.isDone()) {
                    return followed.get();
                }
                throw e;
            }
        }
    }

    private <V> V read(Function<RedisClusterAsyncCommands<String, String>, Reading<V>> command, Duration deadline)
            throws InterruptedException {
        try {
            return readWhereItIs(command, deadline);
        } catch (RedisUnavailableException e) {
            if (!RedisErrors.isMoved(e.getCause())) {
                throw e;
            }
            return readWhereItIs(command, deadline);
        }
    }

    private <V> V readWhereItIs(
            Function<RedisClusterAsyncCommands<String, String>, Reading<V>> command, Duration deadline)
            throws InterruptedException {
        var current = current();
        try {
            return command.apply(RedisClients.commands(current)).await(deadline);
        } catch (InterruptedException e) {
            // Left behind, the read would take a marker that nobody hears of.
            replace(current);
            throw e;
        } catch (TimeoutException e) {
            replace(current);
            astray = true;
            throw new RedisUnavailableException(
                    "A blocking read from Redis at " + address + " got no reply within " + deadline.toMillis()
                            + " ms; its connection was replaced",
                    true,
                    e);
        } catch (ExecutionException | RuntimeException e) {
            replace(current);
            astray = true;
            awaitInterruption();
            throw RedisErrors.translate(e, address);
        }
    }

    /** After this Redis hands nothing more to a connection that {@link #interrupt()} closed. Takes a second at most. */
    void awaitInterruption() throws InterruptedException {
        try {
            interruption.get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The interrupted connection to {} does not close", address, e);
        }
    }

    private StatefulConnection<String, String> current() {
        lock.lock();
        try {
            requireOpen();
            if (connection != null) {
                return connection;
            }
        } finally {
            lock.unlock();
        }
        StatefulConnection<String, String> opened;
        try {
            opened = opener.open(astray);
            astray = false;
        } catch (RuntimeException e) {
            astray = true;
            throw RedisErrors.translate(e, address);
        }
        setName(opened);
        lock.lock();
        try {
            if (closed) {
                opened.closeAsync();
            }
            requireOpen();
            connection = opened;
            return opened;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void requireOpen() {
        if (closed) {
            throw new RedisUnavailableException(
                    "The blocking connection to Redis at " + address + " is closed", false, null);
        }
    }

    private void setName(StatefulConnection<String, String> opened) {
        ((StatefulRedisConnection<String, String>) opened)
                .async()
                .clientSetname(clientName)
                .whenComplete((ok, refused) -> {
                    if (refused != null) {
                        // Hosted services forbid it, and so does a name with a space; the worker is then invisible but
                        // works.
                        LOG.debug("CLIENT SETNAME {} was refused: {}", clientName, refused.getMessage());
                    }
                });
    }

    private void replace(StatefulConnection<String, String> broken) {
        lock.lock();
        try {
            if (connection != broken) {
                return; // interrupt() or close() were faster, and have closed it
            }
            connection = null;
            replaced.incrementAndGet();
        } finally {
            lock.unlock();
        }
        broken.closeAsync();
    }

    /** Opens the connection now rather than with the first read. */
    public void open() {
        current();
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a read under way with an exception; the next one opens a new connection. */
    public void interrupt() {
        lock.lock();
        try {
            if (connection != null) {
                // Under the lock, so that the read which this ends finds what to wait for.
                interruption = connection.closeAsync();
                connection = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        interrupt();
    }
}
