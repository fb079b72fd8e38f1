package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.Scripts;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Locks, their renewal, and jobs whose worker went silent. */
@RedisTest
class StalledIT {

    private final TestQueue keysOf;
    private final Bench bench;

    StalledIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
    }

    private List<String> check(int maxStalledCount) {
        keysOf.redis().del(bench.key("stalled-check"));
        return bench.recoverStalled(Bench.NOW, maxStalledCount);
    }

    private void loseLock(String id) {
        keysOf.redis().del(bench.key(id) + ":lock");
    }

    @Nested
    class Recovery {

        @Test
        void takesTwoChecksWithoutASignOfLife() {
            var id = bench.active();
            bench.add();
            loseLock(id);

            assertThat(check(1)).isEmpty();
            assertThat(keysOf.redis().smembers(bench.key("stalled"))).containsExactly(id);
            bench.forgetEvents().forgetMarkers();
            assertThat(check(1)).containsExactly(id);

            assertThatJob(keysOf, id)
                    .isWaiting()
                    .hasStalledCount(1)
                    .hasAttemptsMade(0)
                    .doesNotHaveField("defa");
            assertThat(bench.list("wait")).as("served next").containsExactly("2", id);
            assertThat(bench.events()).containsExactly("waiting jobId=1 prev=active", "stalled jobId=1");
            assertThat(bench.markers()).containsOnlyKeys("0");
            assertThat(bench.exists(bench.key("stalled"))).isFalse();
        }

        @Test
        void leavesAJobWhoseLockLives() {
            var id = bench.active();
            check(1);

            assertThat(check(1)).isEmpty();
            assertThatJob(keysOf, id).isActive().hasStalledCount(0);
        }

        @Test
        void happensOnceInAnIntervalForTheWholeQueue() {
            bench.recoverStalled(Bench.NOW, 1);
            var id = bench.active();
            loseLock(id);
            keysOf.redis().sadd(bench.key("stalled"), id);

            assertThat(bench.recoverStalled(Bench.NOW, 1)).isEmpty();

            assertThatJob(keysOf, id).isActive();
            assertThat(keysOf.redis().get(bench.key("stalled-check"))).isEqualTo(Long.toString(Bench.NOW));
            assertThat(keysOf.redis().pttl(bench.key("stalled-check"))).isBetween(1L, 30_000L);
        }

        @Test
        void putsAPrioritizedJobIntoThePlainLineToo() {
            var id = bench.active(JobOptions.builder().priority(5));
            loseLock(id);
            check(1);
            check(1);

            assertThatJob(keysOf, id).isWaiting().hasField("priority", "5");
        }

        @Test
        void marksAJobThatStalledTooOftenToFail() {
            var id = bench.active();
            loseLock(id);
            check(0);
            check(0);

            assertThatJob(keysOf, id)
                    .isWaiting()
                    .hasStalledCount(1)
                    .hasField("defa", "job stalled more than allowable limit");
        }

        @Test
        void neverMarksTheJobOfALivingScheduler() {
            var id = bench.active();
            bench.setField(id, "rjk", "daily");
            keysOf.redis().zadd(bench.key("repeat"), 1, "daily");
            loseLock(id);
            check(0);
            check(0);

            assertThatJob(keysOf, id).isWaiting().hasStalledCount(1).doesNotHaveField("defa");
        }

        @Test
        void wakesNobodyWhilePaused() {
            var id = bench.active();
            bench.queue.pause();
            loseLock(id);
            check(1);
            check(1);

            assertThatJob(keysOf, id).isWaiting();
            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void sweepsLegacyMarkersAndIdsWithoutAJob() {
            keysOf.redis().rpush(bench.key("active"), "0:5", "ghost");
            check(1);

            assertThat(check(1)).isEmpty();

            assertThatQueue(keysOf).hasActive(0).hasWaiting(0);
            assertThat(bench.exists(bench.key("ghost"))).isFalse();
        }

        @Test
        void ignoresAnIdThatIsNoLongerActive() {
            var id = bench.completed();
            keysOf.redis().sadd(bench.key("stalled"), id);

            assertThat(check(1)).isEmpty();
            assertThatJob(keysOf, id).isCompleted().hasStalledCount(0);
        }
    }

    @Nested
    class Renewal {

        private List<String> extend(Map<String, String> tokens) {
            var arguments =
                    new java.util.ArrayList<>(List.of(bench.keys.base(), "60000", Integer.toString(tokens.size())));
            tokens.forEach((id, token) -> arguments.addAll(List.of(id, token)));
            var reply = Replies.list(bench.run(Scripts.EXTEND_LOCKS, arguments.toArray(String[]::new)));
            return Replies.texts(reply.get(0));
        }

        @Test
        void extendsTheLockAndIsASignOfLife() {
            var id = bench.active();
            keysOf.redis().sadd(bench.key("stalled"), id);

            assertThat(extend(Map.of(id, Bench.TOKEN))).isEmpty();

            assertThat(keysOf.redis().pttl(bench.key(id) + ":lock")).isGreaterThan(30_000);
            assertThat(bench.exists(bench.key("stalled"))).isFalse();
        }

        @Test
        void namesTheJobsWhoseLockIsGoneOrAnothersAndChangesNothingThere() {
            bench.add();
            bench.add();
            bench.add();
            bench.claiming().wanted(3).run();
            loseLock("1");
            keysOf.redis().set(bench.key("2") + ":lock", "thief");
            keysOf.redis().sadd(bench.key("stalled"), "1", "2", "3");

            var lost = extend(Map.of("1", Bench.TOKEN, "2", Bench.TOKEN, "3", Bench.TOKEN));

            assertThat(lost).containsExactlyInAnyOrder("1", "2");
            assertThatJob(keysOf, "1").isNotLocked();
            assertThatJob(keysOf, "2").isLockedBy("thief");
            assertThat(keysOf.redis().smembers(bench.key("stalled"))).containsExactlyInAnyOrder("1", "2");
        }
    }
}
