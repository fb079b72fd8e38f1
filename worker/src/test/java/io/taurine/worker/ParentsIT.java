package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.job.ChildFailurePolicy;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.JobParent;
import io.taurine.job.JobState;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.Queue;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parents and children run by workers. Each test has a queue for the parents and one for the children. */
@RedisTest
class ParentsIT {

    private final TestQueue childKeysOf;
    private final Workbench parents;
    private final Workbench children;
    private final FlowProducer flows = FlowProducer.of(Workbench.redis());

    ParentsIT(TestQueue test) {
        childKeysOf = test.another();
        parents = new Workbench(test);
        children = new Workbench(childKeysOf);
    }

    @AfterEach
    void close() {
        parents.close();
        children.close();
        flows.close();
    }

    private FlowNode.Builder parent(String id) {
        return FlowNode.of("parent", parents.test.name())
                .data("parent")
                .options(JobOptions.builder().jobId(id).build());
    }

    private FlowNode.Builder child(String id, JobOptions.Builder options) {
        return FlowNode.of("child", childKeysOf.name())
                .data(id)
                .options(options.jobId(id).build());
    }

    private FlowNode.Builder child(String id) {
        return child(id, JobOptions.builder());
    }

    private JobOptions.Builder childOf(ActiveJob<?> parent) {
        return JobOptions.builder().parent(parent.asParent());
    }

    private void awaitState(TestQueue queue, String id, JobState state) {
        var workbench = queue == parents.test ? parents : children;
        await().atMost(Workbench.SOON.multipliedBy(3))
                .untilAsserted(() -> assertThat(workbench.queue.getJobState(id)).isEqualTo(state));
    }

    /** Fails what is named {@code bad…}; the result of all others is their name. */
    private static String work(ActiveJob<String> job) {
        if (job.data().startsWith("bad")) {
            throw new UnrecoverableException("no luck with " + job.data());
        }
        return job.data() + " done";
    }

    @Nested
    class WholeFlow {

        @Test
        void aParentRunsAfterItsChildrenAndSeesTheirResults() {
            var values = new AtomicReference<@Nullable Map<String, String>>();
            children.start(children.worker(ParentsIT::work));
            parents.start(parents.worker(job -> {
                values.set(job.getChildrenValues(String.class));
                return job.getDependenciesCount().processed();
            }));

            var node = flows.add(parent("p").child(child("a")).child(child("b")).build());

            assertThat(node.job().waitUntilFinished(Duration.ofSeconds(10), Integer.class))
                    .contains(2);
            assertThat(values.get()).isEqualTo(Map.of(childKeysOf.key("a"), "a done", childKeysOf.key("b"), "b done"));
            assertThat(parents.events())
                    .startsWith(
                            "added jobId=p name=parent",
                            "waiting-children jobId=p",
                            "waiting jobId=p prev=waiting-children",
                            "active jobId=p prev=waiting");
        }

