package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an add with a deduplication id finds and leaves; the end of such jobs is in {@link DeduplicationEndIT}. */
@RedisTest
class DeduplicationIT {

    private static final Duration TTL = Duration.ofSeconds(5);
    private static final Duration LONG_TTL = Duration.ofSeconds(90);

    private final TestQueue keysOf;
    private final Bench bench;
    private final DeduplicationBench dedup;

    DeduplicationIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        dedup = new DeduplicationBench(bench);
    }

    @Nested
    class Simple {

        @Test
        void theFirstAddOwnsTheIdWithoutATimeToLive() {
            var added = dedup.add(Deduplication.simple("d"));

            assertThat(added.outcome()).isEqualTo(AddOutcome.ADDED);
            assertThatJob(keysOf, "1")
                    .isWaiting()
                    .hasField("deid", "d")
                    .hasField("opts", "{\"attempts\":0,\"timestamp\":1800000000000,\"de\":{\"id\":\"d\"}}");
            assertThat(dedup.owner()).isEqualTo("1");
            assertThat(dedup.ttlMillis()).isEqualTo(-1);
            assertThat(bench.queue.getJob("1").orElseThrow().deduplicationId()).contains("d");
            assertThat(bench.events()).containsExactly("added jobId=1 name=name", "waiting jobId=1");
        }

        @Test
        void theNextIsDroppedAndToldForWhichJob() {
            dedup.add(Deduplication.simple("d"));
            bench.forgetEvents().forgetMarkers();

            var dropped = dedup.add(Deduplication.simple("d"));

            assertThat(dropped.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(dropped.isNew()).isFalse();
            assertThat(dropped.id()).isEqualTo("1");
            assertThat(dropped.state()).isEqualTo(JobState.WAITING);
            assertThat(bench.events()).containsExactly("deduplicated deduplicatedJobId=2 deduplicationId=d jobId=1");
            assertThat(bench.exists(bench.key("2"))).isFalse();
            assertThat(bench.list("wait")).containsExactly("1");
            assertThat(bench.markers()).isEmpty();
            assertThat(keysOf.redis().get(bench.key("id"))).isEqualTo("2");
        }

        @Test
        void aDroppedJobIsToldUnderItsOwnId() {
            dedup.add(Deduplication.simple("d"));
            bench.forgetEvents();

            dedup.add(Deduplication.simple("d"), JobOptions.builder().jobId("mine"));

            assertThat(bench.events()).containsExactly("deduplicated deduplicatedJobId=mine deduplicationId=d jobId=1");
        }

        @Test
        void anExistingJobIdIsADuplicateAndOwnsNothing() {
            dedup.add(Deduplication.simple("d"), JobOptions.builder().jobId("mine"));
            bench.forgetEvents();

            var again = bench.queue.add(
                    "name",
                    1,
                    JobOptions.builder()
                            .jobId("mine")
                            .deduplication(Deduplication.simple("other"))
                            .build());

            assertThat(again.outcome()).isEqualTo(AddOutcome.DUPLICATE);
            assertThat(again.id()).isEqualTo("mine");
            assertThat(bench.events()).containsExactly("duplicated jobId=mine");
            assertThat(bench.exists(bench.key("de:other"))).isFalse();
        }

        @Test
        void differentIdsDoNotMeet() {
            for (var id : List.of("a", "b", "a:b", "{a}", "a,b", "ü\n\"x\"")) {
                assertThat(bench.queue
                                .add(
                                        "n",
                                        1,
                                        JobOptions.builder()
                                                .deduplication(Deduplication.simple(id))
                                                .build())
                                .isNew())
                        .isTrue();
                assertThat(bench.queue.getDeduplicationJobId(id)).isPresent();
            }
            assertThat(bench.list("wait")).hasSize(6);
        }

        @Test
        void theIdSurvivesARetry() {
            dedup.add(Deduplication.simple("d"));
            bench.claiming().run();
            bench.settling().retry("1", "boom", false).run();

            assertThat(dedup.add(Deduplication.simple("d")).outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
        }

        @Test
        void promotionDelayAndPriorityLeaveTheIdAlone() {
            dedup.add(Deduplication.simple("d"), JobOptions.builder().delay(TTL));

            bench.queue.changeDelay("1", LONG_TTL);
            bench.queue.promote("1");
            bench.queue.changePriority("1", 5);

            assertThat(dedup.add(Deduplication.simple("d")).id()).isEqualTo("1");
        }
    }

    @Test
    void isRefusedForAChild() {
        var options = JobOptions.builder().parent("1", "bull:parents").deduplication(Deduplication.simple("d"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.queue.add("n", 1, options.build()))
                .withMessage("Deduplication and parent options cannot be used together");
        assertThat(keysOf.keys()).containsExactly(bench.key("meta"));
    }

    @Nested
    class StaleOwner {

        @Test
        void withoutAJobIsReplacedByTheNextAdd() {
            dedup.add(Deduplication.simple("d"));
            keysOf.redis().del(bench.key("1"));
            dedup.storeNext("left over");
            bench.forgetEvents();

            var added = dedup.add(Deduplication.simple("d"));

            assertThat(added.outcome()).isEqualTo(AddOutcome.ADDED);
            assertThat(dedup.owner()).isEqualTo("2");
            assertThat(dedup.next()).isEmpty();
            assertThat(bench.events()).containsExactly("added jobId=2 name=name", "waiting jobId=2");
        }

        @ParameterizedTest
        @ValueSource(strings = {"extend", "replace", "keepLast"})
        void isRecoveredInEveryMode(String mode) {
            keysOf.redis().set(bench.key("de:d"), "gone");
            dedup.storeNext("left over");
            var deduplication = switch (mode) {
                case "extend" -> Deduplication.throttle("d", TTL).withExtend();
                case "replace" -> Deduplication.simple("d").withReplace();
                default -> Deduplication.keepLast("d");
            };

            assertThat(dedup.add(deduplication).isNew()).isTrue();
            assertThat(dedup.owner()).isEqualTo("1");
            assertThat(dedup.next()).isEmpty();
        }

        @Test
        void isNotStaleWhileATimeToLiveRuns() {
            dedup.add(Deduplication.throttle("d", TTL));
            keysOf.redis().del(bench.key("1"));

            assertThat(dedup.add(Deduplication.throttle("d", TTL)).outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
        }
    }

    @Nested
    class Throttle {

        @Test
        void holdsTheIdForItsTimeToLive() {
            dedup.add(Deduplication.throttle("d", TTL));

            assertThat(dedup.ttlMillis()).isBetween(1L, 5000L);
            assertThat(bench.field("1", "opts")).contains("\"de\":{\"id\":\"d\",\"ttl\":5000}");
        }

        @Test
        void aDroppedAddDoesNotProlongIt() {
            dedup.add(Deduplication.throttle("d", TTL));
            dedup.expireIn(400);

            dedup.add(Deduplication.throttle("d", LONG_TTL));

            assertThat(dedup.ttlMillis()).isBetween(-2L, 400L);
        }

        @Test
        void theNextIsAddedWhenTheTimeIsOver() {
            dedup.add(Deduplication.throttle("d", TTL));
            dedup.expireIn(0);

            assertThat(dedup.add(Deduplication.throttle("d", TTL)).isNew()).isTrue();
            assertThat(dedup.owner()).isEqualTo("2");
        }

        @Test
        void anExtendingAddHoldsTheIdAnew() {
            dedup.add(Deduplication.throttle("d", TTL).withExtend());
            bench.forgetEvents();

            var dropped = dedup.add(Deduplication.throttle("d", LONG_TTL).withExtend());

            assertThat(dropped.id()).isEqualTo("1");
            assertThat(dropped.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(dedup.owner()).isEqualTo("1");
            assertThat(dedup.ttlMillis()).isBetween(60_000L, 90_000L);
            assertThat(bench.events()).containsExactly("deduplicated deduplicatedJobId=2 deduplicationId=d jobId=1");
        }

        @Test
        void anExtendingAddGivesAnUnlimitedIdATimeToLive() {
            dedup.add(Deduplication.simple("d"));

            dedup.add(Deduplication.throttle("d", TTL).withExtend());

            assertThat(dedup.ttlMillis()).isBetween(1L, 5000L);
        }
    }

    @Nested
    class Replacing {

        private JobOptions.Builder delayed(Duration delay) {
            return JobOptions.builder().delay(delay);
        }

        @Test
        void theDelayedOwnerIsRemovedForTheNewJob() {
            dedup.add(Deduplication.debounce("d", TTL), delayed(TTL));
            dedup.storeNext("left over");
            keysOf.redis().rpush(bench.key("1:logs"), "row");
            bench.forgetEvents();

            var added = dedup.add(Deduplication.debounce("d", LONG_TTL), delayed(LONG_TTL));

            assertThat(added.outcome()).isEqualTo(AddOutcome.ADDED);
            assertThat(added.id()).isEqualTo("2");
            assertThat(bench.set("delayed")).containsExactly("2");
            assertThat(bench.exists(bench.key("1"))).isFalse();
            assertThat(bench.exists(bench.key("1:logs"))).isFalse();
            assertThat(dedup.next()).isEmpty();
            assertThat(dedup.owner()).isEqualTo("2");
            assertThat(dedup.ttlMillis()).isBetween(60_000L, 90_000L);
            assertThat(bench.markers()).isEqualTo(Map.of("1", Bench.NOW + 90_000.0));
            assertThat(bench.events())
                    .containsExactly(
                            "removed jobId=1 prev=delayed",
                            "deduplicated deduplicatedJobId=1 deduplicationId=d jobId=2",
                            "added jobId=2 name=name",
                            "delayed delay=1800000090000 jobId=2");
        }

        @Test
        void withoutExtendTheTimeToLiveRunsOn() {
            dedup.add(Deduplication.throttle("d", TTL).withReplace(), delayed(TTL));
            dedup.expireIn(3000);

            dedup.add(Deduplication.throttle("d", LONG_TTL).withReplace(), delayed(TTL));

            assertThat(dedup.owner()).isEqualTo("2");
            assertThat(dedup.ttlMillis()).isBetween(1L, 3000L);
        }

        @Test
        void withoutATimeToLiveTheIdIsHeldAsLongAsTheJobLives() {
            dedup.add(Deduplication.debounce("d", TTL), delayed(TTL));

            dedup.add(Deduplication.simple("d").withReplace(), delayed(TTL));

            assertThat(dedup.ttlMillis()).isEqualTo(-1);
        }

        @Test
        void withKeepLastTheIdIsHeldAsLongAsTheJobLives() {
            dedup.add(Deduplication.debounce("d", TTL), delayed(TTL));

            dedup.add(Deduplication.keepLast("d").withReplace(), delayed(TTL));

            assertThat(dedup.owner()).isEqualTo("2");
            assertThat(dedup.ttlMillis()).isEqualTo(-1);
        }

        @Test
        void anImmediateJobReplacesADelayedOne() {
            dedup.add(Deduplication.simple("d").withReplace(), delayed(TTL));

            dedup.add(Deduplication.simple("d").withReplace());

            assertThat(bench.set("delayed")).isEmpty();
            assertThat(bench.list("wait")).containsExactly("2");
            assertThat(bench.markers()).containsEntry("0", 0.0);
        }

        @Test
        void theNewJobIsDroppedInSilenceWhenTheOwnerIsNotDelayed() {
            dedup.add(Deduplication.simple("d").withReplace());
            bench.forgetEvents();

            var dropped = dedup.add(Deduplication.debounce("d", TTL), delayed(TTL));

            assertThat(dropped.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(dropped.id()).isEqualTo("1");
            assertThat(dedup.ttlMillis()).isEqualTo(-1);
            assertThat(bench.events()).isEmpty();
        }

        @Test
        void withKeepLastTheNewJobWaitsForTheEndOfAnActiveOwner() {
            dedup.active(Deduplication.simple("d").withReplace());
            bench.forgetEvents();

            var dropped = dedup.add(Deduplication.keepLast("d").withReplace(), delayed(TTL));

            assertThat(dropped.id()).isEqualTo("1");
            assertThat(dedup.next()).containsEntry("jid", "2");
            assertThat(bench.events()).containsExactly("deduplicated deduplicatedJobId=2 deduplicationId=d jobId=1");
        }
    }

    @Nested
    class Rescheduling {

        @Test
        void movesTheDelayedOwnerAndLeavesItsDataAndOptions() {
            dedup.add(Deduplication.reschedule("d"), JobOptions.builder().delay(TTL));
            var opts = bench.field("1", "opts");
            bench.forgetEvents();

            var dropped = dedup.add(
                    Deduplication.reschedule("d"), JobOptions.builder().delay(LONG_TTL));

            assertThat(dropped.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThatJob(keysOf, "1").isDelayed().hasField("delay", "90000").hasField("opts", opts);
            assertThat(bench.score("delayed", "1")).isEqualTo((Bench.NOW + 90_000.0) * 4096);
            assertThat(bench.markers()).isEqualTo(Map.of("1", Bench.NOW + 90_000.0));
            assertThat(bench.events())
                    .containsExactly(
                            "deduplicated deduplicatedJobId=2 deduplicationId=d jobId=1",
                            "delayed delay=1800000090000 jobId=1");
        }

        @Test
        void aJobWithoutADelayMakesTheOwnerDueAtOnce() {
            dedup.add(Deduplication.reschedule("d"), JobOptions.builder().delay(TTL));

            dedup.add(Deduplication.reschedule("d"));

            assertThatJob(keysOf, "1").isDelayed().hasField("delay", "0");
            assertThat(bench.score("delayed", "1")).isEqualTo(Bench.NOW * 4096.0);
            assertThat(bench.claiming().run().ids()).containsExactly("1");
        }

        @Test
        void leavesAnOwnerThatIsNotDelayed() {
            dedup.add(Deduplication.reschedule("d"));
            bench.forgetEvents();

            dedup.add(Deduplication.reschedule("d"), JobOptions.builder().delay(TTL));

            assertThatJob(keysOf, "1").isWaiting();
            assertThat(bench.events()).containsExactly("deduplicated deduplicatedJobId=2 deduplicationId=d jobId=1");
        }

        @Test
        void goesTogetherWithExtending() {
            dedup.add(Deduplication.reschedule("d"), JobOptions.builder().delay(TTL));

            dedup.add(
                    Deduplication.reschedule("d").withTtl(LONG_TTL).withExtend(),
                    JobOptions.builder().delay(LONG_TTL));

            assertThat(dedup.ttlMillis()).isBetween(60_000L, 90_000L);
            assertThat(bench.score("delayed", "1")).isEqualTo((Bench.NOW + 90_000.0) * 4096);
        }
    }

    @Nested
    class KeepingTheLast {

        @Test
        void storesTheLastThatIsDroppedWhileTheOwnerRuns() {
            dedup.active(Deduplication.throttle("d", TTL));
            bench.forgetEvents();

            dedup.add(Deduplication.keepLast("d"));
            var dropped = bench.queue.add(
                    "last",
                    Map.of("b", 2),
                    JobOptions.builder()
                            .jobId("mine")
                            .timestamp(Instant.ofEpochMilli(Bench.NOW))
                            .priority(5)
                            .deduplication(Deduplication.keepLast("d"))
                            .build());

            assertThat(dropped.id()).isEqualTo("1");
            assertThat(dropped.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(dedup.next())
                    .containsOnly(
                            Map.entry("name", "last"),
                            Map.entry("data", "{\"b\":2}"),
                            Map.entry("jid", "mine"),
                            Map.entry(
                                    "opts",
                                    "{\"priority\":5,\"attempts\":0,\"jobId\":\"mine\",\"timestamp\":1800000000000,"
                                            + "\"de\":{\"id\":\"d\",\"keepLastIfActive\":true}}"));
            assertThat(dedup.ttlMillis()).isEqualTo(-1);
            assertThat(bench.events())
                    .containsExactly(
                            "deduplicated deduplicatedJobId=2 deduplicationId=d jobId=1",
                            "deduplicated deduplicatedJobId=mine deduplicationId=d jobId=1");
        }

        @Test
        void dropsWhatComesWhileTheOwnerWaits() {
            dedup.add(Deduplication.keepLast("d"));

            assertThat(dedup.add(Deduplication.keepLast("d")).outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(dedup.next()).isEmpty();
        }

        @Test
        void aPlainAddLeavesWhatIsStored() {
            dedup.active(Deduplication.keepLast("d"));
            dedup.add(Deduplication.keepLast("d"));

            dedup.add(Deduplication.simple("d"));

            assertThat(dedup.next()).containsEntry("jid", "2");
        }
    }

    @Nested
    class Batches {

        @Test
        void theFirstOfABatchOwnsTheIdForTheOthers() {
            var handles = bench.queue.addBulk(IntStream.range(0, 250)
                    .mapToObj(i -> JobRequest.<Object>of("n", i, dedup.options(Deduplication.simple("d"))))
                    .toList());

            assertThat(handles).extracting(JobHandle::id).containsOnly("1");
            assertThat(handles.get(0).isNew()).isTrue();
            assertThat(handles.subList(1, 250)).extracting(JobHandle::outcome).containsOnly(AddOutcome.DEDUPLICATED);
            assertThat(bench.list("wait")).containsExactly("1");
            assertThat(keysOf.redis().get(bench.key("id"))).isEqualTo("250");
        }

        @Test
        void eachReplacesTheDelayedOneBeforeIt() {
            var handles = bench.queue.addBulk(IntStream.range(0, 3)
                    .mapToObj(i -> JobRequest.<Object>of(
                            "n",
                            i,
                            dedup.options(
                                    Deduplication.debounce("d", TTL),
                                    JobOptions.builder().delay(TTL))))
                    .toList());

            assertThat(handles).extracting(JobHandle::id).containsExactly("1", "2", "3");
            assertThat(bench.set("delayed")).containsExactly("3");
            assertThat(bench.field("3", "data")).isEqualTo("2");
            assertThat(dedup.owner()).isEqualTo("3");
            assertThat(bench.events())
                    .containsSubsequence(
                            "delayed delay=1800000005000 jobId=1",
                            "removed jobId=1 prev=delayed",
                            "deduplicated deduplicatedJobId=1 deduplicationId=d jobId=2",
                            "added jobId=2 name=n",
                            "removed jobId=2 prev=delayed",
                            "added jobId=3 name=n");
        }

        @Test
        void otherJobsOfTheBatchAreNotDisturbed() {
            var handles = bench.queue.addBulk(List.of(
                    JobRequest.of("plain", 1),
                    JobRequest.of("n", 2, dedup.options(Deduplication.simple("d"))),
                    JobRequest.of("n", 3, dedup.options(Deduplication.simple("d"))),
                    JobRequest.of("own", 4, JobOptions.builder().jobId("x").build()),
                    JobRequest.of("own", 5, JobOptions.builder().jobId("x").build()),
                    JobRequest.of("plain", 6)));

            assertThat(handles).extracting(JobHandle::id).containsExactly("1", "2", "2", "x", "x", "6");
            assertThat(handles)
                    .extracting(JobHandle::outcome)
                    .containsExactly(
                            AddOutcome.ADDED,
                            AddOutcome.ADDED,
                            AddOutcome.DEDUPLICATED,
                            AddOutcome.ADDED,
                            AddOutcome.DUPLICATE,
                            AddOutcome.ADDED);
            assertThat(bench.list("wait")).containsExactly("6", "x", "2", "1");
        }

        @Test
        void manyCallersAtOnceMakeOneJob() {
            var adds = IntStream.range(0, 64)
                    .parallel()
                    .mapToObj(i -> dedup.add(Deduplication.simple("d")))
                    .toList();

            assertThat(adds).filteredOn(JobHandle::isNew).hasSize(1);
            assertThat(adds).extracting(JobHandle::id).hasSize(64).containsOnly(dedup.owner());
            assertThat(bench.list("wait")).containsExactly(dedup.owner());
        }
    }

    @Nested
    class ByHand {

        @Test
        void anIdIsLookedUp() {
            dedup.add(Deduplication.simple("d"));

            assertThat(bench.queue.getDeduplicationJobId("d")).contains("1");
            assertThat(bench.queue.getDeduplicationJobId("other")).isEmpty();
        }

        @Test
        void anIdIsFreedWhoeverOwnsIt() {
            dedup.add(Deduplication.simple("d"));

            assertThat(bench.queue.removeDeduplicationKey("d")).isTrue();
            assertThat(bench.queue.removeDeduplicationKey("d")).isFalse();
            assertThat(dedup.add(Deduplication.simple("d")).isNew()).isTrue();
        }

        @Test
        void aJobFreesOnlyWhatItOwns() {
            dedup.add(Deduplication.simple("d"));
            bench.queue.removeDeduplicationKey("d");
            dedup.add(Deduplication.simple("d"));
            var plain = bench.add();

            assertThat(bench.queue.removeDeduplicationKeyOfJob("1")).isFalse();
            assertThat(bench.queue.removeDeduplicationKeyOfJob(plain)).isFalse();
            assertThat(dedup.owner()).isEqualTo("2");
            assertThat(bench.queue.removeDeduplicationKeyOfJob("2")).isTrue();
            assertThat(bench.queue.removeDeduplicationKeyOfJob("2")).isFalse();
            assertThatExceptionOfType(JobNotFoundException.class)
                    .isThrownBy(() -> bench.queue.removeDeduplicationKeyOfJob("none"));
        }

        @Test
        void anEmptyIdIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.queue.getDeduplicationJobId(""))
                    .withMessage("deduplicationId must not be empty");
            assertThatIllegalArgumentException().isThrownBy(() -> bench.queue.removeDeduplicationKey(""));
        }
    }
}
