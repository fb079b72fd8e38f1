package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.RedisMonitor;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What many clients of the event stream cost Redis. */
@RedisTest
@Timeout(180)
class StreamsOnRedisIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int JOBS = 50;

    private final TestQueue keysOf;
    private final TestServers servers;

    StreamsOnRedisIT(TestQueue keysOf, @TempDir Path folder) {
        this.keysOf = keysOf;
        servers = new TestServers(keysOf, folder);
    }

    @AfterEach
    void close() {
        servers.close();
    }

    /** Counts the jobs that it hears have succeeded. */
    private static AtomicInteger listen(HttpClient http, TaurineServer server, AtomicInteger ready) {
        var succeeded = new AtomicInteger();
        var request = HttpRequest.newBuilder(
                        server.apiUri().orElseThrow().resolve("/v1/stream?topics=jobs,counts:echo"))
                .build();
        http.sendAsync(request, BodyHandlers.ofLines())
                .thenAcceptAsync(
                        reply -> reply.body().forEach(line -> {
                            if (line.equals("event: ready")) {
                                ready.incrementAndGet();
                            } else if (line.contains("\"kind\":\"succeeded\"")) {
                                succeeded.incrementAndGet();
                            }
                        }),
                        task -> {
                            var thread = new Thread(task, "stream-listener");
                            thread.setDaemon(true);
                            thread.start();
                        });
        return succeeded;
    }

    /** Commands about the keys of the server that Redis runs until all clients have heard of all jobs. */
    private long commands(TaurineServer server, List<AtomicInteger> clients) throws Exception {
        var before = clients.stream().map(AtomicInteger::get).toList();
        try (var monitor = RedisMonitor.of(keysOf.redisUri())) {
            for (var i = 0; i < JOBS; i++) {
                server.runner().executor().start(StartRequest.of("echo").build());
            }
            await().atMost(SOON)
                    .until(() -> IntStream.range(0, clients.size())
                            .allMatch(i -> clients.get(i).get() >= before.get(i) + JOBS));
            return monitor.commands().stream()
                    .filter(command -> command.contains(servers.prefix()))
                    .filter(command -> command.contains(":echo"))
                    .count();
        }
    }

    @Test
    void aHundredClientsCostRedisWhatOneCosts() throws Exception {
        var server = servers.start();
        var http = HttpClient.newHttpClient();
        var ready = new AtomicInteger();
        var first = listen(http, server, ready);
        await().atMost(SOON).until(() -> ready.get() == 1);

        var ofOne = commands(server, List.of(first));
        var others = IntStream.range(0, 99)
                .mapToObj(i -> listen(http, server, ready))
                .toList();
        await().atMost(SOON).until(() -> ready.get() == 100);
        var ofAHundred = commands(server, others);

        assertThat(ofOne).isPositive();
        // Were a command of each client's own for each job, there would be 5,000 more; some depend on the time it
        // takes.
        assertThat(ofAHundred).isLessThan(ofOne * 2 + 200);
    }
}
