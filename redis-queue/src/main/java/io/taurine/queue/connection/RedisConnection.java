package io.taurine.queue.connection;

import io.taurine.queue.internal.redis.LettuceConnection;

/**
 * The way to one Redis: a single server, a Sentinel group, or a Cluster. Open one per process and share it: all queues and
 * workers send their commands over one multiplexed connection, and only a blocking read takes a further one. Safe to share
 * between threads. It reconnects by itself; a command that could not be sent in time fails with
 * {@link RedisUnavailableException} within {@link RedisOptions#commandTimeout()}, so no call blocks for ever.
 */
public interface RedisConnection extends AutoCloseable {

    /**
     * Connects with the default options. Understood are {@code redis://[[user:]password@]host[:port][/database]},
     * {@code rediss://} for TLS, {@code redis-sentinel://[password@]host[:port],host…[/database]#masterName}, and several
     * {@code redis://} addresses separated by commas for a Cluster. {@code ?timeout=5s} goes before
     * {@link RedisOptions#commandTimeout()}.
     *
     * @throws IllegalArgumentException if the address cannot be read
     * @throws RedisUnavailableException if nothing answers there within the connect timeout
     */
    static RedisConnection connect(String uri) {
        return connect(uri, RedisOptions.defaults());
    }

    /** As {@link #connect(String)}, with options. */
    static RedisConnection connect(String uri, RedisOptions options) {
        return LettuceConnection.connect(uri, options);
    }

    /** What kind of server this is and what it said about itself when the connection was opened. */
    RedisServer server();

    /** True when a command sent now would go out at once. */
    boolean isOpen();

    /** The address without its password, for logs and messages. */
    String address();

    /** Closes the connection and what hangs on it. Close queues and workers first. Harmless when called twice. */
    @Override
    void close();
}
