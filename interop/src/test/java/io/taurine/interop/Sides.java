package io.taurine.interop;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One Node process and one connection of ours for a test class; what a test opened on them is closed after it. */
final class Sides implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final List<Side> opened = new ArrayList<>();
    private @Nullable NodePeer peer;
    private @Nullable RedisConnection redis;

    @Override
    public void beforeAll(ExtensionContext context) {
        peer = NodePeer.start(TestRedis.shared());
        redis = RedisConnection.connect(TestRedis.shared());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        opened.forEach(Side::close);
        opened.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (redis != null) {
            redis.close();
        }
        if (peer != null) {
            peer.close();
        }
    }

    NodePeer peer() {
        return Objects.requireNonNull(peer);
    }

    RedisConnection redis() {
        return Objects.requireNonNull(redis);
    }

    NodeSide node(TestQueue queue) {
        var side = new NodeSide(peer(), queue);
        opened.add(side);
        return side;
    }

    JavaSide java(TestQueue queue) {
        var side = new JavaSide(redis(), queue);
        opened.add(side);
        return side;
    }
}
