package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Redis does what it was asked and the reply is lost. Locks live for a minute, so that nothing is repaired by waiting. */
@RedisTest
class LostReplyIT {

    private static final Duration LONG_LOCK = Duration.ofMinutes(1);

    @Test
    void aCompletionWhoseReplyIsLostIsRecognisedAndToldOnce(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            bench.loadScripts();
            var release = new CountDownLatch(1);
            var heard = new Heard();
            var worker = bench.start(bench.worker(proxy.uri(), job -> {
                        release.await();
                        return job.data();
                    })
                    .lockDuration(LONG_LOCK)
                    .concurrency(2)
                    .listener(heard));
            var kept = bench.producer().add("kept", 1).id();
            var removed = bench.producer()
                    .add(
                            "removed",
                            2,
                            JobOptions.builder()
                                    .removeOnComplete(KeepJobs.none())
                                    .build())
                    .id();
            Bench.eventually().until(() -> bench.active().size() == 2);

            proxy.stallResponses();
            release.countDown();
            Bench.eventually().untilAsserted(() -> {
                assertThatJob(queue, kept).isCompleted();
                assertThat(bench.active()).hasSizeLessThanOrEqualTo(1);
            });
            proxy.cutOnce();

            Bench.eventually().until(() -> heard.completed.size() == 2);
            Bench.eventually().until(() -> worker.runningJobs() == 0);
            assertThat(heard.completed).containsExactlyInAnyOrder(kept, removed);
            assertThat(heard.lockLost).isEmpty();
            bench.awaitCompletedEvents(List.of(kept, removed));
        }
    }

    @Test
    void aRetryWhoseReplyIsLostIsRecognised(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            bench.loadScripts();
            var release = new CountDownLatch(1);
            var heard = new Heard();
            bench.start(bench.worker(proxy.uri(), job -> {
                        if (job.attempt() == 1) {
                            release.await();
                            throw new IllegalStateException("the first attempt fails");
                        }
                        return job.data();
                    })
                    .lockDuration(LONG_LOCK)
                    .listener(heard));
            var id = bench.producer()
                    .add("retried", 1, JobOptions.builder().attempts(2).build())
                    .id();
            Bench.eventually().until(() -> bench.active().contains(id));

            proxy.stallResponses();
            release.countDown();
            Bench.eventually().untilAsserted(() -> assertThatJob(queue, id).hasAttemptsMade(1));
            proxy.cutOnce();

            Bench.eventually().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
            Bench.eventually().until(() -> heard.completed.contains(id));
            assertThat(heard.failed).containsExactly(id);
            assertThat(heard.lockLost).isEmpty();
        }
    }

    @Test
    void jobsOfAClaimWhoseReplyIsLostArePutBackAndRunLongBeforeTheirLocksExpire(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            bench.loadScripts();
            var heard = new Heard();
            var worker = bench.start(bench.worker(proxy.uri(), Bench::brief)
                    .lockDuration(LONG_LOCK)
                    .concurrency(3)
                    .listener(heard));
            worker.pause();
            var ids = Bench.addMany(bench.producer(), 3);
            proxy.stallResponses();
            worker.resume();
            Bench.eventually().until(() -> bench.active().size() == 3);

            proxy.cutOnce();

            bench.awaitEachCompletedOnce(ids);
            assertThat(heard.completed).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(ids)
                    .allSatisfy(
                            id -> assertThatJob(queue, id).hasAttemptsStarted(2).hasStalledCount(0));
        }
    }

    /** The call that settled one job has claimed the next. */
    @Test
    void theNextJobClaimedWithALostSettlementIsPutBackToo(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            bench.loadScripts();
            var release = new CountDownLatch(1);
            var heard = new Heard();
            bench.start(bench.worker(proxy.uri(), job -> {
                        release.await();
                        return job.data();
                    })
                    .lockDuration(LONG_LOCK)
                    .listener(heard));
            var ids = Bench.addMany(bench.producer(), 2);
            Bench.eventually().until(() -> bench.active().contains(ids.get(0)));

            proxy.stallResponses();
            release.countDown();
            Bench.eventually().until(() -> bench.active().contains(ids.get(1)));
            proxy.cutOnce();

            bench.awaitEachCompletedOnce(ids);
            Bench.eventually().until(() -> heard.completed.size() == 2);
            assertThat(heard.completed).containsExactlyElementsOf(ids);
            assertThat(heard.lockLost).isEmpty();
        }
    }
}