        @Test
        void aParentThatIgnoresAFailureSeesWhy() {
            var failures = new LinkedBlockingQueue<Map<String, String>>();
            children.start(children.worker(ParentsIT::work));
            parents.start(parents.worker(job -> {
                failures.add(job.getIgnoredChildrenFailures());
                return null;
            }));

            flows.add(parent("p")
                    .child(child("bad", JobOptions.builder().ignoreDependencyOnFailure(true)))
                    .child(child("good"))
                    .build());

            awaitState(parents.test, "p", JobState.COMPLETED);
            assertThat(failures).containsExactly(Map.of(childKeysOf.key("bad"), "no luck with bad"));
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FAIL_PARENT")
        void addedAgainItDoesNotWaitOnceMoreForAChildThatHasFailed(ChildFailurePolicy policy) {
            // Found by the soak: a producer that hears nothing of its flow adds it again.
            children.start(children.worker(ParentsIT::work));
            var late = JobOptions.builder().delay(Duration.ofHours(1));
            var flow = parent("p")
                    .child(child("bad", JobOptions.builder().childFailurePolicy(policy)))
                    .child(child("late", late))
                    .build();
            flows.add(flow);
            awaitState(childKeysOf, "bad", JobState.FAILED);

            flows.add(flow);
            children.queue.add(
                    "child",
                    "bad",
                    JobOptions.builder()
                            .jobId("bad")
                            .parent("p", parents.test.prefix() + ":" + parents.test.name())
                            .build());
            children.queue.promote("late");

            parents.start(parents.worker(job -> "done"));
            awaitState(parents.test, "p", JobState.COMPLETED);
        }

        @Test
        void aDelayedParentWaitsAfterItsChildren() {
            children.start(children.worker(ParentsIT::work));
            parents.start(parents.worker(job -> "late"));

            flows.add(FlowNode.of("parent", parents.test.name())
                    .data("p")
                    .options(JobOptions.builder()
                            .jobId("p")
                            .delay(Duration.ofMillis(300))
                            .build())
                    .child(child("a"))
                    .build());

            awaitState(parents.test, "p", JobState.COMPLETED);
            var done = children.queue.getJob("a").orElseThrow().finishedOn().orElseThrow();
            var started = parents.queue.getJob("p").orElseThrow().processedOn().orElseThrow();
            assertThat(Duration.between(done, started)).isGreaterThanOrEqualTo(Duration.ofMillis(299));
            assertThat(parents.eventsOf("p")).element(2).asString().startsWith("delayed delay=");
        }
    }

    @Nested
    class FailingChildren {

        @Test
        void aFailureClimbsToTheGrandparentInTheOrderOfBullMq() {
            var failParent = JobOptions.builder().failParentOnFailure(true);
            flows.add(parent("gp")
                    .child(FlowNode.of("parent", parents.test.name())
                            .data("x")
                            .options(JobOptions.builder()
                                    .jobId("par")
                                    .failParentOnFailure(true)
                                    .build())
                            .child(child("bad", failParent))
                            .child(child("slow", JobOptions.builder().delay(Duration.ofHours(1))))
                            .build())
                    .build());
            var runs = new CopyOnWriteArrayList<String>();
            parents.start(parents.worker(job -> runs.add(job.id())));

            children.start(children.worker(ParentsIT::work));

            awaitState(parents.test, "gp", JobState.FAILED);
            assertThat(runs).isEmpty();
            await().atMost(Workbench.SOON).until(() -> parents.events().contains("drained"));
            var reason = "child " + childKeysOf.key("bad") + " failed";
            var above = "child " + parents.test.key("par") + " failed";
            assertThat(parents.events().stream().filter(event -> !event.startsWith("added")))
                    .containsExactly(
                            "waiting-children jobId=gp",
                            "waiting-children jobId=par",
                            "waiting jobId=par prev=waiting-children",
                            "active jobId=par prev=waiting",
                            "waiting jobId=gp prev=waiting-children",
                            "failed failedReason=" + reason + " jobId=par prev=active",
                            "retries-exhausted attemptsMade=1 jobId=par",
                            "active jobId=gp prev=waiting",
                            "failed failedReason=" + above + " jobId=gp prev=active",
                            "retries-exhausted attemptsMade=1 jobId=gp",
                            "drained");
            assertThatJob(parents.test, "par")
                    .hasField("ats", "1")
                    .hasField("atm", "1")
                    .doesNotHaveField("defa");
        }

        @Test
        void childrenThatAreRetriedAndThenTheirParent() {
            var isRepaired = new AtomicBoolean();
            children.start(children.worker(job -> {
                if (!isRepaired.get()) {
                    throw new UnrecoverableException("not yet");
                }
                return 7;
            }));
            parents.start(parents.worker(job -> job.getChildrenValues(Integer.class)));
            flows.add(parent("p")
                    .child(child("c", JobOptions.builder().failParentOnFailure(true)))
                    .build());
            awaitState(parents.test, "p", JobState.FAILED);

            isRepaired.set(true);
            children.queue.retry("c");
            awaitState(childKeysOf, "c", JobState.COMPLETED);
            parents.queue.retry("p");

            awaitState(parents.test, "p", JobState.COMPLETED);
            assertThat(parents.queue.getJob("p").orElseThrow().returnValueJson())
                    .contains("{\"" + childKeysOf.key("c") + "\":7}");
        }

