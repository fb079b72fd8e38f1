package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where settle.lua puts one active job, and what it answers when it must not. */
@RedisTest
class SettleIT {

    private static final long NOW = Bench.NOW;
    private static final long LATER = NOW + 500;

    private final TestQueue keysOf;
    private final Bench bench;

    SettleIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
    }

    @Nested
    class Completed {

        @Test
        void storesTheResultAndFreesTheLock() {
            var id = bench.active();
            keysOf.redis().sadd(bench.key("stalled"), id);
            bench.forgetEvents().forgetMarkers();

            var settled =
                    bench.settling().at(LATER).completed(id, "{\"ok\":true}").run();

            assertThat(settled.codes()).containsExactly(0L);
            assertThat(settled.claims()).isEmpty();
            assertThatJob(keysOf, id)
                    .isCompleted()
                    .isNotLocked()
                    .hasAttemptsMade(1)
                    .hasReturnValue("{\"ok\":true}")
                    .hasField("finishedOn", Long.toString(LATER))
                    .hasField("processedOn", Long.toString(NOW));
            assertThat(bench.score("completed", id)).isEqualTo(LATER);
            assertThat(bench.exists(bench.key("stalled"))).isFalse();
            assertThat(bench.events())
                    .containsExactly("completed jobId=1 prev=active returnvalue={\"ok\":true}", "drained");
            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void keepsTheReasonsOfEarlierAttempts() {
            var id = bench.active();
            bench.settling().retry(id, "first try", false).run();
            bench.claiming().run();

            bench.settling().completed(id, "null").run();

            assertThatJob(keysOf, id).isCompleted().hasAttemptsMade(2).hasFailedReason("first try");
        }

        @Test
        void isRefusedWhileChildrenArePending() {
            var id = bench.active();
            keysOf.redis().sadd(bench.key(id) + ":dependencies", "bull:x:1");

            assertThat(bench.settling().completed(id, "1").run().codes()).containsExactly(-4L);
            assertThatJob(keysOf, id).isActive().isLocked();
        }

        @Test
        void isRefusedAfterAChildFailed() {
            var id = bench.active();
            keysOf.redis().zadd(bench.key(id) + ":unsuccessful", 1, "bull:x:1");

            assertThat(bench.settling().completed(id, "1").run().codes()).containsExactly(-9L);
            assertThatJob(keysOf, id).isActive().isLocked();
        }
    }

    @Nested
    class Failed {

        @Test
        void storesReasonAndTracesAndTellsThatAttemptsAreUsedUp() {
            var id = bench.active();
            bench.setField(id, "defa", "must fail");
            bench.forgetEvents();

            bench.settling().at(LATER).failed(id, "boom", "[\"at x\"]", 1).run();

            assertThatJob(keysOf, id)
                    .isFailed()
                    .isNotLocked()
                    .hasAttemptsMade(1)
                    .hasFailedReason("boom")
                    .hasField("stacktrace", "[\"at x\"]")
                    .hasField("finishedOn", Long.toString(LATER))
                    .doesNotHaveField("defa")
                    .doesNotHaveField("returnvalue");
            assertThat(bench.score("failed", id)).isEqualTo(LATER);
            assertThat(bench.events())
                    .containsExactly(
                            "failed failedReason=boom jobId=1 prev=active",
                            "retries-exhausted attemptsMade=1 jobId=1",
                            "drained");
        }

        @Test
        void beforeTheLastAttemptTellsNoExhaustion() {
            var id = bench.active();
            bench.forgetEvents();

            bench.settling().failed(id, "", "[]", 5).run();

            assertThat(bench.events()).containsExactly("failed failedReason= jobId=1 prev=active", "drained");
            assertThatJob(keysOf, id).hasFailedReason("");
        }

        @Test
        void withNoAttemptsAllowedIsExhaustedAtOnce() {
            var id = bench.active();

            bench.settling().failed(id, "boom", "[]", 0).run();

            assertThat(bench.events()).contains("retries-exhausted attemptsMade=1 jobId=1");
        }

        @Test
        void doesNotAskForChildren() {
            var id = bench.active();
            keysOf.redis().sadd(bench.key(id) + ":dependencies", "bull:x:1");

            assertThat(bench.settling().failed(id, "boom", "[]", 1).run().codes())
                    .containsExactly(0L);
        }
    }

    @Nested
    class Retried {

        @Test
        void goesToTheEndOfTheLineAtOnce() {
            var id = bench.active();
            bench.add();
            bench.forgetEvents().forgetMarkers();

            bench.settling().retry(id, "again", false).run();

            assertThat(bench.list("wait")).containsExactly(id, "2");
            assertThatJob(keysOf, id)
                    .isWaiting()
                    .isNotLocked()
                    .hasAttemptsMade(1)
                    .hasFailedReason("again")
                    .hasField("stacktrace", "[\"t\"]");
            assertThat(bench.events()).containsExactly("waiting jobId=1 prev=active");
            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void goesToTheFrontWithLifo() {
            var id = bench.active();
            bench.add();

            bench.settling().retry(id, "again", true).run();

            assertThat(bench.list("wait")).containsExactly("2", id);
        }

        @Test
        void goesBehindItsEqualsWithAPriority() {
            var id = bench.active(JobOptions.builder().priority(4));
            bench.add(JobOptions.builder().priority(4));

            bench.settling().retry(id, "again", true).run();

            assertThat(bench.set("prioritized")).containsExactly("2", id);
        }

        @Test
        void wakesNobodyWhilePaused() {
            var id = bench.active();
            bench.queue.pause();

            bench.settling().retry(id, "again", false).run();

            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void wakesAWorkerThatTheGlobalConcurrencyHeldBack() {
            bench.setMeta("concurrency", "1");
            var id = bench.active();
            bench.forgetMarkers();

            bench.settling().retry(id, "again", false).run();

            assertThat(bench.markers()).as("looked at after it left active").containsOnlyKeys("0");
        }

        @Test
        void laterIsDelayedFromNow() {
            var id = bench.active();
            bench.forgetEvents().forgetMarkers();

            bench.settling().at(LATER).delay(id, "again", 1000).run();

            assertThatJob(keysOf, id)
                    .isDelayed()
                    .isNotLocked()
                    .hasAttemptsMade(1)
                    .hasField("delay", "1000")
                    .hasFailedReason("again");
            assertThat(bench.score("delayed", id)).isEqualTo((LATER + 1000) * 4096.0);
            assertThat(bench.events()).containsExactly("delayed delay=" + (LATER + 1000) + " jobId=1");
            assertThat(bench.markers()).isEqualTo(Map.of("1", (double) (LATER + 1000)));
        }
    }

    @Nested
    class MovedByTheProcessor {

        @Test
        void postponedCountsNoAttempt() {
            var id = bench.active();

            bench.settling().postpone(id, 2000).run();

            assertThatJob(keysOf, id)
                    .isDelayed()
                    .hasAttemptsMade(0)
                    .hasField("delay", "2000")
                    .doesNotHaveField("failedReason");
        }

        @Test
        void requeuedGoesToTheFrontAndCountsNoAttempt() {
            var id = bench.active();
            bench.add();
            bench.forgetEvents();

            assertThat(bench.settling().requeue(id).run().codes()).containsExactly(0L);

            assertThat(bench.list("wait")).containsExactly("2", id);
            assertThatJob(keysOf, id).hasAttemptsMade(0).isNotLocked();
            assertThat(bench.events()).containsExactly("waiting jobId=1 prev=active");
        }

        @Test
        void requeuedGoesBeforeItsEqualsWithAPriority() {
            var id = bench.active(JobOptions.builder().priority(4));
            bench.add(JobOptions.builder().priority(4));

            bench.settling().requeue(id).run();

            assertThat(bench.score("prioritized", id)).isEqualTo(4 * 4294967296.0);
        }

        @Test
        void requeuedLearnsHowLongTheRateLimitLasts() {
            var id = bench.active();
            bench.limited("9007199254740991");

            assertThat(bench.settling().requeue(id).run().codes().get(0)).isBetween(1L, 60_000L);
        }
    }

    @Nested
    class Refused {

        @Test
        void withoutAJob() {
            assertThat(bench.settling()
                            .completed("none", "1")
                            .failed("none", "r", "[]", 1)
                            .retry("none", "r", false)
                            .delay("none", "r", 1)
                            .postpone("none", 1)
                            .requeue("none")
                            .run()
                            .codes())
                    .containsOnly(-1L);
            assertThat(bench.exists(bench.key("none"))).isFalse();
        }

        @Test
        void withoutALock() {
            var id = bench.active();
            keysOf.redis().del(bench.key(id) + ":lock");
            var before = bench.hash(id);

            assertThat(bench.settling().completed(id, "1").run().codes()).containsExactly(-2L);

            assertThatJob(keysOf, id).isActive();
            assertThat(bench.hash(id)).isEqualTo(before);
        }

        @Test
        void withTheLockOfAnother() {
            var id = bench.active();
            var before = bench.hash(id);

            assertThat(bench.settling()
                            .token("thief")
                            .failed(id, "r", "[]", 1)
                            .run()
                            .codes())
                    .containsExactly(-6L);

            assertThatJob(keysOf, id).isActive().isLockedBy(Bench.TOKEN);
            assertThat(bench.hash(id)).isEqualTo(before);
        }

        @Test
        void whenNotActiveButTheLockIsFreedAllTheSame() {
            var id = bench.active();
            keysOf.redis().lrem(bench.key("active"), 0, id);

            assertThat(bench.settling().completed(id, "1").run().codes()).containsExactly(-3L);
            assertThatJob(keysOf, id).isNotLocked().doesNotHaveField("returnvalue");
        }

        @Test
        void notWithTheTokenThatMeansNoLock() {
            var id = bench.add();
            bench.claiming().token("0").run();

            assertThat(bench.settling().token("0").completed(id, "1").run().codes())
                    .containsExactly(0L);
        }
    }

    @Test
    void promotesAndClaimsForTheSlotThatItFrees() {
        var first = bench.active();
        var due = bench.add(
                JobOptions.builder().timestamp(Instant.ofEpochMilli(NOW - 5)).delay(Duration.ofMillis(5)));

        var settled = bench.settling().completed(first, "1").thenClaim(1).run();

        assertThat(settled.claimed().ids()).containsExactly(due);
        assertThatJob(keysOf, due).isActive().isLockedBy(Bench.TOKEN);
        assertThatQueue(keysOf).hasCompleted(1).hasActive(1).eachJobIsInExactlyOneState();
    }
}
