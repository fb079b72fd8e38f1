package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.KeepJobs;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.internal.CancelSubscriber;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.internal.WorkerGateway.HeldLock;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a cancel leaves in Redis, for jobs in every state. */
@RedisTest
class CancelIT {

    private static final CancelOptions REMOVE =
            CancelOptions.builder().reason("not needed").remove(true).build();

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    CancelIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    @Nested
    class OneStartOnly {

        private CancelOutcome cancel(String id, int start) {
            return queue.cancel(id, CancelOptions.builder().onlyStart(start).build());
        }

        @Test
        void itIsCancelledWhileItRunsAndNothingElseIs() {
            var waiting = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            var id = bench.active();

            assertThat(cancel(id, 2)).isEqualTo(CancelOutcome.NOT_RUNNING);
            assertThat(cancel(waiting, 1)).isEqualTo(CancelOutcome.NOT_RUNNING);
            assertThat(cancel("none", 1)).isEqualTo(CancelOutcome.NOT_FOUND);
            assertThat(bench.field(id, "cancelled")).isEqualTo("(absent)");
            assertThat(bench.exists(bench.key("taurine:cancelling"))).isFalse();

            assertThat(cancel(id, 1)).isEqualTo(CancelOutcome.MARKED);
            assertThat(bench.field(id, "cancelled")).contains("\"reason\":\"cancelled\"");
        }

        @Test
        void aRunThatEndedTakesNeitherThePauseNorTheNextOneWithIt() {
            var id = bench.active(JobOptions.builder().attempts(3));
            bench.settling().delay(id, "again", 60_000).run();
            assertThat(cancel(id, 1)).isEqualTo(CancelOutcome.NOT_RUNNING);
            queue.promote(id);
            bench.claiming().run();

            assertThat(cancel(id, 1)).isEqualTo(CancelOutcome.NOT_RUNNING);
            assertThatJob(keysOf, id).isActive();
        }

