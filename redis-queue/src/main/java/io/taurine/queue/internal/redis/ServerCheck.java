package io.taurine.queue.internal.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.connection.RedisServer.Topology;
import io.taurine.queue.internal.Await;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads once what the server says about itself, and warns of what will lose jobs. */
final class ServerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
    private static final String UNKNOWN = "unknown";

    private ServerCheck() {}

    static RedisServer read(
            RedisClusterAsyncCommands<String, String> commands, RedisAddress address, RedisOptions options) {
        Map<String, String> info;
        try {
            info = parse(Await.result(commands.info()));
        } catch (RedisCommandExecutionException notAllowed) {
            // Hosted services and tight ACLs forbid INFO; jobs work without it.
            LOG.debug("INFO is refused by Redis at {}: {}", address.display(), notAllowed.getMessage());
            info = Map.of();
        }
        var server = new RedisServer(
                topology(info, address),
                info.getOrDefault("redis_version", UNKNOWN),
                info.getOrDefault("maxmemory_policy", UNKNOWN));
        warn(server, address);
        LOG.info(
                "Connected to Redis {} at {} ({}), commands time out after {} ms",
                server.version(),
                address.display(),
                server.topology(),
                options.commandTimeout().toMillis());
        return server;
    }

    private static Topology topology(Map<String, String> info, RedisAddress address) {
        if (address.isCluster() || "cluster".equals(info.get("redis_mode"))) {
            return Topology.CLUSTER;
        }
        return address.first().getSentinels().isEmpty() ? Topology.STANDALONE : Topology.SENTINEL;
    }

    private static void warn(RedisServer server, RedisAddress address) {
        var policy = server.evictionPolicy();
        if (!policy.equals("noeviction") && !policy.equals(UNKNOWN)) {
            LOG.warn(
                    "Redis at {} has maxmemory-policy {}: it deletes jobs when its memory runs out. Set it to noeviction.",
                    address.display(),
                    policy);
        }
        if (isOlderThan62(server.version())) {
            LOG.warn("Redis at {} is version {}; Taurine needs 6.2 or newer.", address.display(), server.version());
        }
    }

    static boolean isOlderThan62(String version) {
        var parts = version.split("\\.", -1);
        try {
            var major = Integer.parseInt(parts[0]);
            return major < 6 || (major == 6 && parts.length > 1 && Integer.parseInt(parts[1]) < 2);
        } catch (NumberFormatException unknown) {
            return false;
        }
    }

    static Map<String, String> parse(String info) {
        var values = new HashMap<String, String>();
        for (var line : info.split("\r?\n", -1)) {
            var colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return values;
    }
}
