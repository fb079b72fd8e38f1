package io.taurine.queue.internal.redis;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.Conductor;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.script.LuaScript;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link RedisConnection} on Lettuce: one multiplexed connection for everything, further ones only for blocking reads.
 * Futures it returns fail with Taurine's exceptions. Callbacks run on the driver's event loop and must not block.
 */
public final class LettuceConnection implements RedisConnection {

    private static final Logger LOG = LoggerFactory.getLogger(LettuceConnection.class);

    private final String address;
    private final RedisOptions options;
    private final Wire wire;
    private final AtomicReference<StatefulConnection<String, String>> shared;
    private final RedisServer server;
    private final Retry retryWhileNotServing;
    private final Subscriptions subscriptions;
    private final @Nullable ConfirmedWrites confirmedWrites;
    private final Map<Integer, MarkerGroup> markerGroups = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean replacing = new AtomicBoolean();
    private final @Nullable LendingLoop loop;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong replaced = new AtomicLong();
    private volatile long lastReplyNanos = System.nanoTime();

    private LettuceConnection(
            String address,
            RedisOptions options,
            Wire wire,
            StatefulConnection<String, String> connection,
            RedisServer server) {
        this.address = address;
        this.options = options;
        this.wire = wire;
        this.shared = new AtomicReference<>(connection);
        this.server = server;
        this.retryWhileNotServing = retryFor(options.commandTimeout());
        this.subscriptions = new Subscriptions(wire, address);
        this.confirmedWrites = wire.confirmedWrites().orElse(null);
        this.loop = wire.lendingLoop().orElse(null);
        if (loop != null) {
            loop.lendWhile(() -> underWay.get() == 0 && connection().isOpen());
        }
    }

    /** See {@link RedisConnection#connect(String, RedisOptions)}. */
    public static LettuceConnection connect(String uri, RedisOptions given) {
        var options = RedisAddress.optionsOf(uri, given);
        var address = RedisAddress.parse(uri, options);
        var resources = RedisClients.resources();
        try {
            if (address.isCluster()) {
                return openCluster(address, options, resources);
            }
            var lending = new LendingClient(resources, address, options);
            var connection = openOrClose(lending);
            var server = ServerCheck.read(RedisClients.commands(connection), address, options);
            if (server.topology() == RedisServer.Topology.CLUSTER) {
                // One address of a Cluster was given: the driver needs its Cluster client to follow the slots.
                connection.close();
                lending.close();
                return openCluster(address, options, resources);
            }
            var client = RedisClients.single(resources, address, options);
            var wire = new SocketWire(resources, client, lending, address, options);
            return new LettuceConnection(address.display(), options, wire, connection, server);
        } catch (RuntimeException e) {
            resources.shutdown(0, 2, TimeUnit.SECONDS);
            throw RedisErrors.translate(e, address.display());
        }
    }

    /** The address without its password, of a server that may not be there. */
    public static String addressOf(String uri) {
        return RedisAddress.parse(uri, RedisAddress.optionsOf(uri, RedisOptions.defaults()))
                .display();
    }

    private static LettuceConnection openCluster(
            RedisAddress address, RedisOptions options, ClientResources resources) {
        var client = RedisClients.cluster(resources, address, options);
        var connection = connectOrShutDown(client);
        var server = ServerCheck.read(RedisClients.commands(connection), address, options);
        var wire = new SocketWire(resources, client, null, address, options);
        return new LettuceConnection(address.display(), options, wire, connection, server);
    }

    /** A connection over a wire of the caller's, to a server that says this about itself. */
    public static LettuceConnection over(Wire wire, String address, RedisServer server) {
        return new LettuceConnection(address, RedisOptions.defaults(), wire, wire.open(), server);
    }

