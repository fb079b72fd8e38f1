package io.taurine.benchmark;

import io.taurine.testkit.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All contenders, connected to one Redis by one way. */
final class Setup implements AutoCloseable {
    private final @Nullable FaultProxy proxy;
    private final String uri;
    private final @Nullable NodeBullmq node;
    private final @Nullable Contender floor;
    private final List<JobSystem> systems = new ArrayList<>();

    /**
     * @param latencyMillis by how much each round trip shall be longer than it is
     * @param throughProxy whether the way leads through the proxy even where it is not longer, to be compared with those where
     *     it is
     * @param without names of contenders that stay away; BullMQ does where its package is not in that folder
     */
    Setup(String redisUri, int latencyMillis, boolean throughProxy, List<String> without, Path bullmq, Path program) {
        proxy = throughProxy || latencyMillis > 0 ? FaultProxy.to(redisUri) : null;
        if (proxy != null) {
            proxy.latency(Duration.ofMillis(latencyMillis));
        }
        uri = proxy == null ? redisUri : proxy.uri();
        floor = without.contains("floor") ? null : new FloorContender(uri);
        node = !without.contains("BullMQ") && NodeBullmq.isAvailable(bullmq)
                ? NodeBullmq.start(program, bullmq, uri)
                : null;
        if (node != null) {
            systems.add(new BullmqContender(node));
        }
        if (!without.contains("Taurine")) {
            systems.add(new TaurineContender(uri));
        }
    }

    @Nullable
    NodeBullmq node() {
        return node;
    }

    /** Null to measure without it. */
    @Nullable
    Contender floor() {
        return floor;
    }

    List<JobSystem> systems() {
        return systems;
    }

    @Override
    public void close() {
        systems.forEach(Contender::close);
        if (floor != null) {
            floor.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }
}
