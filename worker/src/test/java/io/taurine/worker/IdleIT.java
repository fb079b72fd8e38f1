package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
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

    /** Counted on the server, with what the check for stalled jobs asks; only commands inside scripts are not a client's. */
    @Test
    void sendsAtMostOneCommandPerDrainDelayOnceItIsQuiet() {
        var drainDelay = Duration.ofMillis(200);
        try (var server = EmbeddedRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var own = TestQueue.create("quiet", server.uri());
                var worker = Worker.of(own.name(), String.class, redis, job -> null)
                        .drainDelay(drainDelay)
                        .stalledInterval(drainDelay.multipliedBy(6))
                        .start()) {
            await().until(() -> calls(own, "bzpopmin") >= 3);
            own.redis().configResetstat();
            var from = System.nanoTime();

            await().until(() -> calls(own, "bzpopmin") >= 5);

            var intervals = (System.nanoTime() - from) / (double) drainDelay.toNanos();
            var commands = calls(own, "bzpopmin") + calls(own, "evalsha") + calls(own, "eval");
            // Redis counts a read when it begins and this may be in the midst of one: half an interval is not half a
            // command.
            assertThat((double) commands).isLessThanOrEqualTo(intervals + 1);
            assertThat(worker.runningJobs()).isZero();
        }
    }

    @Test
    void keepsLookingAtAQueueThatMayHaveJobsButStartsNone() throws IOException {
        try (var server = EmbeddedRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var own = TestQueue.create("held", server.uri())) {
            own.redis().hset(own.key("meta"), "concurrency", "1");
            own.redis().lpush(own.key("active"), "somebody-elses");
            try (var worker = Worker.of(own.name(), String.class, redis, job -> null)
                    .drainDelay(Duration.ofMillis(200))
                    .stalledCheck(false)
                    .start()) {
                assertThat(timeoutsOfReads(server, 3)).containsOnly("0.2");
                assertThat(worker.runningJobs()).isZero();
            }
        }
    }

    private static List<String> timeoutsOfReads(EmbeddedRedis server, int count) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return lines.lines()
                    .filter(line -> line.contains("\"BZPOPMIN\""))
                    .limit(count)
                    .map(line -> line.replaceAll(".*\"([0-9.]+)\"$", "$1"))
                    .toList();
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
