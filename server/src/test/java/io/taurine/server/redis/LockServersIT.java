package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Single running definitions whose lock is granted by several Redis servers of its own. */
class LockServersIT extends OnRedis {

    private final List<EmbeddedRedis> servers = IntStream.range(0, 3)
            .parallel()
            .mapToObj(i -> EmbeddedRedis.start())
            .toList();

    LockServersIT(TestQueue queue) {
        super(queue);
    }

    @AfterEach
    void stop() {
        servers.forEach(EmbeddedRedis::close);
    }

    @Test
    void onlyOneRunsInAllProcessesThoughALockServerDies() {
        var go = new CountDownLatch(1);
        var runs = new AtomicInteger();
        var alone = Definition.of("alone", JsonNode.class, (params, context) -> {
                    runs.incrementAndGet();
                    go.await();
                    return null;
                })
                .singleRunning(true)
                .build();
        var uris = servers.stream().map(EmbeddedRedis::uri).toList();
        var first = bench.start(setup -> setup.lockServers(uris), alone);
        var second = bench.start(setup -> setup.lockServers(uris), alone);
        var request = StartRequest.of("alone").build();
        try {
            var running = first.executor().start(request).jobId();
            await().atMost(RunnerBench.SOON)
                    .untilAsserted(() -> assertThat(runs).hasValue(1));
            assertThat(bench.test.redis().keys("*lock*" + bench.prefix() + "*"))
                    .as("on the Redis of the jobs")
                    .isEmpty();

            servers.get(0).kill();

            for (var runner : List.of(first, second)) {
                bench.awaitStatus(runner.executor().start(request).jobId(), JobStatus.SKIPPED);
            }
            go.countDown();
            bench.awaitStatus(running, JobStatus.SUCCEEDED);
            bench.awaitStatus(second.executor().start(request).jobId(), JobStatus.SUCCEEDED);
            assertThat(runs).hasValue(2);
        } finally {
            go.countDown();
        }
    }
}