        @Test
        void aParentThatIsRetriedBeforeItsChildFailsAgainForGood() {
            children.start(children.worker(ParentsIT::work));
            parents.start(parents.worker(job -> "all is well"));
            flows.add(parent("p")
                    .child(child("bad", JobOptions.builder().failParentOnFailure(true)))
                    .build());
            awaitState(parents.test, "p", JobState.FAILED);

            parents.queue.retry("p");

            await().atMost(Workbench.SOON)
                    .untilAsserted(() -> assertThatJob(parents.test, "p")
                            .isFailed()
                            .hasField(
                                    "failedReason",
                                    "Cannot complete job p because it has at least one failed child. moveToFinished"));
        }

        @Test
        void continueParentRunsItBesideItsOtherChildren() {
            children.start(children.worker(ParentsIT::work));
            var counts = new LinkedBlockingQueue<DependenciesCount>();
            parents.start(parents.worker(job -> {
                counts.add(job.getDependenciesCount());
                parents.queue.removeUnprocessedChildren(job.id());
                return null;
            }));

            flows.add(parent("p")
                    .child(child("bad", JobOptions.builder().continueParentOnFailure(true)))
                    .child(child("later", JobOptions.builder().delay(Duration.ofHours(1))))
                    .build());

            awaitState(parents.test, "p", JobState.COMPLETED);
            assertThat(counts).containsExactly(new DependenciesCount(0, 1, 1, 0));
            assertThatJob(childKeysOf, "later").doesNotExist();
        }
    }

    @Nested
    class Steps {

        /** Adds a child in its first run, waits for it, and answers with its result. */
        private @Nullable Object step(ActiveJob<String> job) {
            if (job.data().equals("start")) {
                children.queue.add("child", "of " + job.id(), childOf(job).build());
                job.updateData("waited");
                if (job.moveToWaitingChildren()) {
                    return null;
                }
            }
            return job.getChildrenValues(String.class).values();
        }

        @Test
        void aJobWaitsForTheChildThatItAddedAndGoesOn() {
            var finished = new LinkedBlockingQueue<Job<String>>();
            parents.start(parents.worker(this::step).listener(new WorkerListener<>() {
                @Override
                public void onCompleted(Job<String> job, @Nullable Object result) {
                    finished.add(job);
                }
            }));
            var id = parents.add("start");
            awaitState(parents.test, id, JobState.WAITING_CHILDREN);
            assertThatJob(parents.test, id).hasField("ats", "1").doesNotHaveField("atm");

            children.start(children.worker(ParentsIT::work));

            awaitState(parents.test, id, JobState.COMPLETED);
            assertThatJob(parents.test, id)
                    .hasField("ats", "2")
                    .hasField("atm", "1")
                    .hasField("returnvalue", "[\"of " + id + " done\"]");
            assertThat(parents.eventsOf(id))
                    .containsExactly(
                            "added name=work",
                            "waiting",
                            "active prev=waiting",
                            "waiting-children prev=active",
                            "waiting prev=waiting-children",
                            "active prev=waiting",
                            "completed prev=active returnvalue=[\"of " + id + " done\"]");
            await().atMost(Workbench.SOON).until(() -> finished.size() == 1);
        }

