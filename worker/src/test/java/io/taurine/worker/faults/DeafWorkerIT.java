package io.taurine.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An idle worker whose connections die in silence hears of new jobs all the same. */
@RedisTest
class DeafWorkerIT {

    /** Block time, the grace of a blocking read, one command timeout, a reconnect; and some for a slow machine. */
    private static final Duration BOUND = Duration.ofSeconds(8);

    @Test
    void halfOpenConnectionsAreReplacedAndTheJobAddedMeanwhileIsWorked(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var heard = new Heard();
            var worker = bench.start(bench.worker(proxy.uri(), Bench::brief)
                    .drainDelay(Duration.ofMillis(500))
                    .listener(heard));
            var first = bench.producer().add("first", 1).id();
            Bench.eventually().until(() -> heard.completed.contains(first));

            proxy.stallOpen();
            var id = bench.producer().add("meanwhile", 2).id();

            Bench.eventually().until(() -> worker.sinceLastFetch().toMillis() > 1500);
            Bench.eventually().atMost(BOUND).until(() -> heard.completed.contains(id));
            Bench.eventually().until(() -> worker.sinceLastFetch().toMillis() < 1000);
            bench.awaitEachCompletedOnce(List.of(first, id));
        }
    }

    @Test
    void aJobAddedWhileTheConnectionWasCutIsWorkedWithoutAMarker(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var heard = new Heard();
            bench.start(bench.worker(proxy.uri(), Bench::brief)
                    .drainDelay(Duration.ofSeconds(60))
                    .listener(heard));
            var first = bench.producer().add("first", 1).id();
            Bench.eventually().until(() -> heard.completed.contains(first));

            proxy.cut();
            var id = bench.producer().add("meanwhile", 2).id();
            queue.redis().del(queue.key("marker"));
            proxy.heal();

            Bench.eventually().atMost(BOUND).until(() -> heard.completed.contains(id));
        }
    }

    @Test
    void aBusyWorkerNoticesItsHalfOpenConnectionToo(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            bench.start(bench.worker(proxy.uri(), Bench::brief).concurrency(5).maxStalledCount(10));
            var ids = Bench.addMany(bench.producer(), 200);
            Bench.eventually().until(() -> bench.completed() > 50);

            proxy.stallOpen();

            bench.awaitEachCompletedOnce(ids);
            assertThat(proxy.connections()).isPositive();
        }
    }
}
