package io.taurine.queue.internal.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.taurine.queue.connection.RedisOptions;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A parsed address: one URI for a server or a Sentinel group, several for a Cluster.
 *
 * @param uris never empty
 * @param display the hosts, without user and password
 */
record RedisAddress(List<RedisURI> uris, String display) {

    private static final Pattern TIMEOUT = Pattern.compile("[?&]timeout=");

    /** The options, with the command timeout that the address names, if it names one. */
    static RedisOptions optionsOf(String text, RedisOptions options) {
        return TIMEOUT.matcher(text).find()
                ? options.toBuilder()
                        .commandTimeout(parse(text, options).first().getTimeout())
                        .build()
                : options;
    }

    static RedisAddress parse(String text, RedisOptions options) {
        var uris = new ArrayList<RedisURI>();
        // The hosts of a Sentinel group are separated by commas too, inside one URI.
        var parts = text.startsWith("redis-sentinel://") || text.startsWith("rediss-sentinel://")
                ? List.of(text)
                : List.of(text.split("\\s*,\\s*"));
        for (var part : parts) {
            uris.add(complete(part, parseOne(part), options));
        }
        var display = uris.stream().map(RedisAddress::display).collect(Collectors.joining(","));
        return new RedisAddress(List.copyOf(uris), display);
    }

    boolean isCluster() {
        return uris.size() > 1;
    }

    RedisURI first() {
        return uris.get(0);
    }

    private static RedisURI parseOne(String text) {
        try {
            return RedisURI.create(text.strip());
        } catch (RuntimeException e) {
            // Neither the text nor the parser's message, which repeats it, nor the exception that holds both: a
            // password
            // may stand in it.
            var where = e.getCause() instanceof URISyntaxException syntax
                    ? syntax.getReason() + " at index " + syntax.getIndex()
                    : "not an address of a Redis";
            throw new IllegalArgumentException("The Redis address cannot be read: " + where
                    + "; allowed are redis://, rediss:// and redis-sentinel:// URIs, with special characters of a password"
                    + " percent-encoded");
        }
    }

    private static RedisURI complete(String text, RedisURI uri, RedisOptions options) {
        options.password()
                .ifPresent(password -> uri.setCredentialsProvider(
                        new StaticCredentialsProvider(options.username().orElse(null), password)));
        options.clientName().ifPresent(uri::setClientName);
        var all = new ArrayList<>(uri.getSentinels());
        all.add(uri);
        for (var one : all) {
            if (!TIMEOUT.matcher(text).find()) {
                one.setTimeout(options.commandTimeout());
            }
            if (!options.verifyPeer()) {
                one.setVerifyPeer(false);
            }
        }
        return uri;
    }

    private static String display(RedisURI uri) {
        if (!uri.getSentinels().isEmpty()) {
            var hosts = uri.getSentinels().stream()
                    .map(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
                    .collect(Collectors.joining(","));
            return hosts + "#" + uri.getSentinelMasterId();
        }
        return uri.getHost() + ":" + uri.getPort();
    }
}