        @Test
        void withoutPendingChildrenTheRunGoesOnAndKeepsItsLock() {
            var answers = new LinkedBlockingQueue<Boolean>();
            parents.start(parents.worker(job -> {
                answers.add(job.moveToWaitingChildren());
                answers.add(job.moveToWaitingChildren(new JobParent("nobody", "bull:nowhere")));
                job.updateProgress(50);
                return "went on";
            }));

            var id = parents.add("x");

            awaitState(parents.test, id, JobState.COMPLETED);
            assertThat(answers).containsExactly(false, false);
            assertThatJob(parents.test, id).hasField("ats", "1").hasField("returnvalue", "\"went on\"");
        }

        @Test
        void waitingForOneChildNeedsThatChildToBePending() {
            var answers = new LinkedBlockingQueue<Boolean>();
            parents.start(parents.worker(job -> {
                if (job.data().equals("start")) {
                    var one = children.queue.add("child", "a", childOf(job).build());
                    job.updateData("waited");
                    answers.add(job.moveToWaitingChildren(new JobParent("other", "bull:nowhere")));
                    answers.add(job.moveToWaitingChildren(one.asParent()));
                }
                return null;
            }));
            var id = parents.add("start");
            awaitState(parents.test, id, JobState.WAITING_CHILDREN);
            assertThat(answers).containsExactly(false, true);

            children.start(children.worker(ParentsIT::work));

            awaitState(parents.test, id, JobState.COMPLETED);
        }

        @Test
        void whatAProcessorDoesAfterTheMoveIsIgnored() {
            var refused = new LinkedBlockingQueue<Throwable>();
            parents.start(parents.worker(job -> {
                children.queue.add("child", "a", childOf(job).build());
                job.moveToWaitingChildren();
                try {
                    job.updateProgress(1);
                } catch (IllegalStateException e) {
                    refused.add(e);
                }
                throw new IllegalStateException("ignored");
            }));

            var id = parents.add("x");

            await().atMost(Workbench.SOON).until(() -> refused.size() == 1);
            awaitState(parents.test, id, JobState.WAITING_CHILDREN);
            assertThatJob(parents.test, id).doesNotHaveField("failedReason");
        }

        @Test
        void aChildThatFailedItsParentFailsTheWaitForGood() {
            parents.test.redis().zadd(parents.test.key("p") + ":unsuccessful", 1, "bull:x:1");
            parents.start(parents.worker(job -> job.moveToWaitingChildren()));

            parents.add("x", JobOptions.builder().jobId("p").attempts(5));

            awaitState(parents.test, "p", JobState.FAILED);
            assertThatJob(parents.test, "p")
                    .hasField("atm", "1")
                    .hasField(
                            "failedReason",
                            "Cannot complete job p because it has at least one failed child. moveToWaitingChildren");
        }

        @Test
        void aJobWithPendingChildrenCannotCompleteAndIsTriedAgain() {
            parents.start(parents.worker(job -> {
                if (job.attempt() == 1) {
                    children.queue.add("child", "a", childOf(job).jobId("c").build());
                } else {
                    children.queue.removeChildDependency("c");
                }
                return "done";
            }));

            parents.add("x", JobOptions.builder().jobId("p").attempts(2));

            awaitState(parents.test, "p", JobState.COMPLETED);
            assertThatJob(parents.test, "p").hasField("failedReason", "Job p has pending dependencies. moveToFinished");
        }

        @Test
        void aFreedSlotTakesTheNextJob() {
            parents.start(parents.worker(this::step).concurrency(1));

            var first = parents.add("start");
            var second = parents.add("start");

            awaitState(parents.test, first, JobState.WAITING_CHILDREN);
            awaitState(parents.test, second, JobState.WAITING_CHILDREN);
        }
    }

    @Nested
    class ByHand {

