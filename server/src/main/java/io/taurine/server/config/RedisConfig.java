package io.taurine.server.config;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where Redis is.
 *
 * @param uri with its password; empty when the server brings its own Redis
 * @param prefix of all keys
 * @param lockServers independent servers that grant locks by majority; empty where locks are taken on the one Redis
 */
public record RedisConfig(Optional<Secret> uri, String prefix, List<Secret> lockServers) {

    public RedisConfig {
        lockServers = List.copyOf(lockServers);
    }

    static RedisConfig of(Values values, Problems problems) {
        return new RedisConfig(uri(values, problems), values.get(Settings.REDIS_PREFIX), lockServers(values, problems));
    }

    private static List<Secret> lockServers(Values values, Problems problems) {
        var servers = values.get(Settings.REDIS_LOCK_SERVERS);
        if (!servers.isEmpty() && (servers.size() < 3 || servers.size() > 31)) {
            problems.add(
                    values.where(Settings.REDIS_LOCK_SERVERS),
                    "redis.lock-servers must be 3 to 31 servers, or none, were " + servers.size());
        } else if (Set.copyOf(servers).size() < servers.size()) {
            problems.add(values.where(Settings.REDIS_LOCK_SERVERS), "redis.lock-servers must not name a server twice");
        }
        return servers;
    }

    private static Optional<Secret> uri(Values values, Problems problems) {
        var url = values.find(Settings.REDIS_URL);
        var host = values.find(Settings.REDIS_HOST);
        var password = values.find(Settings.REDIS_PASSWORD);
        var isPortSaid = values.origin(Settings.REDIS_PORT) != Values.Origin.DEFAULT;
        if (url.isPresent() && host.isPresent()) {
            var urlOrigin = values.origin(Settings.REDIS_URL);
            var hostOrigin = values.origin(Settings.REDIS_HOST);
            if (urlOrigin == hostOrigin) {
                problems.add(values.where(Settings.REDIS_HOST), "redis.host and redis.url exclude each other");
            }
            if (urlOrigin.compareTo(hostOrigin) < 0) {
                url = Optional.empty();
            }
        }
        if (url.isPresent()) {
            return Optional.of(new Secret(
                    password.isEmpty()
                            ? url.get()
                            : withPassword(values, problems, password.get().value())));
        }
        if (host.isEmpty() && password.isEmpty() && !isPortSaid) {
            return Optional.empty();
        }
        return Optional.of(new Secret("redis://"
                + password.map(secret -> ":" + encoded(secret.value()) + "@").orElse("")
                + host.map(RedisConfig::bracketed).orElse("localhost") + ":" + values.get(Settings.REDIS_PORT) + "/"
                + values.get(Settings.REDIS_DATABASE)));
    }

    private static String withPassword(Values values, Problems problems, String password) {
        var url = values.get(Settings.REDIS_URL);
        var rest = url.indexOf("://") + 3;
        if (url.indexOf('@') >= 0) {
            problems.add(values.where(Settings.REDIS_PASSWORD), "redis.url has a password, so there must be no other");
            return url;
        }
        return url.substring(0, rest) + ":" + encoded(password) + "@" + url.substring(rest);
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The address without its password, for logs; empty when there is none. */
    public String shown() {
        return uri.map(secret -> URI.create(secret.value()))
                .map(address -> address.getScheme() + "://" + address.getHost() + ":" + address.getPort())
                .orElse("");
    }
}