    private static StatefulConnection<String, String> openOrClose(LendingClient client) {
        try {
            return client.open();
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static StatefulConnection<String, String> connectOrShutDown(AbstractRedisClient client) {
        try {
            return RedisClients.connect(client);
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw e;
        }
    }

    /** The implementation behind a connection a user handed over. */
    public static LettuceConnection of(RedisConnection connection) {
        if (connection instanceof LettuceConnection lettuce) {
            return lettuce;
        }
        throw new IllegalArgumentException("connection must come from RedisConnection.connect, was a "
                + connection.getClass().getName());
    }

    @Override
    public RedisServer server() {
        return server;
    }

    @Override
    public boolean isOpen() {
        return !closed.get() && connection().isOpen();
    }

    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public String address() {
        return address;
    }

    /** A scheduler for timeouts and retries; tasks must be short. */
    public ScheduledExecutorService scheduler() {
        return wire.scheduler();
    }

    /** Who gives turns to what has no thread; empty but in tests without Redis. */
    public Optional<Conductor> conductor() {
        return wire.conductor();
    }

    /** The clock of whoever uses this connection; Redis has its own. */
    public InstantSource clock() {
        return conductor().map(Conductor::clock).orElseGet(InstantSource::system);
    }

    /** What a user gets to see of an object on this connection. */
    public <I> I attended(Class<? super I> type, I target) {
        return conductor().map(conductor -> conductor.attended(type, target)).orElse(target);
    }

    public RedisOptions options() {
        return options;
    }

    /**
     * Runs a script on the keys its header names. While the server says that it cannot serve now (it starts, or another one
     * takes over) the call is tried again until the command timeout; a script the server does not know is sent whole.
     */
    public CompletableFuture<Object> run(LuaScript script, QueueKeys keys, String... arguments) {
        var keyNames = inOnePlace(keys.keys(script.keyNames()));
        return guarded(() -> evaluate(script, keyNames, arguments), true);
    }

    /** As {@link #run}, for what must not get lost: ends when as many replicas have it as the options want. */
    public CompletableFuture<Object> runConfirmed(LuaScript script, QueueKeys keys, String... arguments) {
        var writes = confirmedWrites;
        if (writes == null) {
            return run(script, keys, arguments);
        }
        var keyNames = inOnePlace(keys.keys(script.keyNames()));
        return guarded(() -> writes.evaluate(script, keyNames, arguments), true);
    }

    /**
     * Runs a script on keys that belong to no queue, without trying again: for what is of no use later, such as taking a
     * lock.
     */
    public CompletableFuture<Object> runOnce(LuaScript script, List<String> keys, String... arguments) {
        var keyNames = inOnePlace(keys.toArray(String[]::new));
        return guarded(() -> evaluate(script, keyNames, arguments), false);
    }

    /**
     * While a slot of a Cluster moves to another node its keys are in two places, and a script finds only some of those that
     * it makes up from the ones it is given: it would break off in the middle, or take a job for missing. Redis refuses such
     * a script with TRYAGAIN as long as one of the keys it is given is at neither place. So it is given one that is nowhere.
     */
    private String[] inOnePlace(String[] keys) {
        if (server.topology() != RedisServer.Topology.CLUSTER) {
            return keys;
        }
        var guarded = Arrays.copyOf(keys, keys.length + 1);
        guarded[keys.length] = keys[0] + ":nowhere";
        return guarded;
    }

    /** Runs a plain command under the same rules. */
    public <V> CompletableFuture<V> command(
            Function<RedisClusterAsyncCommands<String, String>, RedisFuture<V>> command) {
        return guarded(() -> command.apply(commands()), true);
    }

    /**
     * Runs a plain command at every node of a Cluster, its replicas too, and elsewhere at the one server. A node that does not
     * answer is left out, unless none does.
     */
    public <V> CompletableFuture<List<V>> commandOnEachNode(
            Function<RedisClusterAsyncCommands<String, String>, RedisFuture<V>> command) {
        return connection() instanceof StatefulRedisClusterConnection<String, String> cluster
                ? ClusterNodes.ask(cluster, command).handle((replies, failure) -> {
                    if (failure != null) {
                        throw RedisErrors.translate(failure, address);
                    }
                    return replies;
                })
                : command(command).thenApply(List::of);
    }

    private StatefulConnection<String, String> connection() {
        return Objects.requireNonNull(shared.get());
    }

    private RedisClusterAsyncCommands<String, String> commands() {
        return RedisClients.commands(connection());
    }

    private CompletionStage<Object> evaluate(LuaScript script, String[] keys, String[] arguments) {
        CompletionStage<Object> known = commands().evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments);
        return known.exceptionallyCompose(failure -> Await.unwrap(failure) instanceof RedisNoScriptException
                ? commands().eval(script.source(), ScriptOutputType.MULTI, keys, arguments)
                : CompletableFuture.failedStage(failure));
    }

    /**
     * Begins a call and waits for its end. A platform thread serves the connection itself meanwhile if nobody else does.
     *
     * @throws RedisUnavailableException if the thread is interrupted; its flag is set again
     * @throws IllegalStateException in a callback that holds up the answer it would wait for
     */
    public <V> V await(Supplier<? extends CompletionStage<V>> call) {
        if (loop != null && loop.inEventLoop()) {
            throw new IllegalStateException(
                    "A callback of an asynchronous call must not wait for Redis: it runs on the"
                            + " thread that reads what Redis answers. Use the asynchronous twin of this method, or an executor");
        }
        return Await.result(serve(call));
    }

    /**
     * Begins a call. A platform thread serves the connection until it ends, if nobody else does: it may be over when this
     * returns, or not. For a thread that has nothing better to do.
     */
    public <V, S extends CompletionStage<V>> S serve(Supplier<S> call) {
        if (loop == null || JvmThreads.isVirtual(Thread.currentThread()) || !loop.tryBorrow()) {
            return call.get();
        }
        try {
            var stage = call.get();
            loop.serveUntil(stage.toCompletableFuture());
            return stage;
        } finally {
            loop.giveBack();
        }
    }

    private <V> CompletableFuture<V> guarded(Supplier<CompletionStage<V>> call, boolean again) {
        var sentNanos = System.nanoTime();
        CompletionStage<V> first;
        underWay.incrementAndGet();
        try {
            first = call.get();
        } catch (RuntimeException e) {
            underWay.decrementAndGet();
            return CompletableFuture.failedFuture(RedisErrors.translate(e, address));
        }
        var result = new CompletableFuture<V>();
        first.whenComplete((value, failure) -> {
            underWay.decrementAndGet();
            watch(sentNanos, failure);
            if (failure == null) {
                result.complete(value);
            } else if (again && RedisErrors.isNotNow(failure) && !closed.get()) {
                retryWhileNotServing
                        .executeCompletionStage(scheduler(), () -> attempt(call))
                        .whenComplete((later, stillNot) -> settle(result, later, stillNot));
            } else {
                result.completeExceptionally(RedisErrors.translate(failure, address));
            }
        });
        return result;
    }

    /** What is thrown in a retry is lost, and its caller would wait for ever. */
    private static <V> CompletionStage<V> attempt(Supplier<CompletionStage<V>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private <V> void settle(CompletableFuture<V> result, V value, Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(RedisErrors.translate(failure, address));
        }
    }

    /** Notes signs of life, and the lack of any. */
    private void watch(long sentNanos, @Nullable Throwable failure) {
        var cause = failure == null ? null : Await.unwrap(failure);
        if (cause == null || cause instanceof RedisCommandExecutionException) {
            lastReplyNanos = System.nanoTime();
        } else if (cause instanceof RedisCommandTimeoutException && isSilentSince(sentNanos)) {
            replaceIfDead(sentNanos);
        }
    }

    private boolean isSilentSince(long nanos) {
        return lastReplyNanos - nanos < 0;
    }

    /**
     * A connection that is open and silent may be half-open: the other end is gone and nobody said so. The system would
     * find out after a quarter of an hour. If a new connection can be made while the old one stays silent, it takes its place.
     */
    private void replaceIfDead(long silentSinceNanos) {
        var silent = connection();
        if (closed.get() || !silent.isOpen() || !replacing.compareAndSet(false, true)) {
            return; // a connection known to be lost is made anew by the driver
        }
        wire.openAsync().whenComplete((fresh, refused) -> {
            if (fresh != null) {
                if (isSilentSince(silentSinceNanos) && shared.compareAndSet(silent, fresh)) {
                    replaced.incrementAndGet();
                    LOG.warn("The connection to Redis at {} was silent and has been replaced", address);
                    silent.closeAsync();
                } else {
                    fresh.closeAsync();
                }
            }
            replacing.set(false);
            if (closed.get()) {
                connection().closeAsync();
            }
        });
    }

    /** The shared connection's event loop if it lends itself, for tests. */
    Optional<LendingLoop> lendingLoop() {
        return Optional.ofNullable(loop);
    }

    /** How often the shared connection had to be replaced, for tests and metrics. */
    public long replacedConnections() {
        return replaced.get();
    }

    private static Retry retryFor(Duration bound) {
        var initial = Duration.ofMillis(50);
        var attempts = 2;
        for (var total = initial; total.compareTo(bound) < 0 && attempts < 1000; attempts++) {
            total = total.plus(Duration.ofMillis(Math.min(500, 50L << Math.min(attempts, 10))));
        }
        return Retry.of(
                "redis-not-serving",
                RetryConfig.custom()
                        .maxAttempts(attempts)
                        .intervalFunction(IntervalFunction.ofExponentialBackoff(initial, 2, Duration.ofMillis(500)))
                        .retryOnException(RedisErrors::isNotNow)
                        .build());
    }

    /**
     * Opens a connection of its own for reads that block on one key. The name is shown in {@code CLIENT LIST} if the server
     * allows it.
     */
    public BlockingReads openBlockingReads(String clientName, String key) {
        return new BlockingReads(anew -> wire.openFor(key, anew), clientName, key, address);
    }

    /**
     * A place to wait for the marker of a queue: on a connection of its own, which bears this name, or on one that it shares
     * with others of this process.
     */
    public MarkerSeat openMarkerSeat(String clientName, String markerKey) {
        var slot = server.topology() == RedisServer.Topology.CLUSTER ? SlotHash.getSlot(markerKey) : 0;
        var group = markerGroups.computeIfAbsent(slot, absent -> new MarkerGroup(this, options.ownWorkerConnections()));
        return MarkerSeat.in(
                group,
                openBlockingReads(clientName, markerKey),
                markerKey,
                clientName,
                options.connectTimeout().multipliedBy(2).plusSeconds(5));
    }

    /** Hears a channel, soon and until {@link #unsubscribe}, over a connection that all subscriptions share. */
    public void subscribe(String channel, Subscriber subscriber) {
        subscriptions.subscribe(channel, subscriber);
    }

    public void unsubscribe(String channel) {
        subscriptions.unsubscribe(channel);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            subscriptions.close();
            markerGroups.values().forEach(MarkerGroup::close);
            connection().close();
            wire.close();
        }
    }

    @Override
    public String toString() {
        return "Redis at " + address;
    }
}
