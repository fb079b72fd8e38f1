package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The JVM of a worker is killed (SIGKILL) while it runs jobs. */
@RedisTest
class WorkerKilledIT {

    @Test
    void jobsOfAKilledJvmAreFinishedByAnotherWorker(TestQueue queue) throws Exception {
        try (var bench = new Bench(queue);
                var victim = ForkedJvm.start(KilledWorker.class, queue.redisUri(), queue.name(), "brief")) {
            var ids = Bench.addMany(bench.producer(), 1000);
            Bench.eventually().until(() -> bench.completed() > 200);

            victim.kill();

            var leftActive = bench.active();
            assertThat(leftActive)
                    .as("jobs that were running when the JVM was killed")
                    .isNotEmpty();
            assertThat(bench.completed()).isLessThan(1000);
            bench.start(bench.worker(queue.redisUri(), Bench::brief).concurrency(20));
            bench.awaitEachCompletedOnce(ids);
            // A job may have been claimed by a call that was under way when its worker died; it is among them too.
            assertThat(leftActive)
                    .allSatisfy(
                            id -> assertThatJob(queue, id).hasStalledCount(1).hasAttemptsStarted(2));
        }
    }

    @Test
    void aJobThatKillsItsWorkerTwiceFailsWithoutAThirdRun(TestQueue queue) throws Exception {
        try (var bench = new Bench(queue)) {
            var id = bench.producer().add("poison", 1).id();
            for (int i = 0; i < 2; i++) {
                try (var victim = ForkedJvm.start(KilledWorker.class, queue.redisUri(), queue.name(), "endless")) {
                    victim.awaitLine(("runs " + id)::equals, Duration.ofSeconds(20));
                    victim.kill();
                }
            }

            var heard = new Heard();
            bench.start(bench.worker(queue.redisUri(), Bench::brief)
                    .maxStalledCount(1)
                    .listener(heard));

            Bench.eventually()
                    .untilAsserted(() -> assertThatJob(queue, id)
                            .isFailed()
                            .hasFailedReason("job stalled more than allowable limit")
                            .hasStalledCount(2));
            Bench.eventually().until(() -> heard.failed.contains(id));
            assertThat(heard.completed).isEmpty();
        }
    }
}
