package io.taurine.testkit;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.taurine.embedded.EmbeddedRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis Cluster of a test's own: three masters with a replica each, six redis-server processes on the loopback
 * interface, which end with {@link #close()} or with this JVM. It is up within a second or two. Safe to share between
 * threads.
 *
 * <pre>{@code
 * try (var cluster = TestCluster.start();
 *         var redis = RedisConnection.connect(cluster.uri())) {
 *     …
 *     cluster.masterOf("bull:{mail}:wait").kill();
 * }
 * }</pre>
 */
public final class TestCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int NODES = 2 * MASTERS;

    private final ServerGroup group = new ServerGroup();
    private final List<EmbeddedRedis> nodes;

    private TestCluster(Builder from) {
        nodes = ServerGroup.startAll(NODES, from::node);
        try {
            join();
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts one that keeps nothing on disk and takes a node for dead after two seconds. */
    public static TestCluster start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    private void join() {
        var ids = nodes.stream().map(node -> commands(node).clusterMyId()).toList();
        for (int i = 0; i < MASTERS; i++) {
            commands(nodes.get(i)).clusterSetConfigEpoch(i + 1);
            commands(nodes.get(i)).clusterAddSlots(slotsOf(i));
        }
        // Everybody meets everybody: waiting for gossip would take seconds.
        for (var node : nodes) {
            for (var other : nodes) {
                if (node != other) {
                    commands(node).clusterMeet("127.0.0.1", other.port());
                }
            }
        }
        for (int i = MASTERS; i < NODES; i++) {
            var replica = nodes.get(i);
            var master = ids.get(i - MASTERS);
            ServerGroup.await(
                    () -> commands(replica).clusterReplicate(master).equals("OK"),
                    () -> "a replica that knows its master " + master);
        }
        awaitHealthy();
    }

    private static int[] slotsOf(int master) {
        return IntStream.range(master * SlotHash.SLOT_COUNT / MASTERS, (master + 1) * SlotHash.SLOT_COUNT / MASTERS)
                .toArray();
    }

    /** The addresses of all nodes, separated by commas. */
    public String uri() {
        return nodes.stream().map(EmbeddedRedis::uri).collect(Collectors.joining(","));
    }

    /** All six, the dead ones too. */
    public List<EmbeddedRedis> nodes() {
        return nodes;
    }

    /** The running node that has the key's slot. Waits while the nodes elect one. */
    public EmbeddedRedis masterOf(String key) {
        var slot = SlotHash.getSlot(key);
        ServerGroup.await(() -> findMasterOf(slot).isPresent(), () -> "a running node that has slot " + slot);
        return findMasterOf(slot).orElseThrow();
    }

    private Optional<EmbeddedRedis> findMasterOf(int slot) {
        // A node knows best of itself; two claim a slot only until the older one hears of the younger.
        return running().stream()
                .filter(node -> itself(view(node)).hasSlot(slot))
                .max((one, other) -> Long.compare(
                        itself(view(one)).getConfigEpoch(), itself(view(other)).getConfigEpoch()));
    }

    /** A running replica of that node. */
    public EmbeddedRedis replicaOf(EmbeddedRedis master) {
        var id = itself(view(master)).getNodeId();
        return running().stream()
                .filter(node -> id.equals(itself(view(node)).getSlaveOf()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no replica of " + master.uri() + " runs"));
    }

    /** Masters that run. */
    public List<EmbeddedRedis> masters() {
        return running().stream()
                .filter(node -> itself(view(node)).getRole().isUpstream())
                .toList();
    }

    /** Plain commands at one node, to look at its keys and to change them. */
    public RedisCommands<String, String> commands(EmbeddedRedis node) {
        return group.commands(node);
    }

    /** The queue of that name, which carries a hash tag; its {@code redis()} is at whichever node has its slot just then. */
    public TestQueue queue(String name) {
        return TestQueue.at(name, uri(), () -> commands(masterOf(TestQueue.keyOf(name, "wait"))));
    }

    /** As {@link #queue(String)}, under another prefix than {@code bull}, which carries the hash tag. */
    public TestQueue queue(String prefix, String name) {
        return TestQueue.at(prefix, name, uri(), () -> commands(masterOf(prefix + ":" + name + ":wait")));
    }

    /** Begins to move the slot of a key to another master, as {@code CLUSTER SETSLOT MIGRATING} and {@code IMPORTING} do. */
    public SlotMove move(String key, EmbeddedRedis target) {
        return SlotMove.begin(this, SlotHash.getSlot(key), masterOf(key), target);
    }

    /** Waits until every running node says that all is well and every replica follows its master. */
    public void awaitHealthy() {
        ServerGroup.await(
                () -> running().stream().allMatch(this::isHealthy),
                () -> "a healthy cluster; it was\n"
                        + running().stream()
                                .map(node -> commands(node).clusterNodes())
                                .collect(Collectors.joining("\n")));
    }

    private boolean isHealthy(EmbeddedRedis node) {
        var view = view(node);
        var usable = view.stream().filter(other -> !other.is(NodeFlag.FAIL)).toList();
        return commands(node).clusterInfo().contains("cluster_state:ok")
                && usable.size() == running().size()
                && view.stream().noneMatch(other -> other.is(NodeFlag.HANDSHAKE) || other.is(NodeFlag.EVENTUAL_FAIL))
                && usable.stream().filter(other -> other.getRole().isUpstream()).count() == MASTERS
                && (itself(view).getRole().isUpstream()
                        || commands(node).info("replication").contains("master_link_status:up"));
    }

    List<EmbeddedRedis> running() {
        return nodes.stream().filter(EmbeddedRedis::isRunning).toList();
    }

    String idOf(EmbeddedRedis node) {
        return commands(node).clusterMyId();
    }

    private Partitions view(EmbeddedRedis node) {
        return ClusterPartitionParser.parse(commands(node).clusterNodes());
    }

    private static RedisClusterNode itself(Partitions view) {
        return view.stream()
                .filter(node -> node.is(NodeFlag.MYSELF))
                .findFirst()
                .orElseThrow();
    }

    /** Ends all nodes at once and removes what they wrote, but for append-only files. Harmless twice. */
    @Override
    public void close() {
        group.close();
        ServerGroup.closeAll(nodes);
    }

    /** Options of a Cluster. Not safe to share between threads. */
    public static final class Builder {
        private Duration nodeTimeout = Duration.ofSeconds(2);
        private @Nullable Path appendOnlyDir;

        private Builder() {}

        /**
         * How long a node may be silent before the others take it for dead; its replica takes over about two seconds after
         * that. Default 2 s, at least 500 ms. Long where nobody is to die: a busy machine makes nodes silent too.
         */
        public Builder nodeTimeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(500)) < 0) {
                throw new IllegalArgumentException("nodeTimeout must be 500 ms or more, was " + timeout);
            }
            this.nodeTimeout = timeout;
            return this;
        }

        /** Each node keeps an append-only file in a folder of its own below this one. Default: nothing on disk. */
        public Builder appendOnly(Path dir) {
            this.appendOnlyDir = dir;
            return this;
        }

        /** Starts the nodes, joins them, and returns when all is well. */
        public TestCluster start() {
            return new TestCluster(this);
        }

        private EmbeddedRedis.Builder node(int number) {
            var node = EmbeddedRedis.builder()
                    .setting("cluster-enabled", "yes")
                    .setting("cluster-config-file", "nodes.conf")
                    .setting("cluster-node-timeout", Long.toString(nodeTimeout.toMillis()))
                    // A replica takes over however long its link was down: the machine may be busy.
                    .setting("cluster-replica-validity-factor", "0")
                    .setting("repl-ping-replica-period", "1")
                    .setting("repl-diskless-sync-delay", "0");
            return appendOnlyDir == null ? node : node.appendOnly(appendOnlyDir.resolve("node-" + number));
        }
    }
}
