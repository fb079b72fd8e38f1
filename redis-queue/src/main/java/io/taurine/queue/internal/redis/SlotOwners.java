package io.taurine.queue.internal.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plain connections to the node of a Cluster that has a key. What blocks on one key needs no other node: a connection of the
 * driver's to the whole Cluster would hold sockets to several. It does not follow a key that moves; its reader hears of that
 * as an error and asks here for another.
 */
final class SlotOwners {

    private static final Logger LOG = LoggerFactory.getLogger(SlotOwners.class);

    /** Many readers of a node that died ask at once; one look serves them all. */
    private static final Duration FRESH = Duration.ofMillis(250);

    private final RedisClusterClient cluster;
    private final RedisClient nodes;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long lookedNanos = System.nanoTime() - FRESH.toNanos();

    SlotOwners(RedisClusterClient cluster, RedisClient nodes, Duration timeout) {
        this.cluster = cluster;
        this.nodes = nodes;
        this.timeout = timeout;
    }

    /** See {@link Wire#openFor}. */
    StatefulConnection<String, String> open(String key, boolean anew) {
        if (anew) {
            look();
        }
        return nodes.connect(StringCodec.UTF8, ownerOf(key));
    }

    /** Where the key is as far as is known. */
    RedisURI ownerOf(String key) {
        var owner = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        if (owner == null) {
            throw new RedisConnectionException("No node of the Cluster has the slot of " + key);
        }
        return owner.getUri();
    }

    /** Has the nodes asked where the slots are, without waiting for it. */
    void lookSoon() {
        cluster.refreshPartitionsAsync();
    }

    private void look() {
        lock.lock();
        try {
            if (System.nanoTime() - lookedNanos < FRESH.toNanos()) {
                return;
            }
            cluster.refreshPartitionsAsync().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            lookedNanos = System.nanoTime();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What is known already may do; if it does not, the reader comes back.
            LOG.debug("The nodes of the Cluster cannot be asked where the slots are: {}", String.valueOf(e));
        } finally {
            lock.unlock();
        }
    }
}
