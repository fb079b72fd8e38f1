package io.taurine.queue.internal.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks each node of a Cluster for what only it knows. */
final class ClusterNodes {

    private ClusterNodes() {}

    /** The replies of the nodes that answered; fails if none did. */
    static <V> CompletableFuture<List<V>> ask(
            StatefulRedisClusterConnection<String, String> cluster,
            Function<RedisClusterAsyncCommands<String, String>, RedisFuture<V>> command) {
        CompletableFuture<Replies<V>> all = CompletableFuture.completedFuture(new Replies<>());
        var asked = cluster.getPartitions().stream()
                .filter(ClusterNodes::isUsable)
                .map(node -> askOne(cluster, node, command))
                .toList();
        for (var one : asked) {
            all = all.thenCombine(one.handle(Reply<V>::new), Replies::with);
        }
        return all.thenCompose(Replies::result);
    }

    private static <V> CompletableFuture<V> askOne(
            StatefulRedisClusterConnection<String, String> cluster,
            RedisClusterNode node,
            Function<RedisClusterAsyncCommands<String, String>, RedisFuture<V>> command) {
        return cluster.getConnectionAsync(node.getNodeId()).thenCompose(open -> command.apply(open.async()));
    }

    private static boolean isUsable(RedisClusterNode node) {
        return !node.is(NodeFlag.FAIL) && !node.is(NodeFlag.NOADDR) && !node.is(NodeFlag.HANDSHAKE);
    }

    private record Reply<V>(@Nullable V value, @Nullable Throwable failure) {}

    /** Collected one after the other. */
    private static final class Replies<V> {

        private final List<V> values = new ArrayList<>();
        private @Nullable Throwable failure;

        Replies<V> with(Reply<V> reply) {
            if (reply.value() != null) {
                values.add(reply.value());
            } else if (reply.failure() != null) {
                failure = reply.failure();
            }
            return this;
        }

        CompletableFuture<List<V>> result() {
            return values.isEmpty() && failure != null
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(values);
        }
    }
}
