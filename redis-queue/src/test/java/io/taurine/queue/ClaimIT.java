package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@RedisTest
class ClaimIT {

    private static final long NOW = Bench.NOW;

    private final TestQueue keysOf;
    private final Bench bench;

    ClaimIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
    }

    private JobOptions.Builder dueAt(long millis) {
        return JobOptions.builder().timestamp(Instant.ofEpochMilli(millis - 10)).delay(Duration.ofMillis(10));
    }

    @Nested
    class OneJob {

        @Test
        void isLockedCountedAndAnnounced() {
            var id = bench.add();
            bench.forgetEvents().forgetMarkers();

            var claimed = bench.claiming().workerName("w1").run();

            assertThat(claimed.ids()).containsExactly(id);
            assertThat(claimed.jobs().get(id)).containsEntry("name", "name").containsEntry("data", "{\"a\":1}");
            assertThat(claimed.now()).isEqualTo(NOW);
            assertThatJob(keysOf, id)
                    .isActive()
                    .isLockedBy(Bench.TOKEN)
                    .hasAttemptsStarted(1)
                    .hasField("processedOn", Long.toString(NOW))
                    .wasProcessedBy("w1");
            assertThat(keysOf.redis().pttl(bench.key(id) + ":lock")).isBetween(1L, 30_000L);
            assertThat(bench.events()).containsExactly("active jobId=1 prev=waiting");
            assertThat(bench.markers()).as("wakes the next worker").containsOnlyKeys("0");
        }

        @Test
        void hasNoLockWithTheTokenThatMeansNone() {
            var id = bench.add();

            bench.claiming().token("0").run();

            assertThatJob(keysOf, id).isActive().isNotLocked().doesNotHaveField("pb");
        }

        @Test
        void countsEachClaim() {
            var id = bench.active();
            bench.settling().requeue(id).run();

            bench.claiming().at(NOW + 5).run();

            assertThatJob(keysOf, id).hasAttemptsStarted(2).hasField("processedOn", Long.toString(NOW + 5));
        }
    }

    @Nested
    class Order {

        @Test
        void waitingFirstInFirstOutThenByPriority() {
            bench.add(JobOptions.builder().priority(1));
            bench.add();
            bench.add();
            bench.add(JobOptions.builder().priority(1));
            bench.add(JobOptions.builder().lifo(true));

            assertThat(bench.claiming().wanted(9).run().ids()).containsExactly("5", "2", "3", "1", "4");
            assertThat(bench.list("active")).containsExactly("4", "1", "3", "2", "5");
        }

        @Test
        void neverMoreThanWanted() {
            bench.add();
            bench.add();
            bench.add(JobOptions.builder().priority(1));

            assertThat(bench.claiming().wanted(2).run().ids()).containsExactly("1", "2");
            assertThat(bench.claiming().wanted(2).run().ids()).containsExactly("3");
        }

        @Test
        void thePriorityCounterEndsWithThePrioritizedJobs() {
            bench.add(JobOptions.builder().priority(1));
            bench.claiming().run();
            assertThat(bench.exists(bench.key("pc"))).isTrue();

            bench.claiming().run();

            assertThat(bench.exists(bench.key("pc"))).isFalse();
        }
    }

    @Nested
    class Nothing {

        @Test
        void answersWhenTheFirstDelayedJobIsDue() {
            bench.add(dueAt(NOW + 5000));
            bench.forgetMarkers();

            var claimed = bench.claiming().run();

            assertThat(claimed.ids()).isEmpty();
            assertThat(claimed.nextDueMillis()).isEqualTo(NOW + 5000);
            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void answersZerosInAnEmptyQueue() {
            var claimed = bench.claiming().run();

            assertThat(claimed.ids()).isEmpty();
            assertThat(claimed.limitedMillis()).isZero();
            assertThat(claimed.nextDueMillis()).isZero();
        }

        @Test
        void takesRedissOwnClockWhenToldNoTime() {
            var before = System.currentTimeMillis();
            bench.add();
            var call = bench.claiming();
            call.now = "";

            assertThat(call.run().now()).isBetween(before - 1000, System.currentTimeMillis() + 1000);
        }
    }

    @Nested
    class Promotion {

        @Test
        void movesDueJobsIntoLineByTheirPriority() {
            var plain = bench.add(dueAt(NOW).lifo(true));
            var prioritized = bench.add(dueAt(NOW).priority(3));
            var later = bench.add(dueAt(NOW + 1));
            bench.add();
            bench.forgetEvents();

            var claimed = bench.claiming().wanted(9).run();

            assertThat(claimed.ids())
                    .as("a due lifo job still goes to the end")
                    .containsExactly("4", plain, prioritized);
            assertThat(bench.events()).startsWith("waiting jobId=1 prev=delayed", "waiting jobId=2 prev=delayed");
            assertThat(bench.field(plain, "delay")).isEqualTo("0");
            assertThatJob(keysOf, later).isDelayed().hasField("delay", "10");
            assertThat(claimed.nextDueMillis()).isEqualTo(NOW + 1);
        }

        @Test
        void happensEvenWhilePausedButWakesNobody() {
            var id = bench.add(dueAt(NOW));
            bench.queue.pause();

            assertThat(bench.claiming().run().ids()).isEmpty();

            assertThatJob(keysOf, id).isWaiting();
            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void happensEvenWhileRateLimited() {
            var id = bench.add(dueAt(NOW));
            bench.limited("5");

            bench.claiming().limiter(5, 60_000).run();

            assertThatJob(keysOf, id).isWaiting();
            assertThat(bench.markers()).containsKey("0");
        }

        @Test
        void dropsAnIdWithoutAJob() {
            keysOf.redis().zadd(bench.key("delayed"), 1, "ghost");

            bench.claiming().run();

            assertThat(bench.exists(bench.key("ghost"))).isFalse();
            assertThat(bench.exists(bench.key("delayed"))).isFalse();
        }
    }

    @Nested
    class Limits {

        @Test
        void aPausedQueueGivesNothing() {
            bench.add();
            bench.setMeta("paused", "0");

            var held = bench.claiming().run();
            assertThat(held.ids()).isEmpty();
            assertThat(held.nextDueMillis()).isEqualTo(-1);
        }

        @Test
        void aGlobalConcurrencyLeavesRoomForTheRestOnly() {
            bench.setMeta("concurrency", "2");
            bench.add();
            bench.add();
            bench.add();

            assertThat(bench.claiming().wanted(9).run().ids()).containsExactly("1", "2");
            var held = bench.claiming().wanted(9).run();
            assertThat(held.ids()).isEmpty();
            assertThat(held.nextDueMillis()).isEqualTo(-1);
        }

        @Test
        void aWorkersLimitIsCountedInItsWindow() {
            bench.add();
            bench.add();
            bench.add();

            assertThat(bench.claiming().wanted(9).limiter(2, 60_000).run().ids())
                    .containsExactly("1", "2");
            var limited = bench.claiming().wanted(9).limiter(2, 60_000).run();

            assertThat(limited.ids()).isEmpty();
            assertThat(limited.limitedMillis()).isBetween(1L, 60_000L);
            assertThat(keysOf.redis().get(bench.key("limiter"))).isEqualTo("2");
        }

        @Test
        void theQueuesMaxGoesBeforeTheWorkersButTheWorkersWindowBeforeTheQueues() {
            bench.setMeta("max", "1");
            bench.setMeta("duration", "3000");
            bench.add();
            bench.add();

            assertThat(bench.claiming().wanted(9).limiter(5, 60_000).run().ids())
                    .containsExactly("1");
            assertThat(keysOf.redis().pttl(bench.key("limiter"))).isBetween(3001L, 60_000L);
        }

        @Test
        void theQueuesWindowCountsForAWorkerWithoutOne() {
            bench.setMeta("max", "1");
            bench.setMeta("duration", "3000");
            bench.add();

            bench.claiming().run();

            assertThat(keysOf.redis().pttl(bench.key("limiter"))).isBetween(1L, 3000L);
        }

        @Test
        void aMaxWithoutAnyWindowIsNoLimitAndBreaksNothing() {
            bench.setMeta("max", "1");
            bench.add();
            bench.add();

            assertThat(bench.claiming().wanted(9).run().ids()).containsExactly("1", "2");
            assertThat(bench.exists(bench.key("limiter"))).isFalse();
        }

        @Test
        void aManualLimitHoldsForWorkersThatKnowAMax() {
            bench.add();
            bench.limited("9007199254740991");

            assertThat(bench.claiming().limiter(5, 1000).run().limitedMillis()).isPositive();
            assertThat(bench.claiming().run().ids()).containsExactly("1");
        }

        @Test
        void aCounterWithoutTimeToLiveNeverLimits() {
            bench.add();
            keysOf.redis().set(bench.key("limiter"), "5");

            assertThat(bench.claiming().limiter(5, 1000).run().ids()).containsExactly("1");
        }

        @Test
        void aJobThatMustFailIsNotCounted() {
            var id = bench.add();
            bench.setField(id, "defa", "must fail");

            var claimed = bench.claiming().limiter(5, 1000).run();

            assertThat(claimed.jobs().get(id)).containsEntry("defa", "must fail");
            assertThat(bench.exists(bench.key("limiter"))).isFalse();
        }
    }

    @Nested
    class NoJobs {

        @Test
        void legacyMarkersAreSkippedAndRemoved() {
            bench.add();
            keysOf.redis().rpush(bench.key("wait"), "0:12", "0:0", "0");
            bench.add();

            assertThat(bench.claiming().wanted(2).run().ids()).containsExactly("1", "2");
            assertThat(bench.list("active")).containsExactly("2", "1");
            assertThat(bench.list("wait")).isEmpty();
        }

        @Test
        void anIdWithoutAHashIsDroppedInsteadOfBecomingAGhost() {
            keysOf.redis().lpush(bench.key("wait"), "ghost");
            keysOf.redis().zadd(bench.key("prioritized"), 1, "ghost2");
            bench.add();

            var claimed = bench.claiming().wanted(5).run();

            assertThat(claimed.ids()).containsExactly("1");
            assertThat(claimed.dropped()).containsExactly("ghost", "ghost2");
            assertThat(bench.exists(bench.key("ghost"))).isFalse();
            assertThat(bench.list("active")).containsExactly("1");
        }

        @Test
        void aLineFullOfThemDoesNotHideTheJobBehindThem() {
            for (int i = 0; i < 15; i++) {
                keysOf.redis().rpush(bench.key("wait"), "ghost" + i);
            }
            keysOf.redis().hset(bench.key("real"), Map.of("name", "n", "data", "{}", "opts", "{}"));
            keysOf.redis().lpush(bench.key("wait"), "real");

            assertThat(bench.claiming().run().ids()).containsExactly("real");
        }
    }
}
