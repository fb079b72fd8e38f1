package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.JobTemplate;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The connection is lost between the claim of a scheduler's run and the making of the next one. */
@RedisTest
class SchedulerOutageIT {

    private static final Duration LONG_LOCK = Duration.ofMinutes(1);
    /** Its next slot is years away, so that none begins while a test runs. */
    private static final Schedule RARELY = Schedule.every(Duration.ofDays(10_000));

    private final LinkedBlockingQueue<Runnable> claimed = new LinkedBlockingQueue<>();

    @Test
    void theRunWaitsForTheOutageToEnd(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var heard = new Heard();
            var run = claim(bench, proxy, heard);

            proxy.cut();
            new Thread(claimed.take()).start();
            Bench.eventually().until(() -> !heard.errors.isEmpty());
            assertThatQueue(queue).hasDelayed(0);
            assertThat(heard.completed).isEmpty();
            proxy.heal();

            Bench.eventually().untilAsserted(() -> assertThatJob(queue, run).isCompleted());
            assertThatQueue(queue).hasDelayed(1);
        }
    }

    @Test
    void aNextRunWhoseMakingWasNotHeardOfIsMadeOnce(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var run = claim(bench, proxy, new Heard());

            proxy.stallResponses();
            new Thread(claimed.take()).start();
            Bench.eventually().untilAsserted(() -> assertThatQueue(queue).hasDelayed(1));
            proxy.cutOnce();

            Bench.eventually().untilAsserted(() -> assertThatJob(queue, run).isCompleted());
            assertThatQueue(queue).hasDelayed(1);
            assertThat(queue.redis().hget(queue.key("repeat:s"), "ic")).isEqualTo("2");
        }
    }

    @Test
    void aWorkerThatClosesDoesNotWaitForTheNextRunOfAJobItHandsBack(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var heard = new Heard();
            claim(bench, proxy, heard);
            proxy.cut();
            var thread = new Thread(claimed.take());
            thread.start();
            Bench.eventually().until(() -> !heard.errors.isEmpty());

            bench.close();

            thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(thread.isAlive()).isFalse();
            assertThat(heard.completed).isEmpty();
        }
    }

    /** Starts a worker whose executor keeps what it gets, so that a fault can be put between claim and run. */
    private String claim(Bench bench, FaultProxy proxy, Heard heard) {
        bench.loadScripts();
        var run = bench.producer()
                .upsertJobScheduler("s", RARELY, JobTemplate.of("tick", 1))
                .orElseThrow()
                .id();
        bench.start(bench.worker(proxy.uri(), job -> null)
                .executor(claimed::add)
                .lockDuration(LONG_LOCK)
                .listener(heard));
        Bench.eventually().until(() -> claimed.size() == 1);
        return run;
    }
}
