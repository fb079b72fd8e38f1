package io.taurine.queue;

import static io.taurine.queue.check.FindingKind.ACTIVE_WITHOUT_LOCK;
import static io.taurine.queue.check.FindingKind.CHILD_UNKNOWN_TO_PARENT;
import static io.taurine.queue.check.FindingKind.DEDUPLICATION_HELD;
import static io.taurine.queue.check.FindingKind.DELAYED_TOO_LONG;
import static io.taurine.queue.check.FindingKind.ENDED_WITHOUT_OUTCOME;
import static io.taurine.queue.check.FindingKind.ID_COUNTER_BEHIND;
import static io.taurine.queue.check.FindingKind.ID_WITHOUT_JOB;
import static io.taurine.queue.check.FindingKind.JOBS_PUT_ASIDE;
import static io.taurine.queue.check.FindingKind.JOB_INCOMPLETE;
import static io.taurine.queue.check.FindingKind.JOB_IN_NO_STATE;
import static io.taurine.queue.check.FindingKind.JOB_IN_SEVERAL_STATES;
import static io.taurine.queue.check.FindingKind.KEYS_WITHOUT_JOB;
import static io.taurine.queue.check.FindingKind.KEY_OF_WRONG_TYPE;
import static io.taurine.queue.check.FindingKind.LIMITER_WITHOUT_END;
import static io.taurine.queue.check.FindingKind.LOCK_WITHOUT_ACTIVE_JOB;
import static io.taurine.queue.check.FindingKind.LOCK_WITHOUT_END;
import static io.taurine.queue.check.FindingKind.MARKER_MISSING;
import static io.taurine.queue.check.FindingKind.PARENT_WAITS_IN_VAIN;
import static io.taurine.queue.check.FindingKind.PARENT_WITHOUT_CHILDREN;
import static io.taurine.queue.check.FindingKind.PRIORITY_COUNTER_BEHIND;
import static io.taurine.queue.check.FindingKind.PRIORITY_MISMATCH;
import static io.taurine.queue.check.FindingKind.RECORD_WITHOUT_SCHEDULER;
import static io.taurine.queue.check.FindingKind.SCHEDULER_LEGACY;
import static io.taurine.queue.check.FindingKind.SCHEDULER_UNREADABLE;
import static io.taurine.queue.check.FindingKind.SCHEDULER_WITHOUT_NEXT_RUN;
import static io.taurine.queue.check.FindingKind.SCHEDULER_WITHOUT_RECORD;
import static io.taurine.queue.check.FindingKind.SETTING_UNUSABLE;
import static io.taurine.queue.check.FindingKind.STALLED_CHECK_WITHOUT_END;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every sort of damage, done by hand, is found, and nothing else with it. */
@RedisTest
class CheckFindingsIT {

    private static final CheckOptions AT_ONCE =
            CheckOptions.builder().pause(Duration.ZERO).build();

    private final TestQueue keysOf;
    private final Bench bench;
    private final QueueCheck check;

    CheckFindingsIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        check = QueueCheck.of(keysOf.name(), Bench.connection(), AT_ONCE);
    }

    private void setFor(int seconds, String key, String value) {
        keysOf.redis().set(key, value);
        keysOf.redis().expire(key, seconds);
    }

    private List<Finding> findings() {
        return check.run().findings();
    }

    /** The one thing that is wrong. */
    private Finding found(FindingKind kind, String id) {
        var findings = findings();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).kind()).isEqualTo(kind);
        assertThat(findings.get(0).id()).isEqualTo(id);
        return findings.get(0);
    }

    @Nested
    class Jobs {

        @Test
        void anIdWithoutAJob() {
            for (var list : List.of("wait", "paused", "active")) {
                keysOf.redis().rpush(bench.key(list), "gone-" + list);
            }
            for (var set : List.of("delayed", "prioritized", "completed", "failed", "waiting-children")) {
                keysOf.redis().zadd(bench.key(set), 1L << 32, "gone-" + set);
            }
            bench.queue.pause();

            assertThat(findings())
                    .extracting(Finding::kind, Finding::id)
                    .containsExactlyInAnyOrderElementsOf(List.of(
                                    "wait",
                                    "paused",
                                    "active",
                                    "delayed",
                                    "prioritized",
                                    "completed",
                                    "failed",
                                    "waiting-children")
                            .stream()
                            .map(state -> org.assertj.core.groups.Tuple.tuple(ID_WITHOUT_JOB, "gone-" + state))
                            .toList());
        }

        @Test
        void anIdOfAJobThatAWorkerRunsIsLeftToThatWorker() {
            var id = bench.active();
            keysOf.redis().del(keysOf.key(id));

            assertThat(findings()).isEmpty();
        }

        @Test
        void aJobInNoState() {
            var id = bench.add();
            keysOf.redis().lrem(bench.key("wait"), 0, id);

            assertThat(found(JOB_IN_NO_STATE, id).seen()).contains("it has not ended");
        }

        @Test
        void aJobThatEndedAndIsInNoState() {
            var id = bench.completed();
            keysOf.redis().zrem(bench.key("completed"), id);

            assertThat(found(JOB_IN_NO_STATE, id).seen()).contains("it ended at 2027-");
        }

        @Test
        void aJobInTwoStates() {
            var id = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            keysOf.redis().lpush(bench.key("wait"), id);

            bench.queue.pause();
            assertThat(found(JOB_IN_SEVERAL_STATES, id).seen()).isEqualTo("delayed and wait list it");
        }

        @Test
        void aJobTwiceInLine() {
            var id = bench.add();
            keysOf.redis().lpush(bench.key("wait"), id);

            assertThat(found(JOB_IN_SEVERAL_STATES, id).seen()).isEqualTo("wait (more than once) list it");
        }

        @Test
        void whatIsLeftOfAGhost() {
            keysOf.redis().hset(bench.key("ghost"), "stc", "1");
            keysOf.redis().rpush(bench.key("wait"), "ghost");
            bench.queue.pause();

            assertThat(found(JOB_INCOMPLETE, "ghost").seen()).isEqualTo("it lacks name, data, opts, timestamp");
        }

        @Test
        void optionsThatAreNoJson() {
            var id = bench.add();
            bench.setField(id, "opts", "{attempts");

            assertThat(found(JOB_INCOMPLETE, id).seen()).isEqualTo("it lacks opts that are JSON");
        }

        @Test
        void anEndWithoutAnOutcome() {
            var id = bench.completed();
            keysOf.redis().hdel(keysOf.key(id), "returnvalue", "finishedOn");

            assertThat(found(ENDED_WITHOUT_OUTCOME, id).seen())
                    .isEqualTo("it is completed, but has no finishedOn, no returnvalue");
        }

        @Test
        void aJobListedAsCompletedThatNeverRan() {
            var id = bench.add();
            keysOf.redis().lrem(bench.key("wait"), 0, id);
            keysOf.redis().zadd(bench.key("completed"), Bench.NOW, id);

            assertThat(found(ENDED_WITHOUT_OUTCOME, id).seen()).contains("no processedOn");
        }

        @Test
        void aDelayInTheWrongUnit() {
            var id = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            keysOf.redis().zadd(bench.key("delayed"), 4096.0 * 1000 * Bench.NOW, id);

            found(DELAYED_TOO_LONG, id);
        }

        @Test
        void anotherPriorityThanItsOwn() {
            var id = bench.add(JobOptions.builder().priority(3));
            bench.setField(id, "priority", "5");

            assertThat(found(PRIORITY_MISMATCH, id).seen()).isEqualTo("its priority is 5, it stands in line with 3");
        }

        @Test
        void logsOfAJobThatIsGone() {
            keysOf.redis().rpush(bench.key("gone:logs"), "row");
            keysOf.redis().sadd(bench.key("gone:dependencies"), "bull:x:1");
            keysOf.redis().hset(bench.key("gone:processed"), "bull:x:1", "1");
            keysOf.redis().hset(bench.key("gone:failed"), "bull:x:1", "1");
            keysOf.redis().zadd(bench.key("gone:unsuccessful"), 1, "bull:x:1");

            assertThat(found(KEYS_WITHOUT_JOB, "gone").seen())
                    .isEqualTo("left of it: logs, dependencies, processed, failed, unsuccessful");
        }

        @Test
        void manyAreFoundUpToTheLimit() {
            for (int i = 0; i < 1500; i++) {
                keysOf.redis()
                        .hset(bench.key("lost-" + i), Map.of("name", "x", "timestamp", "1", "opts", "{}", "data", "1"));
            }

            var all = QueueCheck.of(
                            keysOf.name(),
                            Bench.connection(),
                            CheckOptions.builder()
                                    .pause(Duration.ZERO)
                                    .limit(2000)
                                    .build())
                    .run();
            assertThat(all.findings()).hasSize(1500);
            assertThat(all.complete()).isTrue();
            assertThat(all.jobs()).isGreaterThanOrEqualTo(1500);
            var some = check.run();
            assertThat(some.findings()).hasSize(1000);
            assertThat(some.complete()).isFalse();
            assertThat(some.isClean()).isFalse();
        }
    }

    @Nested
    class Locks {

        @Test
        void aLockOnAJobThatIsNotActive() {
            var id = bench.add();
            setFor(30, keysOf.key(id) + ":lock", "worker");

            assertThat(found(LOCK_WITHOUT_ACTIVE_JOB, id).seen()).isEqualTo("it is locked, but not active");
        }

        @Test
        void aLockOnAJobThatIsGone() {
            keysOf.redis().set(bench.key("gone:lock"), "worker");

            assertThat(found(LOCK_WITHOUT_ACTIVE_JOB, "gone").seen()).contains("the lock never ends");
        }

        @Test
        void aLockWithoutEnd() {
            var id = bench.active();
            keysOf.redis().persist(keysOf.key(id) + ":lock");

            found(LOCK_WITHOUT_END, id);
        }

        @Test
        void anActiveJobThatNobodyHolds() {
            var id = bench.active();
            keysOf.redis().del(keysOf.key(id) + ":lock");
            bench.setField(id, "processedOn", "1600000000000");

            assertThat(found(ACTIVE_WITHOUT_LOCK, id).seen()).contains("2020-09-13T12:26:40Z");
        }

        @Test
        void anActiveJobThatSomebodyWillRecoverIsNoFinding() {
            var id = bench.active();
            keysOf.redis().del(keysOf.key(id) + ":lock");
            bench.setField(id, "processedOn", "1600000000000");
            setFor(30, bench.key("stalled-check"), "1");

            assertThat(findings()).isEmpty();
        }
    }

    @Nested
    class Families {

        private String addFlow() {
            return FlowProducer.of(Bench.connection())
                    .add(FlowNode.of("parent", keysOf.name())
                            .child(FlowNode.of("child", keysOf.name()).build())
                            .build())
                    .job()
                    .id();
        }

        @Test
        void aParentWithoutChildren() {
            var parent = addFlow();
            keysOf.redis().del(keysOf.key(parent) + ":dependencies");

            assertThat(findings())
                    .extracting(Finding::kind)
                    .containsExactlyInAnyOrder(PARENT_WITHOUT_CHILDREN, CHILD_UNKNOWN_TO_PARENT);
        }

        @Test
        void aParentWhoseChildIsGone() {
            var parent = addFlow();
            var child = bench.list("wait").get(0);
            keysOf.redis().del(keysOf.key(child));
            keysOf.redis().lrem(bench.key("wait"), 0, child);

            var finding = found(PARENT_WAITS_IN_VAIN, parent);
            assertThat(finding.other()).isEqualTo(keysOf.key(child));
            assertThat(finding.seen()).isEqualTo("it waits for " + keysOf.key(child) + ", which is gone");
        }

        @Test
        void aParentThatHasNotHeardOfTheEndOfItsChild() {
            var parent = addFlow();
            var child = bench.claiming().run().ids().get(0);
            bench.settling().completed(child, "1").run();
            var inLine = bench.list("wait").get(0);
            keysOf.redis().rpop(bench.key("wait"));
            keysOf.redis().zadd(bench.key("waiting-children"), 1, inLine);
            keysOf.redis().sadd(keysOf.key(parent) + ":dependencies", keysOf.key(child));

            assertThat(found(PARENT_WAITS_IN_VAIN, parent).seen()).endsWith("which has completed");
        }

        @Test
        void aParentWhoseChildNamesAnother() {
            var parent = addFlow();
            var child = bench.list("wait").get(0);
            keysOf.redis().hdel(keysOf.key(child), "parentKey");

            assertThat(found(PARENT_WAITS_IN_VAIN, parent).seen()).endsWith("whose parent is nobody");
        }
    }

    @Nested
    class Schedulers {

        private String add(String id) {
            return bench.queue
                    .upsertJobScheduler(id, Schedule.every(Duration.ofHours(1)), JobTemplate.of("data"))
                    .orElseThrow()
                    .id();
        }

        @Test
        void aSchedulerWithoutANextRun() {
            var run = add("nightly");
            keysOf.redis().del(keysOf.key(run));
            keysOf.redis().lrem(bench.key("wait"), 0, run);

            found(SCHEDULER_WITHOUT_NEXT_RUN, "nightly");
        }

        @Test
        void anEntryWithoutARecord() {
            keysOf.redis().zadd(bench.key("repeat"), Bench.NOW, "nightly");

            found(SCHEDULER_WITHOUT_RECORD, "nightly");
        }

        @Test
        void aRecordWithoutAnEntry() {
            add("nightly");
            keysOf.redis().zrem(bench.key("repeat"), "nightly");

            found(RECORD_WITHOUT_SCHEDULER, "nightly");
        }

        @Test
        void oneThatNobodyCanEvaluate() {
            var run = add("nightly");
            keysOf.redis().hdel(bench.key("repeat:nightly"), "every");
            keysOf.redis().hset(bench.key("repeat:nightly"), "pattern", "whenever");
            keysOf.redis().del(keysOf.key(run));
            keysOf.redis().lrem(bench.key("wait"), 0, run);

            found(SCHEDULER_UNREADABLE, "nightly");
        }

        @Test
        void aRepeatableJobOfOldTimes() {
            keysOf.redis().zadd(bench.key("repeat"), Bench.NOW, "mail:::: 0 * * * *");

            found(SCHEDULER_LEGACY, "mail:::: 0 * * * *");
        }
    }

    @Nested
    class TheQueue {

        @Test
        void aDeduplicationIdWhoseOwnerIsGone() {
            keysOf.redis().set(bench.key("de:once"), "41");

            assertThat(found(DEDUPLICATION_HELD, "once").seen()).isEqualTo("its owner is job 41, which is gone");
        }

        @Test
        void aDeduplicationIdWhoseOwnerHasEnded() {
            var id = bench.active(JobOptions.builder().deduplication(Deduplication.simple("once")));
            bench.settling().completed(id, "1").run();
            keysOf.redis().set(bench.key("de:once"), id);

            assertThat(found(DEDUPLICATION_HELD, "once").seen()).endsWith("which has ended");
        }

        @Test
        void aDeduplicationIdThatIsHeldForATimeIsNoFinding() {
            setFor(100, bench.key("de:once"), "41");

            assertThat(findings()).isEmpty();
        }

        @Test
        void noMarkerAlthoughJobsWait() {
            var id = bench.add();
            bench.forgetMarkers();

            assertThat(found(MARKER_MISSING, "marker").seen()).startsWith("job " + id + " is next");
        }

        @Test
        void noMarkerIsNeededWhereNobodyMayClaim() {
            bench.active();
            bench.add();
            bench.add(JobOptions.builder().priority(1));
            bench.forgetMarkers();

            bench.setMeta("paused", "1");
            assertThat(findings()).isEmpty();
            keysOf.redis().hdel(bench.key("meta"), "paused");
            bench.setMeta("concurrency", "1");
            assertThat(findings()).isEmpty();
            keysOf.redis().hdel(bench.key("meta"), "concurrency");
            bench.limited("1");
            assertThat(findings()).isEmpty();
            keysOf.redis().del(bench.key("limiter"));
            found(MARKER_MISSING, "marker");
        }

        @Test
        void jobsThatWerePutAside() {
            var id = bench.add();
            keysOf.redis().rename(bench.key("wait"), bench.key("paused"));

            assertThat(found(JOBS_PUT_ASIDE, "paused").seen()).startsWith("1 jobs are put aside");
            assertThat(bench.hash(id)).isNotEmpty();
        }

        @Test
        void anIdThatWillBeGivenOutOnceMore() {
            bench.add();
            bench.add();
            var last = bench.add();
            keysOf.redis().set(bench.key("id"), "1");

            assertThat(found(ID_COUNTER_BEHIND, last).seen()).isEqualTo("this job exists, the counter of ids is at 1");
            keysOf.redis().del(bench.key("id"));
            found(ID_COUNTER_BEHIND, last);
        }

        @Test
        void aPlaceInLineThatWillBeGivenOutOnceMore() {
            bench.add(JobOptions.builder().priority(7));
            var last = bench.add(JobOptions.builder().priority(3));
            keysOf.redis().del(bench.key("pc"));

            assertThat(found(PRIORITY_COUNTER_BEHIND, last).seen())
                    .isEqualTo("it came as number 2, the counter is at 0");
        }

        @Test
        void countersThatNeverEnd() {
            keysOf.redis().set(bench.key("limiter"), "5");
            found(LIMITER_WITHOUT_END, "limiter");
            keysOf.redis().del(bench.key("limiter"));
            keysOf.redis().set(bench.key("stalled-check"), "5");
            found(STALLED_CHECK_WITHOUT_END, "stalled-check");
        }

        @Test
        void settingsThatNobodyCanUse() {
            bench.setMeta("max", "5");
            assertThat(found(SETTING_UNUSABLE, "meta").seen()).startsWith("max is 5 without a duration");
            bench.setMeta("max", "many");
            assertThat(found(SETTING_UNUSABLE, "meta").seen()).isEqualTo("max is many, must be 1 or more");
            keysOf.redis().hdel(bench.key("meta"), "max");
            bench.setMeta("concurrency", "0");
            assertThat(found(SETTING_UNUSABLE, "meta").seen()).isEqualTo("concurrency is 0, must be 1 or more");
            keysOf.redis().hdel(bench.key("meta"), "concurrency");
            bench.setMeta("paused", "0");
            assertThat(found(SETTING_UNUSABLE, "meta").seen()).startsWith("paused is 0");
        }

        @Test
        void aKeyOfTheWrongType() {
            keysOf.redis().hset(bench.key("wait"), "name", "a job with a bad id");

            assertThat(found(KEY_OF_WRONG_TYPE, "wait").seen()).isEqualTo("it should be a list and is a hash");
            assertThat(check.run().complete()).isFalse();
        }
    }
}
