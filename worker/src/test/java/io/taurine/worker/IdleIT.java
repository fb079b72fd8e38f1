package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class IdleIT extends OnRedis {

    IdleIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void showsItselfAmongTheQueuesWorkers() {
        var name = "bull:" + Base64.getEncoder().encodeToString(queue.name().getBytes(StandardCharsets.UTF_8));
        bench.start(job -> null);
        bench.start(bench.worker(job -> null).name("mill"));

        await().untilAsserted(() -> assertThat(bench.queue.getWorkers()).hasSize(2));
        assertThat(queue.redis().clientList()).contains("name=" + name + " ", "name=" + name + ":w:mill ");
    }

    @Test
    void knowsHowLongAgoItHeardFromItsQueue() {
        var worker = bench.start(bench.worker(job -> null).drainDelay(Duration.ofMillis(50)));

        // Beyond a few waits it can only be small because each wait counts.
        var from = System.nanoTime();
        await().until(() -> System.nanoTime() - from > Duration.ofMillis(300).toNanos());

        await().untilAsserted(() -> assertThat(worker.sinceLastFetch()).isLessThan(Duration.ofMillis(200)));
    }

    @Test
    void wakesAtOnceForAJobWhileItWaits() {
        bench.start(bench.worker(job -> null).drainDelay(Duration.ofMinutes(1)));
        await().until(() -> bench.queue.getWorkers().size() == 1);

        for (int i = 0; i < 5; i++) {
            var id = bench.add("x");
            await().atMost(Workbench.SOON)
                    .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        }
    }

    @Test
    void sendsOneReadAndOneClaimPerWaitWhileThereIsNothingToDo() {
        try (var server = EmbeddedRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var own = TestQueue.create("idle", server.uri());
                var worker = Worker.of(own.name(), String.class, redis, job -> null)
                        .drainDelay(Duration.ofMillis(100))
                        .stalledCheck(false)
                        .concurrency(10)
                        .start()) {
            await().until(() -> calls(own, "bzpopmin") >= 2);
            own.redis().configResetstat();

            await().until(() -> calls(own, "bzpopmin") >= 5);

            var waits = calls(own, "bzpopmin");
            assertThat(calls(own, "evalsha") + calls(own, "eval")).isBetween(waits - 1, waits + 1);
            assertThat(worker.runningJobs()).isZero();
        }
    }

    private static long calls(TestQueue queue, String command) {
        return Arrays.stream(queue.redis().info("commandstats").split("\r\n"))
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .map(line -> line.replaceAll(".*:calls=(\\d+),.*", "$1"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
