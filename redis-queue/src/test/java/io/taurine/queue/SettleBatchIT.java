package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several jobs in one settle call, what stays of finished jobs, and when the queue counts as drained. */
@RedisTest
class SettleBatchIT {

    private static final long NOW = Bench.NOW;

    private final TestQueue keysOf;
    private final Bench bench;

    SettleBatchIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
    }

    @Nested
    class Batch {

        @Test
        void jobsThatFailTheirCheckDoNotHoldUpTheOthers() {
            for (int i = 0; i < 5; i++) {
                bench.add();
            }
            bench.claiming().wanted(5).run();
            keysOf.redis().del(bench.key("2") + ":lock");
            keysOf.redis().set(bench.key("3") + ":lock", "thief");

            var settled = bench.settling()
                    .completed("1", "1")
                    .failed("2", "r", "[]", 1)
                    .delay("3", "r", 1)
                    .retry("none", "r", false)
                    .postpone("4", 1000)
                    .requeue("5")
                    .run();

            assertThat(settled.codes()).containsExactly(0L, -2L, -6L, -1L, 0L, 0L);
            assertThatJob(keysOf, "1").isCompleted();
            assertThatJob(keysOf, "2").isActive();
            assertThatJob(keysOf, "3").isActive().isLockedBy("thief");
            assertThatJob(keysOf, "4").isDelayed();
            assertThatJob(keysOf, "5").isWaiting();
            assertThatQueue(keysOf).eachJobIsInExactlyOneState();
        }

        @Test
        void theSameJobTwiceIsSettledOnce() {
            var id = bench.active();

            var settled = bench.settling()
                    .completed(id, "1")
                    .failed(id, "late", "[]", 1)
                    .run();

            assertThat(settled.codes()).containsExactly(0L, -2L);
            assertThatJob(keysOf, id).isCompleted().hasAttemptsMade(1).doesNotHaveField("failedReason");
        }

        @Test
        void theSameJobTwiceIsGoneForTheSecondWhenItIsRemoved() {
            var id = bench.active();

            var settled = bench.settling()
                    .completed(id, "1", "0")
                    .completed(id, "2", "0")
                    .run();

            assertThat(settled.codes()).containsExactly(0L, -1L);
        }

        @Test
        void ofNothingOnlyClaims() {
            bench.add();

            var settled = bench.settling().thenClaim(1).run();

            assertThat(settled.codes()).isEmpty();
            assertThat(settled.claimed().ids()).containsExactly("1");
        }

        @Test
        void aRetriedJobCanBeClaimedInTheSameCall() {
            var id = bench.active();

            var settled = bench.settling().retry(id, "r", false).thenClaim(1).run();

            assertThat(settled.claimed().ids()).containsExactly(id);
            assertThatJob(keysOf, id).isActive().isLockedBy(Bench.TOKEN).hasAttemptsStarted(2);
        }

        @Test
        void manyJobsSettleInOneCall() {
            for (int i = 0; i < 300; i++) {
                bench.add();
            }
            bench.claiming().wanted(300).run();
            var call = bench.settling();
            for (int i = 1; i <= 300; i++) {
                call.completed(Integer.toString(i), "null");
            }

            assertThat(call.run().codes()).hasSize(300).containsOnly(0L);
            assertThatQueue(keysOf).hasCompleted(300).hasActive(0);
        }
    }

    @Nested
    class Keep {

        /** Ten completed jobs, one each second, the newest one second before {@link #NOW}. */
        private String withTenBehind() {
            for (int i = 1; i <= 10; i++) {
                keysOf.redis().hset(bench.key("old" + i), "name", "n");
                keysOf.redis().rpush(bench.key("old" + i) + ":logs", "row");
                keysOf.redis().zadd(bench.key("completed"), (double) (NOW - (11 - i) * 1000L), "old" + i);
            }
            return bench.active();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "'';       old1,old2,old3,old4,old5,old6,old7,old8,old9,old10,1",
                    "'3';      old9,old10,1",
                    "'1';      1",
                    "',3500';  old8,old9,old10,1",
                    "',3000';  old9,old10,1",
                    "'2,3500'; old10,1",
                    "'9,3500'; old8,old9,old10,1",
                    "',3500,2'; old1,old2,old3,old4,old5,old8,old9,old10,1",
                    "'2,3500,1'; old10,1",
                    "',0';     ''"
                })
        void whatStays(String policy, String left) {
            var id = withTenBehind();

            bench.settling().completed(id, "1", policy).run();

            var expected = left.isEmpty() ? List.<String>of() : Arrays.asList(left.split(","));
            assertThat(bench.set("completed")).containsExactlyElementsOf(expected);
            assertThat(bench.exists(bench.key("old1"))).isEqualTo(expected.contains("old1"));
            assertThat(bench.exists(bench.key("old1") + ":logs")).isEqualTo(expected.contains("old1"));
        }

        @Test
        void noneDeletesTheJobWithoutTouchingTheOthers() {
            var id = withTenBehind();
            bench.queue.addJobLog(id, "row");
            bench.forgetEvents();

            bench.settling().completed(id, "\"r\"", "0").run();

            assertThatJob(keysOf, id).doesNotExist();
            assertThat(bench.set("completed")).hasSize(10);
            assertThat(bench.events()).containsExactly("completed jobId=1 prev=active returnvalue=\"r\"", "drained");
        }

        @Test
        void failedJobsHaveTheirOwn() {
            var id = withTenBehind();

            bench.settling().failed(id, "r", "[]", 1, "0").run();

            assertThatJob(keysOf, id).doesNotExist();
            assertThat(bench.set("completed")).hasSize(10);
            assertThat(bench.events())
                    .endsWith(
                            "failed failedReason=r jobId=1 prev=active",
                            "retries-exhausted attemptsMade=1 jobId=1",
                            "drained");
        }
    }

    @Nested
    class Drained {

        private final JobOptions.Builder later =
                JobOptions.builder().timestamp(Instant.ofEpochMilli(NOW)).delay(Duration.ofHours(1));

        private boolean drainedBy(SettleCall call) {
            bench.forgetEvents();
            call.run();
            return bench.events().contains("drained");
        }

        @Test
        void whenTheLastJobEnds() {
            assertThat(drainedBy(bench.settling().completed(bench.active(), "1").thenClaim(1)))
                    .isTrue();
        }

        @Test
        void notWhileDelayedJobsWaitAndTheNextWasAskedFor() {
            var id = bench.active();
            bench.add(later);

            assertThat(drainedBy(bench.settling().completed(id, "1").thenClaim(1)))
                    .isFalse();
        }

        @Test
        void evenWithDelayedJobsWhenNoNextWasAskedFor() {
            var id = bench.active();
            bench.add(later);

            assertThat(drainedBy(bench.settling().completed(id, "1"))).isTrue();
        }

        @Test
        void notWhileOthersWaitOrRun() {
            var id = bench.active();
            bench.add();
            assertThat(drainedBy(bench.settling().completed(id, "1"))).isFalse();

            bench.claiming().run();
            bench.add(JobOptions.builder().priority(1));
            assertThat(drainedBy(bench.settling().completed("2", "1"))).isFalse();
        }

        @Test
        void notByRetriesOrMoves() {
            assertThat(drainedBy(bench.settling().delay(bench.active(), "r", 1000)))
                    .isFalse();
        }

        @Test
        void notWhenPausedAndTheNextWasAskedFor() {
            var id = bench.active();
            bench.queue.pause();

            assertThat(drainedBy(bench.settling().completed(id, "1").thenClaim(1)))
                    .isFalse();
        }
    }

    @Nested
    class Markers {

        @Test
        void aDelayedRetryThatFetchesAnotherJobSetsNoDelayMarker() {
            var id = bench.active();
            bench.add();
            bench.forgetMarkers();

            bench.settling().delay(id, "r", 1000).thenClaim(1).run();

            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void aDelayedRetryThatFetchesNothingSetsIt() {
            var id = bench.active();
            bench.forgetMarkers();

            bench.settling().delay(id, "r", 1000).thenClaim(1).run();

            assertThat(bench.markers()).containsOnlyKeys("1");
        }

        @Test
        void aSlotFreedUnderAGlobalConcurrencyWakesAWorker() {
            bench.setMeta("concurrency", "1");
            var id = bench.active();
            bench.add();
            bench.forgetMarkers();

            bench.settling().completed(id, "1").run();

            assertThat(bench.markers()).containsOnlyKeys("0");
        }
    }
}