        @Test
        void aClaimEndsInWaitingForChildren() {
            var id = parents.add("x");
            try (var hand = parents.manual().manual()) {
                var job = hand.getNextJob("t1", Duration.ZERO).orElseThrow();
                assertThat(job.moveToWaitingChildren()).isFalse();
                children.queue.add(
                        "child",
                        "a",
                        JobOptions.builder().parent(job.asParent()).jobId("c").build());

                assertThat(job.moveToWaitingChildren()).isTrue();

                assertThatJob(parents.test, id).isWaitingChildren();
                assertThat(parents.test.redis().exists(parents.test.key(id) + ":lock"))
                        .isZero();
                complete("c", "r");
                var again = hand.getNextJob("t2", Duration.ZERO).orElseThrow();
                assertThat(again.getChildrenValues(String.class)).isEqualTo(Map.of(childKeysOf.key("c"), "r"));
                again.moveToCompleted(null);
            }
            assertThatJob(parents.test, id).isCompleted();
        }

        @Test
        void aFailedChildIsToldAndTheClaimCanBeFailedForGood() {
            parents.add("x", JobOptions.builder().jobId("p").attempts(5));
            parents.test.redis().zadd(parents.test.key("p") + ":unsuccessful", 1, "bull:x:1");
            try (var hand = parents.manual().manual()) {
                var job = hand.getNextJob("t1", Duration.ZERO).orElseThrow();

                assertThatExceptionOfType(FailedChildrenException.class)
                        .isThrownBy(job::moveToWaitingChildren)
                        .satisfies(e -> assertThat(job.moveToFailed(e)).isFalse());
            }
            assertThatJob(parents.test, "p").isFailed();
        }

        private void complete(String id, String result) {
            try (var hand = children.manual().manual()) {
                var job = hand.getNextJob("c1", Duration.ZERO).orElseThrow();
                assertThat(job.job().id()).isEqualTo(id);
                job.moveToCompleted(result);
            }
        }
    }

    @Test
    void treesAcrossPrefixesRun() {
        var prefix = "other-" + childKeysOf.name();
        var otherQueue = Queue.of(
                childKeysOf.name(),
                String.class,
                Workbench.redis(),
                io.taurine.queue.QueueOptions.builder().prefix(prefix).build());
        try (var worker = Worker.of(childKeysOf.name(), String.class, Workbench.redis(), ParentsIT::work)
                .prefix(prefix)
                .start()) {
            parents.start(
                    parents.worker(job -> job.getChildrenValues(String.class).values()));

            flows.add(parent("p")
                    .child(FlowNode.of("child", childKeysOf.name())
                            .prefix(prefix)
                            .data("far"))
                    .build());

            awaitState(parents.test, "p", JobState.COMPLETED);
            assertThatJob(parents.test, "p").hasField("returnvalue", "[\"far done\"]");
            assertThat(worker.isRunning()).isTrue();
        } finally {
            otherQueue.obliterate(true);
            otherQueue.close();
            var left = parents.test.redis().keys(prefix + ":*");
            if (!left.isEmpty()) {
                parents.test.redis().del(left.toArray(String[]::new));
            }
        }
    }

    @Test
    void aHundredParentsOfManyChildrenEachRunOnce() {
        var runs = new CopyOnWriteArrayList<String>();
        children.start(children.worker(ParentsIT::work).concurrency(20));
        parents.start(parents.worker(job -> {
                    runs.add(job.id());
                    return job.getChildrenValues(String.class).size();
                })
                .concurrency(20));
        var trees = new java.util.ArrayList<FlowNode>();
        for (var i = 0; i < 100; i++) {
            var leaves = java.util.Collections.nCopies(
                    10, FlowNode.of("child", childKeysOf.name()).data("leaf").build());
            trees.add(parent("p" + i).children(leaves).build());
        }

        flows.addBulk(trees);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> parents.queue.getJobCounts().of(JobState.COMPLETED) == 100);
        assertThat(runs).doesNotHaveDuplicates().hasSize(100);
        assertThat(parents.queue.getJobs(JobState.COMPLETED, 0, 99))
                .extracting(job -> job.returnValueJson().orElse(""))
                .containsOnly("10");
        assertThat(List.of(children.queue.getJobCounts().of(JobState.COMPLETED)))
                .containsExactly(1000L);
    }
}
