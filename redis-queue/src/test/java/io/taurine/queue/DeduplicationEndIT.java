package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the end of a job does with the deduplication id it owns, and with the job that was kept for that moment. */
@RedisTest
class DeduplicationEndIT {

    private static final long LATER = Bench.NOW + 700;
    private static final Duration TTL = Duration.ofMinutes(1);

    private final TestQueue keysOf;
    private final Bench bench;
    private final DeduplicationBench dedup;

    DeduplicationEndIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        dedup = new DeduplicationBench(bench);
    }

    private void complete(String id) {
        bench.settling().at(LATER).completed(id, "1").run();
    }

    private void fail(String id) {
        bench.settling().at(LATER).failed(id, "boom", "[]", 1).run();
    }

    /** Dropped while the owner ran, and kept as the next job under its id. */
    private void keep(String name, JobOptions.Builder others) {
        bench.queue.add(name, Map.of("b", 2), dedup.options(Deduplication.keepLast("d"), others));
    }

    @Nested
    class TheId {

        @Test
        void isFreedWhenItsJobCompletes() {
            complete(dedup.active(Deduplication.simple("d")));

            assertThat(dedup.owner()).isEqualTo("null");
            assertThat(dedup.add(Deduplication.simple("d")).isNew()).isTrue();
        }

        @Test
        void isFreedWhenItsJobFailsForGood() {
            fail(dedup.active(Deduplication.simple("d")));

            assertThat(dedup.owner()).isEqualTo("null");
        }

        @Test
        void isHeldWhileItsJobIsToRunAgain() {
            var id = dedup.active(Deduplication.simple("d"));
            bench.settling().delay(id, "boom", 500).run();

            assertThat(dedup.owner()).isEqualTo(id);
        }

        @Test
        void isHeldForItsTimeToLiveWhateverItsJobDoes() {
            complete(dedup.active(Deduplication.throttle("d", TTL)));

            assertThat(dedup.owner()).isEqualTo("1");
            assertThat(dedup.ttlMillis()).isPositive();
            assertThat(dedup.add(Deduplication.throttle("d", TTL)).outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
        }

        @Test
        void isNotFreedByAJobThatLostIt() {
            var first = dedup.active(Deduplication.simple("d"));
            bench.queue.removeDeduplicationKey("d");
            var second = dedup.add(Deduplication.simple("d")).id();

            complete(first);

            assertThat(dedup.owner()).isEqualTo(second);
        }
    }

    @Nested
    class TheNextJob {

        @Test
        void isAddedBeforeItsPredecessorIsToldToHaveCompleted() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("dropped", JobOptions.builder());
            keep("last", JobOptions.builder().attempts(3));
            bench.forgetEvents().forgetMarkers();

            complete(id);

            assertThat(bench.hash("3"))
                    .containsOnly(
                            Map.entry("name", "last"),
                            Map.entry("data", "{\"b\":2}"),
                            Map.entry(
                                    "opts",
                                    "{\"attempts\":3,\"timestamp\":1800000000000,"
                                            + "\"de\":{\"id\":\"d\",\"keepLastIfActive\":true}}"),
                            Map.entry("timestamp", Long.toString(LATER)),
                            Map.entry("delay", "0"),
                            Map.entry("priority", "0"),
                            Map.entry("deid", "d"));
            assertThat(bench.events())
                    .containsExactly(
                            "added jobId=3 name=last",
                            "waiting jobId=3",
                            "completed jobId=1 prev=active returnvalue=1");
            assertThat(bench.list("wait")).containsExactly("3");
            assertThat(bench.markers()).isEqualTo(Map.of("0", 0.0));
            assertThat(dedup.owner()).isEqualTo("3");
            assertThat(dedup.ttlMillis()).isEqualTo(-1);
            assertThat(dedup.next()).isEmpty();
            assertThat(bench.exists(bench.key("2"))).isFalse();
            assertThat(keysOf.redis().get(bench.key("id"))).isEqualTo("4");
        }

        @Test
        void isAddedWhenItsPredecessorFailsForGood() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());
            bench.forgetEvents();

            fail(id);

            assertThat(bench.events())
                    .containsExactly(
                            "added jobId=2 name=last",
                            "waiting jobId=2",
                            "failed failedReason=boom jobId=1 prev=active",
                            "retries-exhausted attemptsMade=1 jobId=1");
            assertThatJob(keysOf, "2").isWaiting();
        }

        @Test
        void waitsWhileItsPredecessorIsToRunAgain() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());

            bench.settling().retry(id, "boom", false).run();
            assertThat(dedup.next()).containsEntry("name", "last");

            bench.claiming().run();
            complete(id);
            assertThatJob(keysOf, "2").isWaiting();
        }

        @Test
        void waitsForItsDelay() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder().delay(Duration.ofSeconds(1)));
            bench.forgetEvents().forgetMarkers();

            complete(id);

            assertThatJob(keysOf, "2").isDelayed().hasField("delay", "1000");
            assertThat(bench.score("delayed", "2")).isEqualTo((LATER + 1000.0) * 4096);
            assertThat(bench.markers()).isEqualTo(Map.of("1", LATER + 1000.0));
            assertThat(bench.events())
                    .containsExactly(
                            "added jobId=2 name=last",
                            "delayed delay=" + (LATER + 1000) + " jobId=2",
                            "completed jobId=1 prev=active returnvalue=1",
                            "drained");
        }

        @Test
        void goesInLineByItsPriority() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder().priority(7));

            complete(id);

            assertThatJob(keysOf, "2").hasField("priority", "7");
            assertThat(bench.score("prioritized", "2")).isEqualTo(7 * 4294967296.0 + 1);
        }

        @Test
        void goesToTheFrontWhenLifo() {
            var id = dedup.active(Deduplication.keepLast("d"));
            var other = bench.add();
            keep("last", JobOptions.builder().lifo(true));

            complete(id);

            assertThat(bench.list("wait")).containsExactly(other, "3");
        }

        @Test
        void keepsTheIdThatTheCallerGave() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder().jobId("mine"));

            complete(id);

            assertThatJob(keysOf, "mine").isWaiting().hasField("deid", "d");
            assertThat(dedup.owner()).isEqualTo("mine");
        }

        @Test
        void canBeClaimedByTheCallThatEndedItsPredecessor() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());

            var settled = bench.settling().completed(id, "1").thenClaim(1).run();

            assertThat(settled.claimed().ids()).containsExactly("2");
            assertThatJob(keysOf, "2").isActive();
            keep("again", JobOptions.builder());
            assertThat(dedup.next()).containsEntry("jid", "4");
        }

        @Test
        void isMadeThoughItsPredecessorIsRemovedAtItsEnd() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());

            bench.settling().completed(id, "1", "0").run();

            assertThat(bench.exists(bench.key(id))).isFalse();
            assertThatJob(keysOf, "2").isWaiting();
        }

        @Test
        void doesNotWakeTheWorkersOfAPausedQueue() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());
            bench.queue.pause();
            bench.forgetMarkers();

            complete(id);

            assertThatJob(keysOf, "2").isWaiting();
            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void holdsTheIdAloneThoughATimeToLiveWasRunning() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());
            dedup.add(Deduplication.throttle("d", TTL).withExtend());

            complete(id);

            assertThat(dedup.owner()).isEqualTo("2");
            assertThat(dedup.ttlMillis()).isEqualTo(-1);
        }

        @Test
        void waitsForTheJobThatOwnsTheIdByThen() {
            var first = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());
            bench.queue.removeDeduplicationKey("d");
            var second = dedup.add(Deduplication.keepLast("d")).id();

            complete(first);
            assertThat(dedup.owner()).isEqualTo(second);
            assertThat(dedup.next()).containsEntry("name", "last");

            bench.claiming().run();
            complete(second);
            assertThatJob(keysOf, "2").isWaiting();
            assertThat(dedup.owner()).isEqualTo("2");
        }

        @Test
        void isMadeThoughTheIdWasFreedByHand() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());
            bench.queue.removeDeduplicationKey("d");

            complete(id);

            assertThatJob(keysOf, "2").isWaiting();
        }

        @Test
        void doesNotOverwriteAJobThatHasItsIdByThen() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder().jobId("mine"));
            bench.queue.add("other", 5, JobOptions.builder().jobId("mine").build());
            bench.forgetEvents();

            complete(id);

            assertThatJob(keysOf, "mine").isWaiting().hasField("name", "other").hasField("data", "5");
            assertThat(bench.list("wait")).containsExactly("mine");
            assertThat(bench.events())
                    .containsExactly("duplicated jobId=mine", "completed jobId=1 prev=active returnvalue=1");
            assertThat(dedup.next()).isEmpty();
            assertThat(dedup.owner()).isEqualTo("null");
        }

        @ParameterizedTest
        @ValueSource(strings = {"not json", "[]", "{\"delay\":null,\"priority\":\"x\",\"lifo\":1}"})
        void survivesOptionsThatNobodyCanRead(String opts) {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());
            keysOf.redis().hset(bench.key("dn:d"), "opts", opts);

            complete(id);

            assertThatJob(keysOf, "2").isWaiting().hasField("opts", opts);
        }

        @Test
        void becomesAChildAndASchedulersRunWhenItWasStoredAsOne() {
            var id = dedup.active(Deduplication.keepLast("d"));
            var parent = bench.key("parent");
            keysOf.redis()
                    .hset(
                            bench.key("dn:d"),
                            Map.of(
                                    "name",
                                    "next",
                                    "data",
                                    "1",
                                    "opts",
                                    "{}",
                                    "jid",
                                    "x",
                                    "pk",
                                    parent,
                                    "pd",
                                    "{\"id\":\"parent\"}",
                                    "pdk",
                                    parent + ":dependencies",
                                    "rjk",
                                    "daily"));

            complete(id);

            assertThatJob(keysOf, "x")
                    .hasField("parentKey", parent)
                    .hasField("parent", "{\"id\":\"parent\"}")
                    .hasField("rjk", "daily");
            assertThat(keysOf.redis().smembers(parent + ":dependencies")).containsExactly(bench.key("x"));
        }

        @Test
        void isOneForEachIdInABatchOfEnds() {
            var a = bench.queue
                    .add(
                            "a",
                            1,
                            JobOptions.builder()
                                    .deduplication(Deduplication.keepLast("a"))
                                    .build())
                    .id();
            var d = dedup.add(Deduplication.keepLast("d")).id();
            bench.claiming().wanted(2).run();
            bench.queue.add(
                    "nextA",
                    1,
                    JobOptions.builder()
                            .deduplication(Deduplication.keepLast("a"))
                            .build());
            keep("nextD", JobOptions.builder());

            var codes = bench.settling()
                    .completed(a, "1")
                    .failed(d, "x", "[]", 1)
                    .run()
                    .codes();

            assertThat(codes).containsExactly(0L, 0L);
            assertThat(bench.list("wait")).containsExactly("4", "3");
        }

        @Test
        void isNotMadeWhenTheEndIsRefused() {
            var id = dedup.active(Deduplication.keepLast("d"));
            keep("last", JobOptions.builder());

            var codes =
                    bench.settling().token("stranger").completed(id, "1").run().codes();

            assertThat(codes).containsExactly(-6L);
            assertThat(dedup.owner()).isEqualTo(id);
            assertThat(dedup.next()).containsEntry("name", "last");
            assertThat(bench.list("wait")).isEmpty();
        }
    }

    @Nested
    class Removal {

        private String waitingOwnerWithNext(Duration ttl) {
            var deduplication = ttl.isZero() ? Deduplication.simple("d") : Deduplication.throttle("d", ttl);
            var id = dedup.add(deduplication).id();
            dedup.storeNext("next");
            bench.setField(id, "timestamp", "5"); // old enough to be cleaned
            return id;
        }

        @ParameterizedTest
        @CsvSource({
            "remove,PT0S",
            "remove,PT1M",
            "drain,PT0S",
            "drain,PT1M",
            "clean,PT0S",
            "clean,PT1M",
            "obliterate,PT0S",
            "obliterate,PT1M"
        })
        void freesTheIdAndDropsTheNextJobTimeToLiveOrNot(String how, Duration ttl) {
            var id = waitingOwnerWithNext(ttl);

            switch (how) {
                case "remove" -> bench.queue.remove(id);
                case "drain" -> bench.queue.drain(false);
                case "clean" -> bench.queue.clean(Duration.ZERO, 10, JobState.WAITING);
                default -> bench.queue.obliterate(false);
            }

            assertThat(bench.exists(bench.key(id))).isFalse();
            assertThat(dedup.owner()).isEqualTo("null");
            assertThat(dedup.next()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"drain", "clean"})
        void ofADelayedOwnerFreesTheId(String how) {
            dedup.add(Deduplication.simple("d"), JobOptions.builder().delay(TTL));
            dedup.storeNext("next");
            keysOf.redis().hset(bench.key("1"), "timestamp", "5");

            if (how.equals("drain")) {
                bench.queue.drain(true);
            } else {
                bench.queue.clean(Duration.ZERO, 10, JobState.DELAYED);
            }

            assertThat(List.of(dedup.owner(), dedup.next())).containsExactly("null", Map.of());
        }

        @Test
        void ofACompletedJobFreesAnIdThatItsTimeToLiveStillHeld() {
            complete(dedup.active(Deduplication.throttle("d", TTL)));

            bench.queue.remove("1");

            assertThat(dedup.owner()).isEqualTo("null");
        }

        @Test
        void ofAnotherJobLeavesTheIdToItsOwner() {
            complete(dedup.active(Deduplication.simple("d")));
            var owner = dedup.add(Deduplication.simple("d")).id();

            bench.queue.clean(Duration.ZERO, 10, JobState.COMPLETED);

            assertThat(dedup.owner()).isEqualTo(owner);
        }

        @Test
        void byAKeepPolicyLeavesTheIdAlone() {
            complete(dedup.active(Deduplication.throttle("d", TTL)));
            var next = bench.active();

            bench.settling().at(LATER).completed(next, "1", "1,,").run();

            assertThat(bench.exists(bench.key("1"))).isFalse();
            assertThat(dedup.owner()).isEqualTo("1");
        }
    }
}
