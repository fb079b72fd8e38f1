package io.taurine.queue.connection;

/**
 * What a Redis said about itself when the connection was opened.
 *
 * @param topology how its servers hang together
 * @param version for example {@code 7.0.15}; {@code unknown} when INFO is not allowed
 * @param evictionPolicy the {@code maxmemory_policy}; anything but {@code noeviction} loses jobs when memory runs out;
 *     {@code unknown} when INFO is not allowed
 */
public record RedisServer(Topology topology, String version, String evictionPolicy) {

    /** The three shapes a Redis comes in. */
    public enum Topology {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }
}
