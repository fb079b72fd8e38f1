package io.taurine.queue.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisServer.Topology;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One type of connection for a Cluster and for a Sentinel group. */
class TopologyIT {

    private static EmbeddedRedis startCluster() {
        var server = EmbeddedRedis.builder()
                .setting("cluster-enabled", "yes")
                .setting("cluster-config-file", "nodes.conf")
                .start();
        var client = RedisClient.create(server.uri());
        try (var connection = client.connect()) {
            connection.sync().clusterAddSlots(IntStream.range(0, 16_384).toArray());
            await().until(() -> connection.sync().clusterInfo().contains("cluster_state:ok"));
        } finally {
            client.shutdown();
        }
        return server;
    }

    @Test
    void aClusterTakesTaggedQueuesAndRefusesOthers() {
        try (var server = startCluster();
                var redis = RedisConnection.connect(server.uri())) {
            assertThat(redis.server().topology())
                    .as("found out from one address")
                    .isEqualTo(Topology.CLUSTER);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Queue.of("mail", String.class, redis))
                    .withMessageContaining("queue name {mail} or prefix {bull}");

            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            try (var events = QueueEvents.open("{mail}", redis, event -> heard.add(event.name()));
                    var queue = Queue.of("{mail}", String.class, redis)) {
                assertThat(events.isRunning()).isTrue();
                var job = queue.add("n", "x");
                assertThat(queue.getJob(job.id()).orElseThrow().data()).isEqualTo("x");
                assertThat(queue.getJobs(io.taurine.job.JobState.WAITING, 0, 9)).hasSize(1);
                queue.pause();
                await().untilAsserted(() -> assertThat(heard).containsExactly("added", "waiting", "paused"));
                queue.obliterate(true);
            }

            var options = QueueOptions.builder().prefix("{app}").build();
            try (var queue = Queue.of("mail", String.class, redis, options)) {
                assertThat(queue.add("n", "x").id()).isEqualTo("1");
            }
        }
    }

    @Test
    void severalAddressesAreACluster() {
        try (var server = startCluster();
                var redis = RedisConnection.connect(server.uri() + "," + server.uri());
                var queue = Queue.of("{mail}", String.class, redis)) {
            assertThat(queue.add("n", "x").id()).isEqualTo("1");
        }
    }

    @Test
    void aSentinelGroupIsFoundThroughItsSentinel(@TempDir Path dir) throws Exception {
        try (var master = EmbeddedRedis.start()) {
            var port = freePort();
            var config = Files.writeString(
                    dir.resolve("sentinel.conf"),
                    "port " + port + "\nbind 127.0.0.1\ndir " + dir + "\nsentinel monitor main 127.0.0.1 "
                            + master.port() + " 1\n");
            var sentinel = startSentinel(dir, config);
            try {
                var address = "redis-sentinel://127.0.0.1:" + port + "#main";
                awaitSentinel(port);
                try (var redis = RedisConnection.connect(address);
                        var queue = Queue.of("mail", String.class, redis)) {
                    assertThat(redis.server().topology()).isEqualTo(Topology.SENTINEL);
                    assertThat(redis.address()).isEqualTo("127.0.0.1:" + port + "#main");

                    List<QueueEvent> heard = Collections.synchronizedList(new ArrayList<>());
                    try (var events = QueueEvents.open("mail", redis, heard::add)) {
                        assertThat(events.isRunning()).isTrue();
                        assertThat(queue.add("n", "x").id()).isEqualTo("1");
                        await().untilAsserted(() -> assertThat(heard).hasSize(2));
                    }
                }
            } finally {
                sentinel.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        }
    }

    private static Process startSentinel(Path dir, Path config) {
        try {
            return new ProcessBuilder("redis-server", config.toString(), "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve("sentinel.log").toFile())
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("redis-server on the PATH is needed for a Sentinel: " + e.getMessage());
        }
    }

    private static void awaitSentinel(int port) {
        var client = RedisClient.create();
        try {
            await().ignoreExceptions().until(() -> {
                try (var connection = client.connectSentinel(RedisURI.create("127.0.0.1", port))) {
                    return connection.sync().getMasterAddrByName("main") != null;
                }
            });
        } finally {
            client.shutdown();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
