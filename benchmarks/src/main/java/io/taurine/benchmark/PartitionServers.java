package io.taurine.benchmark;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.taurine.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Cluster of masters that share the slots evenly and have no replicas: each a process, whose CPU time can be told apart. */
final class PartitionServers implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<EmbeddedRedis> nodes = new ArrayList<>();
    private final List<StatefulRedisConnection<String, String>> connections = new ArrayList<>();
    private final RedisClient client = RedisClient.create();

    PartitionServers(int masters) {
        for (int i = 0; i < masters; i++) {
            var node = EmbeddedRedis.builder()
                    .setting("save", "")
                    .setting("cluster-enabled", "yes")
                    .setting("cluster-config-file", "nodes.conf")
                    .setting("cluster-node-timeout", "60000")
                    .start();
            nodes.add(node);
            connections.add(client.connect(RedisURI.create(node.uri())));
        }
        for (int i = 0; i < masters; i++) {
            var redis = connections.get(i).sync();
            redis.clusterSetConfigEpoch(i + 1);
            redis.clusterAddSlots(
                    IntStream.range(i * SlotHash.SLOT_COUNT / masters, (i + 1) * SlotHash.SLOT_COUNT / masters)
                            .toArray());
        }
        for (var connection : connections) {
            nodes.forEach(node -> connection.sync().clusterMeet("127.0.0.1", node.port()));
        }
        awaitWhole();
    }

    private void awaitWhole() {
        var until = System.nanoTime() + LIMIT.toNanos();
        while (!connections.stream().allMatch(this::seesAll)) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("the nodes did not become a Cluster within " + LIMIT);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean seesAll(StatefulRedisConnection<String, String> connection) {
        var redis = connection.sync();
        return redis.clusterInfo().contains("cluster_state:ok")
                && redis.clusterNodes()
                                .lines()
                                .filter(line -> line.contains(" connected"))
                                .count()
                        == nodes.size();
    }

    String version() {
        return nodes.get(0).version();
    }

    String uri() {
        return nodes.stream().map(EmbeddedRedis::uri).collect(Collectors.joining(","));
    }

    void empty() {
        connections.forEach(connection -> connection.sync().flushall());
    }

    /** What each of them has used. */
    List<RedisUsage> usage() {
        List<RedisCommands<String, String>> all =
                connections.stream().map(StatefulRedisConnection::sync).toList();
        return all.stream().map(RedisUsage::now).toList();
    }

    @Override
    public void close() {
        client.shutdown();
        nodes.forEach(EmbeddedRedis::close);
    }
}
