package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.Finding;
import io.taurine.queue.check.FindingKind;
import io.taurine.queue.check.QueueCheck;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a check finds is mended as its kind says; what it does not find any more stays as it is. */
@RedisTest
class CheckRepairIT {

    private static final CheckOptions AT_ONCE =
            CheckOptions.builder().pause(Duration.ZERO).build();

    private final TestQueue keysOf;
    private final Bench bench;
    private final QueueCheck check;

    CheckRepairIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        check = QueueCheck.of(keysOf.name(), Bench.connection(), AT_ONCE);
    }

    private void repairAll() {
        var findings = check.run().findings();
        assertThat(findings).isNotEmpty();
        findings.stream()
                .sorted(Comparator.comparing(Finding::kind))
                .forEach(finding ->
                        assertThat(check.repair(finding)).as("%s", finding).isTrue());
        assertThat(check.run().findings()).isEmpty();
        findings.forEach(finding ->
                assertThat(check.repair(finding)).as("again: %s", finding).isFalse());
    }

    private String lost(JobOptions.Builder options, String state) {
        var id = bench.add(options);
        lose(id, state);
        return id;
    }

    private void lose(String id, String state) {
        if (keysOf.redis().type(bench.key(state)).equals("list")) {
            keysOf.redis().lrem(bench.key(state), 0, id);
        } else {
            keysOf.redis().zrem(bench.key(state), id);
        }
    }

    private JobState stateOf(String id) {
        return bench.queue.getJobState(id);
    }

    @Nested
    class Jobs {

        @Test
        void idsWithoutAJobGo() {
            bench.queue.pause();
            for (var list : List.of("wait", "active")) {
                keysOf.redis().rpush(bench.key(list), "gone-" + list);
            }
            for (var set : List.of("delayed", "prioritized", "completed", "failed", "waiting-children")) {
                keysOf.redis().zadd(bench.key(set), 1, "gone-" + set);
            }
            keysOf.redis().sadd(bench.key("stalled"), "gone-active");

            repairAll();

            assertThat(bench.queue.getJobCounts().total()).isZero();
            assertThat(bench.exists(bench.key("stalled"))).isFalse();
        }

        @Test
        void anIdWhoseJobIsThereAfterAllStays() {
            keysOf.redis().rpush(bench.key("wait"), "soon");
            var finding = check.run().findings().get(0);
            keysOf.redis().lrem(bench.key("wait"), 0, "soon");
            bench.add(JobOptions.builder().jobId("soon"));

            assertThat(check.repair(finding)).isFalse();

            assertThat(bench.list("wait")).containsExactly("soon");
        }

        @Test
        void aJobInNoStateIsServedNext() {
            var id = lost(JobOptions.builder(), "wait");
            var other = bench.add();
            bench.forgetEvents();

            repairAll();

            assertThat(bench.list("wait")).containsExactly(other, id);
            assertThat(bench.events()).containsExactly("waiting jobId=" + id);
            assertThat(bench.claiming().run().ids()).containsExactly(id);
        }

        @Test
        void aJobInNoStateGoesWhereItBelongs() {
            var delayed = lost(JobOptions.builder().delay(Duration.ofHours(1)), "delayed");
            var prioritized = lost(JobOptions.builder().priority(3), "prioritized");
            var completed = bench.completed();
            lose(completed, "completed");
            var failed = bench.failed();
            lose(failed, "failed");
            var parent = addFlow();
            lose(parent, "waiting-children");

            repairAll();

            assertThat(stateOf(delayed)).isEqualTo(JobState.DELAYED);
            assertThat(bench.queue.getDueTime(delayed).orElseThrow().toEpochMilli())
                    .isEqualTo(Long.parseLong(bench.field(delayed, "timestamp")) + 3_600_000);
            assertThat(stateOf(prioritized)).isEqualTo(JobState.PRIORITIZED);
            assertThat(stateOf(completed)).isEqualTo(JobState.COMPLETED);
            assertThat(bench.score("completed", completed)).isEqualTo(Bench.NOW);
            assertThat(stateOf(failed)).isEqualTo(JobState.FAILED);
            assertThat(stateOf(parent)).isEqualTo(JobState.WAITING_CHILDREN);
        }

        @Test
        void aJobThatMovedMeanwhileStaysWhereItIs() {
            var id = lost(JobOptions.builder(), "wait");
            var finding = check.run().findings().get(0);
            keysOf.redis().zadd(bench.key("completed"), 1, id);

            assertThat(check.repair(finding)).isFalse();

            assertThat(bench.list("wait")).isEmpty();
        }

        @Test
        void ofTwoPlacesThatWhichIsServedSoonerStays() {
            var id = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            keysOf.redis().lpush(bench.key("wait"), id);
            var twice = bench.add();
            keysOf.redis().rpush(bench.key("wait"), twice);

            repairAll();

            assertThat(bench.set("delayed")).isEmpty();
            assertThat(bench.list("wait")).containsExactlyInAnyOrder(id, twice);
        }

        @Test
        void aWorkerThatHoldsItDecides() {
            var id = bench.active();
            keysOf.redis().lpush(bench.key("wait"), id);
            keysOf.redis().zadd(bench.key("completed"), 1, id);

            repairAll();

            assertThat(bench.list("active")).containsExactly(id);
            assertThat(bench.list("wait")).isEmpty();
            assertThat(bench.settling().completed(id, "1").run().codes()).containsExactly(0L);
        }

        @Test
        void anEndThatItsHashTellsOfStays() {
            var failed = bench.failed();
            var completed = bench.completed();
            keysOf.redis().lpush(bench.key("wait"), completed);
            keysOf.redis().zadd(bench.key("failed"), 5, completed);
            keysOf.redis().lpush(bench.key("active"), failed);

            repairAll();

            assertThat(stateOf(completed)).isEqualTo(JobState.COMPLETED);
            assertThat(stateOf(failed)).isEqualTo(JobState.FAILED);
            assertThat(bench.list("wait")).isEmpty();
            assertThat(bench.list("active")).isEmpty();
        }

        @Test
        void aJobThatWasRetriedWaits() {
            var id = bench.failed();
            bench.queue.retry(id);
            keysOf.redis().zadd(bench.key("failed"), Bench.NOW, id);

            repairAll();

            assertThat(stateOf(id)).isEqualTo(JobState.WAITING);
            assertThat(bench.set("failed")).isEmpty();
        }

        @Test
        void whatIsStoredMayNotTellWhereItBelongs() {
            var id = bench.completed();
            keysOf.redis().zadd(bench.key("completed"), 5, id);
            keysOf.redis().lpush(bench.key("wait"), id);

            assertThat(check.repair(check.run().findings().get(0))).isFalse();

            assertThat(bench.list("wait")).containsExactly(id);
            assertThat(bench.set("completed")).containsExactly(id);
        }

        @Test
        void itsOwnPriorityCounts() {
            var id = bench.add(JobOptions.builder().priority(3));
            bench.setField(id, "priority", "5");
            var none = bench.add(JobOptions.builder().priority(3));
            bench.setField(none, "priority", "0");

            repairAll();

            assertThat(Math.floor(bench.score("prioritized", id) / (1L << 32))).isEqualTo(5);
            assertThat(bench.list("wait")).containsExactly(none);
        }

        @Test
        void whatIsLeftOfOneGoes() {
            keysOf.redis().rpush(bench.key("gone:logs"), "row");
            keysOf.redis().sadd(bench.key("gone:dependencies"), "bull:x:1");

            repairAll();

            assertThat(keysOf.keys()).noneMatch(key -> key.contains("gone"));
        }
    }

    @Nested
    class Locks {

        @Test
        void oneOfAJobThatIsNotActiveGoes() {
            var id = bench.add();
            keysOf.redis().set(keysOf.key(id) + ":lock", "worker");

            repairAll();

            assertThat(bench.exists(keysOf.key(id) + ":lock")).isFalse();
        }

        @Test
        void oneWithoutEndGetsOne() {
            var id = bench.active();
            keysOf.redis().persist(keysOf.key(id) + ":lock");

            repairAll();

            assertThat(keysOf.redis().get(keysOf.key(id) + ":lock")).isEqualTo(Bench.TOKEN);
            assertThat(keysOf.redis().pttl(keysOf.key(id) + ":lock")).isBetween(1L, 30_000L);
        }

        @Test
        void aJobThatNobodyHoldsIsServedNext() {
            var id = bench.active();
            keysOf.redis().del(keysOf.key(id) + ":lock");
            bench.setField(id, "processedOn", "1600000000000");
            bench.forgetEvents();

            repairAll();

            assertThat(bench.list("wait")).containsExactly(id);
            assertThat(bench.field(id, "stc")).isEqualTo("1");
            assertThat(bench.events()).containsExactly("waiting jobId=" + id + " prev=active", "stalled jobId=" + id);
        }
    }

    private String addFlow() {
        return FlowProducer.of(Bench.connection())
                .add(FlowNode.of("parent", keysOf.name())
                        .child(FlowNode.of("child", keysOf.name()))
                        .build())
                .id();
    }

    @Nested
    class Families {

        @Test
        void aParentWithoutChildrenGoesInLine() {
            var parent = addFlow();
            var child = bench.claiming().run().ids().get(0);
            bench.settling().completed(child, "7").run();
            lose(parent, "wait");
            keysOf.redis().zadd(bench.key("waiting-children"), 1, parent);
            bench.setField(parent, "flowAttachmentFailed", "1");

            repairAll();

            assertThat(bench.list("wait")).containsExactly(parent);
            assertThat(bench.hash(parent)).doesNotContainKey("flowAttachmentFailed");
        }

        @Test
        void aParentThatForgotItsChildrenWaitsForThemAgain() {
            var parent = addFlow();
            keysOf.redis().del(keysOf.key(parent) + ":dependencies");

            var findings = check.run().findings();
            assertThat(findings).hasSize(2);
            var unknownChild = findings.stream()
                    .filter(finding -> finding.kind() == FindingKind.CHILD_UNKNOWN_TO_PARENT)
                    .findFirst()
                    .orElseThrow();
            assertThat(check.repair(unknownChild)).isTrue();

            assertThat(check.run().findings()).isEmpty();
            assertThat(stateOf(parent)).isEqualTo(JobState.WAITING_CHILDREN);
            assertThat(keysOf.redis().scard(keysOf.key(parent) + ":dependencies"))
                    .isEqualTo(1);
        }

        @Test
        void aChildThatIsGoneIsNotWaitedFor() {
            var parent = addFlow();
            var child = bench.list("wait").get(0);
            keysOf.redis().del(keysOf.key(child));
            lose(child, "wait");

            repairAll();

            assertThat(bench.list("wait")).containsExactly(parent);
        }

        @Test
        void aChildThatHasCompletedReports() {
            var parent = addFlow();
            var child = bench.claiming().run().ids().get(0);
            bench.settling().completed(child, "7").run();
            lose(parent, "wait");
            keysOf.redis().zadd(bench.key("waiting-children"), 1, parent);
            keysOf.redis().sadd(keysOf.key(parent) + ":dependencies", keysOf.key(child));
            keysOf.redis().del(keysOf.key(parent) + ":processed");

            repairAll();

            assertThat(bench.list("wait")).containsExactly(parent);
            assertThat(bench.queue.getChildrenValues(parent, Integer.class)).containsEntry(keysOf.key(child), 7);
        }
    }

    @Nested
    class TheQueue {

        @Test
        void aSchedulerGetsItsNextRun() {
            var run = bench.queue
                    .upsertJobScheduler("hourly", Schedule.every(Duration.ofHours(1)), JobTemplate.of("data"))
                    .orElseThrow()
                    .id();
            keysOf.redis().del(keysOf.key(run));
            lose(run, "wait");

            repairAll();

            var next = bench.queue.getJobScheduler("hourly").orElseThrow().nextJobId();
            assertThat(stateOf(next)).isEqualTo(JobState.DELAYED);
        }

        @Test
        void anEntryWithoutARecordGoes() {
            keysOf.redis().zadd(bench.key("repeat"), Bench.NOW, "hourly");

            repairAll();

            assertThat(bench.exists(bench.key("repeat"))).isFalse();
        }

        @Test
        void aDeduplicationIdIsFree() {
            keysOf.redis().set(bench.key("de:once"), "41");

            repairAll();

            assertThat(bench.queue.getDeduplicationJobId("once")).isEmpty();
        }

        @Test
        void aJobThatIsKeptForTheEndOfAnotherIsAdded() {
            var last = JobOptions.builder().deduplication(Deduplication.keepLast("last"));
            var owner = bench.active(last);
            bench.queue.add("next", 2, last.build());
            keysOf.redis().del(keysOf.key(owner), keysOf.key(owner) + ":lock");
            lose(owner, "active");

            repairAll();

            var next = bench.queue.getDeduplicationJobId("last").orElseThrow();
            assertThat(bench.field(next, "name")).isEqualTo("next");
            assertThat(bench.list("wait")).containsExactly(next);
        }

        @Test
        void aSleepingWorkerIsWoken() {
            bench.add();
            bench.forgetMarkers();

            repairAll();

            assertThat(bench.markers()).containsEntry("0", 0.0);
        }

        @Test
        void jobsThatWerePutAsideComeBack() {
            bench.add();
            keysOf.redis().rename(bench.key("wait"), bench.key("paused"));
            var other = bench.add();

            repairAll();

            assertThat(bench.list("wait")).hasSize(2).startsWith(other);
            assertThat(bench.exists(bench.key("paused"))).isFalse();
        }

        @Test
        void countersGoForward() {
            bench.add(JobOptions.builder().priority(3));
            var last = bench.add(JobOptions.builder().priority(3));
            keysOf.redis().del(bench.key("id"), bench.key("pc"));

            repairAll();

            assertThat(keysOf.redis().get(bench.key("id"))).isEqualTo(last);
            assertThat(keysOf.redis().get(bench.key("pc"))).isEqualTo("2");
        }

        @Test
        void whatShouldHaveEndedGoes() {
            keysOf.redis().set(bench.key("limiter"), "5");
            keysOf.redis().set(bench.key("stalled-check"), "5");

            repairAll();

            assertThat(bench.exists(bench.key("limiter"))).isFalse();
            assertThat(bench.exists(bench.key("stalled-check"))).isFalse();
        }

        @Test
        void theTwinDoesTheSame() {
            keysOf.redis().set(bench.key("limiter"), "5");
            var finding = check.run().findings().get(0);

            assertThat(check.repairAsync(finding).toCompletableFuture().join()).isTrue();
            assertThat(check.repairAsync(finding).toCompletableFuture().join()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "JOB_INCOMPLETE", "ENDED_WITHOUT_OUTCOME", "DELAYED_TOO_LONG", "RECORD_WITHOUT_SCHEDULER",
                "SCHEDULER_UNREADABLE", "SCHEDULER_LEGACY", "SETTING_UNUSABLE", "KEY_OF_WRONG_TYPE"
            })
    void whatNeedsAPersonIsRefused(FindingKind kind) {
        var finding = new Finding(kind, "1", "", "", true);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.repair(finding))
                .withMessageContaining("finding must be one that is repairable");
        assertThatIllegalArgumentException().isThrownBy(() -> check.repairAsync(finding));
    }

    @Test
    void whatACheckCallsNotRepairableIsRefused() {
        var finding = new Finding(FindingKind.PARENT_WAITS_IN_VAIN, "1", "bull:x:1", "", false);

        assertThatIllegalArgumentException().isThrownBy(() -> check.repair(finding));
    }
}
