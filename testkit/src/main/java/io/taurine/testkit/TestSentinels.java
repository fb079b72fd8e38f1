package io.taurine.testkit;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.taurine.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A master with two replicas and the three Sentinels that watch it, real processes of a test's own on the loopback
 * interface, which end with {@link #close()} or with this JVM. Safe to share between threads.
 */
public final class TestSentinels implements AutoCloseable {
    /** What the Sentinels call the master. */
    public static final String MASTER = "main";

    private static final int SERVERS = 3;
    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    private final ServerGroup group = new ServerGroup();
    private final List<EmbeddedRedis> servers;
    private final List<EmbeddedRedis> sentinels;

    private TestSentinels(Duration downAfter) {
        servers = ServerGroup.startAll(
                SERVERS,
                i -> EmbeddedRedis.builder()
                        .setting("repl-ping-replica-period", "1")
                        .setting("repl-diskless-sync-delay", "0"));
        sentinels = ServerGroup.startAll(SENTINELS, i -> EmbeddedRedis.builder().sentinel());
        try {
            join(downAfter);
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts the six; the Sentinels take a master for dead when it was silent for a second. */
    public static TestSentinels start() {
        return start(Duration.ofSeconds(1));
    }

    /** As {@link #start()}, with another time of silence. */
    public static TestSentinels start(Duration downAfter) {
        return new TestSentinels(downAfter);
    }

    private void join(Duration downAfter) {
        var master = servers.get(0);
        servers.stream().skip(1).forEach(replica -> commands(replica).replicaof("127.0.0.1", master.port()));
        awaitReplicas();
        for (var sentinel : sentinels) {
            ask(sentinel, "MONITOR", MASTER, "127.0.0.1", "" + master.port(), "" + QUORUM);
            ask(sentinel, "SET", MASTER, "down-after-milliseconds", "" + downAfter.toMillis());
            ask(sentinel, "SET", MASTER, "failover-timeout", "10000");
        }
        ServerGroup.await(
                () -> sentinels.stream()
                        .allMatch(sentinel -> text(sentinel, "REPLICAS").size() == SERVERS - 1
                                && text(sentinel, "SENTINELS").size() == SENTINELS - 1),
                () -> "Sentinels that know all servers and each other");
    }

    /** {@code redis-sentinel://} with the addresses of the three. */
    public String uri() {
        return "redis-sentinel://"
                + sentinels.stream()
                        .map(sentinel -> "127.0.0.1:" + sentinel.port())
                        .collect(Collectors.joining(","))
                + "#" + MASTER;
    }

    /** The server that most Sentinels name as the master; it may be dead. */
    public EmbeddedRedis master() {
        var ports = sentinels.stream()
                .map(sentinel -> ask(sentinel, "GET-MASTER-ADDR-BY-NAME", MASTER))
                .map(address -> Integer.parseInt(String.valueOf(address.get(1))))
                .collect(Collectors.groupingBy(port -> port, Collectors.counting()));
        return servers.stream()
                .filter(server -> ports.getOrDefault(server.port(), 0L) >= QUORUM)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the Sentinels disagree: " + ports));
    }

    /** The master and its replicas, the dead ones too. */
    public List<EmbeddedRedis> servers() {
        return servers;
    }

    /** Plain commands at one server. */
    public RedisCommands<String, String> commands(EmbeddedRedis server) {
        return group.commands(server);
    }

    /** The queue of that name, at whichever server is the master just then. */
    public TestQueue queue(String name) {
        return TestQueue.at(name, uri(), () -> commands(master()));
    }

    /** Waits until every running server but one follows that one. */
    public void awaitReplicas() {
        ServerGroup.await(
                () -> servers.stream()
                                .filter(EmbeddedRedis::isRunning)
                                .filter(server ->
                                        commands(server).info("replication").contains("master_link_status:up"))
                                .count()
                        == servers.stream().filter(EmbeddedRedis::isRunning).count() - 1,
                () -> "replicas that follow their master");
    }

    private List<Object> text(EmbeddedRedis sentinel, String what) {
        return ask(sentinel, what, MASTER);
    }

    private List<Object> ask(EmbeddedRedis sentinel, String... words) {
        var arguments = new CommandArgs<>(StringCodec.UTF8);
        List.of(words).forEach(arguments::add);
        return commands(sentinel).dispatch(CommandType.SENTINEL, new ArrayOutput<>(StringCodec.UTF8), arguments);
    }

    /** Ends all six at once and removes what they wrote. Harmless twice. */
    @Override
    public void close() {
        group.close();
        ServerGroup.closeAll(sentinels);
        ServerGroup.closeAll(servers);
    }
}
