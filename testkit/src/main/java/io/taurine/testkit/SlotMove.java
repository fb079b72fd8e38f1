package io.taurine.testkit;

import io.lettuce.core.MigrateArgs;
import io.taurine.embedded.EmbeddedRedis;
import java.util.List;

/**
 * A slot on its way from one master of a {@link TestCluster} to another. In between, its keys may be here or there, and
 * Redis answers {@code ASK} and {@code TRYAGAIN}.
 */
public final class SlotMove {
    private static final int KEYS_AT_ONCE = 100;
    private static final int MIGRATE_MILLIS = 5_000;

    private final TestCluster cluster;
    private final int slot;
    private final EmbeddedRedis source;
    private final EmbeddedRedis target;

    private SlotMove(TestCluster cluster, int slot, EmbeddedRedis source, EmbeddedRedis target) {
        this.cluster = cluster;
        this.slot = slot;
        this.source = source;
        this.target = target;
    }

    static SlotMove begin(TestCluster cluster, int slot, EmbeddedRedis source, EmbeddedRedis target) {
        if (source == target) {
            throw new IllegalArgumentException("slot " + slot + " is at " + target.uri() + " already");
        }
        cluster.commands(target).clusterSetSlotImporting(slot, cluster.idOf(source));
        cluster.commands(source).clusterSetSlotMigrating(slot, cluster.idOf(target));
        return new SlotMove(cluster, slot, source, target);
    }

    public EmbeddedRedis source() {
        return source;
    }

    public EmbeddedRedis target() {
        return target;
    }

    /** Moves up to so many keys; returns how many there were. */
    public int moveSome(int count) {
        var keys = cluster.commands(source).clusterGetKeysInSlot(slot, count);
        if (!keys.isEmpty()) {
            migrate(keys);
        }
        return keys.size();
    }

    /** Moves this key of the slot. */
    public void moveKey(String key) {
        migrate(List.of(key));
    }

    private void migrate(List<String> keys) {
        cluster.commands(source).migrate("127.0.0.1", target.port(), 0, MIGRATE_MILLIS, MigrateArgs.Builder.keys(keys));
    }

    /** Moves the keys that are left and hands the slot over: from now on the target alone serves it. */
    public void finish() {
        while (moveSome(KEYS_AT_ONCE) > 0) {
            // A client that was told to ask makes new ones at the target only, so this ends.
        }
        // The target first, so that the slot is never nobody's.
        var id = cluster.idOf(target);
        cluster.commands(target).clusterSetSlotNode(slot, id);
        cluster.commands(source).clusterSetSlotNode(slot, id);
        cluster.masters().stream()
                .filter(other -> other != source && other != target)
                .forEach(other -> cluster.commands(other).clusterSetSlotNode(slot, id));
    }
}