        @Test
        void aStartThatCannotBeIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CancelOptions.builder().onlyStart(0))
                    .withMessageContaining("0");
        }
    }

    @Nested
    class NotRunning {

        @Test
        void aWaitingJobFailsForGoodWithTheReason() {
            var id = bench.add(JobOptions.builder().attempts(3));
            bench.forgetEvents();

            assertThat(queue.cancel(id, "not needed")).isEqualTo(CancelOutcome.FAILED);

            assertThatJob(keysOf, id)
                    .isFailed()
                    .hasFailedReason("not needed")
                    .hasAttemptsMade(1)
                    .hasAttemptsStarted(0)
                    .hasField("stacktrace", "[]");
            assertThat(bench.field(id, "finishedOn")).matches("\\d{13}");
            assertThat(bench.field(id, "cancelled")).contains("\"reason\":\"not needed\"", "\"at\":");
            assertThat(bench.list("wait")).isEmpty();
            assertThat(bench.events())
                    .containsExactly(
                            "cancelled jobId=1 prev=waiting reason=not needed",
                            "failed failedReason=not needed jobId=1 prev=waiting",
                            "drained");
        }

        @Test
        void itsOnlyAttemptIsUsedUpAsInBullMq() {
            var id = bench.add();
            bench.add();
            bench.forgetEvents();

            queue.cancel(id, "r");

            assertThat(bench.events())
                    .containsExactly(
                            "cancelled jobId=1 prev=waiting reason=r",
                            "failed failedReason=r jobId=1 prev=waiting",
                            "retries-exhausted attemptsMade=1 jobId=1");
        }

        @Test
        void aDelayedAndAPrioritizedJobFailToo() {
            var delayed = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            var prioritized = bench.add(JobOptions.builder().priority(3));
            bench.forgetEvents();

            assertThat(queue.cancel(delayed, "a")).isEqualTo(CancelOutcome.FAILED);
            assertThat(queue.cancel(prioritized, "b")).isEqualTo(CancelOutcome.FAILED);

            assertThatJob(keysOf, delayed).isFailed().hasFailedReason("a");
            assertThatJob(keysOf, prioritized).isFailed().hasFailedReason("b");
            assertThat(bench.set("delayed")).isEmpty();
            assertThat(bench.set("prioritized")).isEmpty();
            assertThat(bench.events())
                    .contains("cancelled jobId=1 prev=delayed reason=a", "cancelled jobId=2 prev=prioritized reason=b");
        }

        @Test
        void aJobOfAPausedQueueFails() {
            var id = bench.add();
            queue.pause();

            queue.cancel(id, "r");

            assertThatJob(keysOf, id).isFailed();
        }

        @Test
        void anActiveJobWhoseWorkerDiedFailsAtOnce() {
            var id = bench.active(JobOptions.builder().attempts(5));
            keysOf.redis().sadd(bench.key("stalled"), id);
            keysOf.redis().del(bench.key(id) + ":lock");

            assertThat(queue.cancel(id, "r")).isEqualTo(CancelOutcome.FAILED);

            assertThatJob(keysOf, id).isFailed().hasFailedReason("r");
            assertThat(bench.list("active")).isEmpty();
            assertThat(bench.exists(bench.key("stalled"))).isFalse();
        }

        @Test
        void earlierFailuresKeepTheirTraces() {
            var id = bench.active(JobOptions.builder().attempts(3));
            bench.settling().retry(id, "first", false).run();

            queue.cancel(id, "enough");

            assertThatJob(keysOf, id)
                    .isFailed()
                    .hasFailedReason("enough")
                    .hasAttemptsMade(2)
                    .hasField("stacktrace", "[\"t\"]");
        }

        @Test
        void theOptionOfTheJobSaysWhetherItStays() {
            var gone = bench.add(JobOptions.builder().removeOnFail(KeepJobs.none()));
            var first = bench.add(JobOptions.builder().removeOnFail(KeepJobs.count(1)));
            var second = bench.add(JobOptions.builder().removeOnFail(KeepJobs.count(1)));
            bench.forgetEvents();

            assertThat(queue.cancel(gone, "r")).isEqualTo(CancelOutcome.FAILED);
            queue.cancel(first, "r");
            queue.cancel(second, "r");

            assertThatJob(keysOf, gone).doesNotExist();
            assertThat(bench.set("failed")).containsExactly(second);
            assertThatJob(keysOf, first).doesNotExist();
            assertThat(bench.events()).contains("failed failedReason=r jobId=1 prev=waiting");
        }

        @Test
        void aDeduplicationIdIsFree() {
            var id = bench.add();
            bench.setField(id, "deid", "once");
            keysOf.redis().set(bench.key("de:once"), id);

            queue.cancel(id, "r");

            assertThat(bench.exists(bench.key("de:once"))).isFalse();
        }

        @Test
        void aSleepingWorkerHearsOfASlotThatBecameFree() {
            bench.setMeta("concurrency", "1");
            var id = bench.active();
            bench.add();
            keysOf.redis().del(bench.key(id) + ":lock");
            bench.forgetMarkers();

            queue.cancel(id, "r");

            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void theNextRunOfASchedulerIsRefused() {
            var id = "repeat:daily:1800000000000";
            keysOf.redis().hset(bench.key(id), Map.of("name", "n", "timestamp", "1", "rjk", "daily"));
            keysOf.redis().zadd(bench.key("repeat"), 1_800_000_000_000d, "daily");
            keysOf.redis().zadd(bench.key("delayed"), 1, id);

            assertThatExceptionOfType(SchedulerJobException.class).isThrownBy(() -> queue.cancel(id, "r"));
            assertThatExceptionOfType(SchedulerJobException.class).isThrownBy(() -> queue.cancel(id, REMOVE));

            assertThatJob(keysOf, id).isDelayed().doesNotHaveField("cancelled");
        }
    }

    @Nested
    class Family {

        private String child(String policy, String parent) {
            var id = bench.add();
            keysOf.redis()
                    .hset(
                            bench.key(id),
                            Map.of(
                                    "parentKey",
                                    bench.key(parent),
                                    "parent",
                                    "{\"id\":\"" + parent + "\",\"queueKey\":\"" + bench.keys.qualifiedName() + "\""
                                            + (policy.isEmpty() ? "" : ",\"" + policy + "\":true") + "}"));
            keysOf.redis().sadd(bench.key(parent) + ":dependencies", bench.key(id));
            return id;
        }

        private String parent() {
            var id = bench.add();
            keysOf.redis().lrem(bench.key("wait"), 1, id);
            keysOf.redis().zadd(bench.key("waiting-children"), 1, id);
            return id;
        }

        @Test
        void aParentThatWaitsForItsChildrenFails() {
            var parent = parent();
            var child = child("", parent);

            assertThat(queue.cancel(parent, "r")).isEqualTo(CancelOutcome.FAILED);

            assertThatJob(keysOf, parent).isFailed();
            assertThatJob(keysOf, child).isWaiting();
        }

        @Test
        void aChildsPolicyDecidesAboutItsParent() {
            var failing = parent();
            var continuing = parent();
            var waiting = parent();
            var breaking = child("fpof", failing);

            queue.cancel(breaking, "r");
            queue.cancel(child("idof", continuing), "why");
            queue.cancel(child("", waiting), "r");

            assertThatJob(keysOf, failing).isWaiting().hasField("defa", "child " + bench.key(breaking) + " failed");
            assertThatJob(keysOf, continuing).isWaiting();
            assertThat(keysOf.redis().hvals(bench.key(continuing) + ":failed")).containsExactly("why");
            assertThatJob(keysOf, waiting).isWaitingChildren();
        }

        @Test
        void aParentToRemoveStaysWhileAWorkerHoldsAChild() {
            var parent = parent();
            var child = child("", parent);
            bench.claiming().run();

            assertThatExceptionOfType(JobLockedException.class)
                    .isThrownBy(() -> queue.cancel(parent, REMOVE))
                    .matches(e -> e.jobId().equals(parent));

            assertThatJob(keysOf, parent).isWaitingChildren().doesNotHaveField("cancelled");
            assertThatJob(keysOf, child).isActive();
        }

        @Test
        void aParentToRemoveTakesItsChildrenAlong() {
            var parent = parent();
            var waiting = child("", parent);

            assertThat(queue.cancel(parent, REMOVE)).isEqualTo(CancelOutcome.REMOVED);

            assertThatJob(keysOf, parent).doesNotExist();
            assertThatJob(keysOf, waiting).doesNotExist();
            assertThat(keysOf.redis().exists(bench.key(parent) + ":dependencies"))
                    .isZero();
        }
    }

    @Nested
    class Removing {

        @Test
        void takesTheJobAwayAndTells() {
            var id = bench.add();
            bench.forgetEvents();

            assertThat(queue.cancel(id, REMOVE)).isEqualTo(CancelOutcome.REMOVED);

            assertThatJob(keysOf, id).doesNotExist();
            assertThat(bench.events())
                    .containsExactly("cancelled jobId=1 reason=not needed", "removed jobId=1 prev=wait");
            assertThat(queue.cancel(id, REMOVE)).isEqualTo(CancelOutcome.NOT_FOUND);
        }

        @Test
        void aRunningJobIsMarkedAllTheSame() {
            var id = bench.active();

            assertThat(queue.cancel(id, REMOVE)).isEqualTo(CancelOutcome.MARKED);

            assertThatJob(keysOf, id).isActive().hasField("defa", "not needed");
        }
    }

    @Nested
    class Running {

        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final CountDownLatch listening = new CountDownLatch(1);
        private final WorkerGateway gateway = new WorkerGateway(Bench.connection(), keysOf.prefix(), keysOf.name());

        private void hear(String workerId) throws InterruptedException {
            gateway.hearCancels(workerId, new CancelSubscriber() {
                @Override
                protected void onCancel(String jobId, String token, String reason) {
                    heard.add(jobId + " " + token + " " + reason);
                }

                @Override
                public void onListening() {
                    listening.countDown();
                }
            });
            listening.await();
        }

        @Test
        void itsWorkerHearsTheReason() throws Exception {
            var id = bench.active();
            hear("worker-1");

            assertThat(queue.cancel(id, "an \"odd\" / reason\n— ü")).isEqualTo(CancelOutcome.SIGNALLED);

            await().untilAsserted(() -> assertThat(heard).containsExactly("1 worker-1:0 an \"odd\" / reason\n— ü"));
            gateway.ignoreCancels("worker-1");
            await().until(() -> queue.cancel(id, "again") == CancelOutcome.MARKED);
        }

        @Test
        void anotherWorkerDoesNotHearIt() throws Exception {
            var id = bench.active();
            hear("worker-2");

            assertThat(queue.cancel(id, "r")).isEqualTo(CancelOutcome.MARKED);

            assertThat(heard).isEmpty();
            gateway.ignoreCancels("worker-2");
        }

        @Test
        void isMarkedAndStaysWhereItIs() {
            var id = bench.active(JobOptions.builder().attempts(3));
            bench.forgetEvents();

            queue.cancel(id, "first");
            queue.cancel(id, "second");

            assertThatJob(keysOf, id).isActive().isLockedBy(Bench.TOKEN).hasField("defa", "first");
            assertThat(bench.field(id, "cancelled")).contains("\"token\":\"worker-1:0\"", "\"reason\":\"first\"");
            assertThat(bench.events()).containsExactly("cancelled jobId=1 prev=active reason=first");
        }

        @Test
        void theMarkIsFoundWhenTheLockIsRenewed() throws Exception {
            var marked = bench.active();
            var other = bench.active();
            queue.cancel(marked, "why");

            var reply = gateway.extendLocks(
                            30_000, List.of(new HeldLock(marked, Bench.TOKEN), new HeldLock(other, Bench.TOKEN)))
                    .get();

            assertThat(reply.lost()).isEmpty();
            assertThat(reply.cancelled()).isEqualTo(Map.of(marked, "why"));
        }

        @Test
        void anEarlierMarkMeansNothingToALaterRun() throws Exception {
            var id = bench.active();
            queue.cancel(id, "why");
            keysOf.redis().set(bench.key(id) + ":lock", "worker-1:7");

            var reply = gateway.extendLocks(30_000, List.of(new HeldLock(id, "worker-1:7")))
                    .get();

            assertThat(reply.cancelled()).isEmpty();
            queue.cancel(id, "once more");
            assertThat(bench.field(id, "cancelled")).contains("\"token\":\"worker-1:7\"", "once more");
        }

        @Test
        void aRunThatFailsAfterwardsIsNotRunAgain() {
            var id = bench.active(JobOptions.builder().attempts(3));
            queue.cancel(id, "why");

            bench.settling().retry(id, "boom", false).run();

            // Every worker, BullMQ's too, fails a job with this field instead of running it.
            assertThatJob(keysOf, id).isWaiting().hasField("defa", "why");
        }

        @Test
        void aJobWhoseWorkerFallsSilentStaysCancelled() {
            var id = bench.active();
            queue.cancel(id, "why");
            keysOf.redis().sadd(bench.key("stalled"), id);
            keysOf.redis().del(bench.key(id) + ":lock");

            assertThat(bench.recoverStalled(Bench.NOW, 5)).containsExactly(id);

            assertThatJob(keysOf, id).isWaiting().hasField("defa", "why");
        }

        @Test
        void aRunThatEndedWellBeforeItHeardLeavesNoThreat() {
            var id = bench.active();
            queue.cancel(id, "too late");

            bench.settling().completed(id, "1").run();

            assertThatJob(keysOf, id).isCompleted().doesNotHaveField("defa");
        }
    }

    @Nested
    class Ended {

        @Test
        void aFinishedJobIsLeftAlone() {
            var completed = bench.completed();
            var failed = bench.failed();
            var before = List.of(bench.hash(completed), bench.hash(failed));
            bench.forgetEvents();

            assertThat(queue.cancel(completed, "r")).isEqualTo(CancelOutcome.ALREADY_FINISHED);
            assertThat(queue.cancel(failed, REMOVE)).isEqualTo(CancelOutcome.ALREADY_FINISHED);

            assertThat(List.of(bench.hash(completed), bench.hash(failed))).isEqualTo(before);
            assertThat(bench.events()).isEmpty();
        }

        @Test
        void aSecondCancelFindsItFinished() {
            var id = bench.add();
            queue.cancel(id, "first");

            assertThat(queue.cancel(id, "second")).isEqualTo(CancelOutcome.ALREADY_FINISHED);

            assertThatJob(keysOf, id).hasFailedReason("first");
        }

        @Test
        void aJobThatIsRetriedByHandRuns() {
            var id = bench.add();
            queue.cancel(id, "r");
            queue.retry(id);
            var bulk = bench.add();
            queue.cancel(bulk, "r");
            queue.retryJobs(JobState.FAILED, Instant.now().plusSeconds(60));

            assertThatJob(keysOf, id)
                    .isWaiting()
                    .doesNotHaveField("cancelled")
                    .doesNotHaveField("defa")
                    .doesNotHaveField("failedReason");
            assertThatJob(keysOf, bulk).isWaiting().doesNotHaveField("cancelled");
        }

        @Test
        void unknownIdsAndTheNamesOfOtherKeysAreNotFound() {
            bench.active();
            bench.add();
            keysOf.redis().hset(bench.key("repeat:daily"), "name", "n");
            var before = new ArrayList<>(keysOf.redis().keys(bench.key("*")));

            for (var id : List.of("none", "meta", "wait", "active", "events", "id", "marker", "repeat:daily")) {
                assertThat(queue.cancel(id, "r")).as(id).isEqualTo(CancelOutcome.NOT_FOUND);
            }

            assertThat(keysOf.redis().keys(bench.key("*"))).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    @Test
    void badArgumentsAreRefusedAndNothingIsWritten() {
        var id = bench.add();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.cancel(id, " "))
                .withMessageContaining("reason");
        assertThatIllegalArgumentException().isThrownBy(() -> queue.cancel(id, "x".repeat(10_001)));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.cancel("", "r"));

        assertThatJob(keysOf, id).isWaiting().doesNotHaveField("cancelled");
    }

    @Test
    void aListenerHearsTheCancelAsAnEventOfItsOwn() {
        var events = new CopyOnWriteArrayList<QueueEvent>();
        var id = bench.add();
        try (var tail = QueueEvents.open(keysOf.name(), Bench.connection(), events::add)) {
            queue.cancel(id, "why");

            await().until(() -> events.size() >= 3);
        }

        assertThat(events.get(0)).isInstanceOfSatisfying(QueueEvent.Cancelled.class, cancelled -> {
            assertThat(cancelled.jobId()).isEqualTo(id);
            assertThat(cancelled.reason()).isEqualTo("why");
            assertThat(cancelled.previous()).isEqualTo("waiting");
        });
        assertThat(events.get(1)).isInstanceOf(QueueEvent.Failed.class);
    }
}
