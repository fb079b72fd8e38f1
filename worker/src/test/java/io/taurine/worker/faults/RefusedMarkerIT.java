package io.taurine.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A worker that can claim but not wait for its marker tries ever more slowly, and does not cry each time. */
@RedisTest
class RefusedMarkerIT {

    /** 20 ms, doubled up to a second: so many tries take more than a second, and without growth a fraction of it. */
    private static final int TRIES = 8;

    @Test
    void waitsThatFailBetweenClaimsThatWorkAreOneOutage(TestQueue queue) throws Exception {
        try (var bench = new Bench(queue)) {
            var heard = new Heard();
            queue.redis().hset(queue.key("marker"), "name", "a foreign job of this id");
            var before = refusedWaits(queue);
            var startNanos = System.nanoTime();
            bench.start(bench.worker(queue.redisUri(), Bench::brief).listener(heard));

            Bench.eventually().until(() -> refusedWaits(queue) - before >= TRIES);

            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(heard.errors).hasSize(1);
            queue.redis().del(queue.key("marker"));
            var id = bench.producer().add("after", 1).id();
            Bench.eventually().until(() -> heard.completed.contains(id));
        }
    }

    private static long refusedWaits(TestQueue queue) {
        return queue.redis()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_bzpopmin:"))
                .map(line -> line.replaceAll(".*failed_calls=(\\d+).*", "$1"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
