package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.PayloadException;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowQuery;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A parent with four children, one of each kind, and what can be read about and done with them. */
@RedisTest
class FlowReadIT {

    private final TestQueue keysOf;
    private final TestQueue childKeysOf;
    private final Bench parents;
    private final Bench children;
    private final FlowProducer flows = FlowProducer.of(Bench.connection());

    FlowReadIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        childKeysOf = keysOf.another();
        parents = new Bench(keysOf);
        children = new Bench(childKeysOf);
    }

    @BeforeEach
    void aFamily() {
        flows.add(node("p", keysOf, JobOptions.builder())
                .child(node("done", childKeysOf, JobOptions.builder()))
                .child(node("ignored", childKeysOf, JobOptions.builder().ignoreDependencyOnFailure(true)))
                .child(node("bad", childKeysOf, JobOptions.builder().failParentOnFailure(true)))
                .child(node("pending", childKeysOf, JobOptions.builder())
                        .child(node("deep", childKeysOf, JobOptions.builder())))
                .build());
        children.claiming().wanted(3).run();
        children.settling()
                .completed("done", "{\"rows\":3}")
                .failed("ignored", "no luck", "[]", 1)
                .failed("bad", "boom", "[]", 1)
                .run();
    }

    @AfterEach
    void close() {
        flows.close();
    }

    private static FlowNode.Builder node(String id, TestQueue queue, JobOptions.Builder options) {
        return FlowNode.of(id, queue.name()).options(options.jobId(id).build());
    }

    /** Rows of a result. */
    record Rows(int rows) {}

    @Nested
    class Reading {

        @Test
        void resultsOfChildrenInTheirType() {
            assertThat(parents.queue.getChildrenValues("p", Rows.class))
                    .isEqualTo(Map.of(children.key("done"), new Rows(3)));
            assertThat(parents.queue.getChildrenValues("p", Object.class))
                    .isEqualTo(Map.of(children.key("done"), Map.of("rows", 3)));
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> parents.queue.getChildrenValues("p", Integer.class));
        }

        @Test
        void aResultThatIsNothing() {
            keysOf.redis().hset(parents.key("p") + ":processed", children.key("other"), "null");

            assertThat(parents.queue.getChildrenValues("p", Rows.class)).containsEntry(children.key("other"), null);
        }

        @Test
        void failuresOfChildren() {
            assertThat(parents.queue.getIgnoredChildrenFailures("p"))
                    .isEqualTo(Map.of(children.key("ignored"), "no luck"));
            assertThat(parents.queue.getFailedChildren("p"))
                    .isEqualTo(Map.of(children.key("bad"), Instant.ofEpochMilli(Bench.NOW)));
        }

        @Test
        void everythingAtOnce() {
            assertThat(parents.queue.getDependencies("p"))
                    .isEqualTo(new JobDependencies(
                            Map.of(children.key("done"), Map.of("rows", 3)),
                            List.of(children.key("pending")),
                            Map.of(children.key("ignored"), "no luck"),
                            List.of(children.key("bad"))));
            assertThat(parents.queue.getDependenciesCount("p")).isEqualTo(new DependenciesCount(1, 1, 1, 1));
        }

        @Test
        void aJobThatIsNotThereHasNoChildren() {
            assertThat(parents.queue.getDependenciesCount("nobody")).isEqualTo(DependenciesCount.NONE);
            assertThat(parents.queue.getDependencies("nobody").processed()).isEmpty();
            assertThat(parents.queue.getChildrenValues("nobody", Rows.class)).isEmpty();
            assertThat(flows.getFlow(keysOf.name(), "nobody")).isEmpty();
        }

        @Test
        void cursorsMeetEachChildOfEachKind() {
            var keys = IntStream.range(0, 1200)
                    .mapToObj(i -> children.key("x" + i))
                    .toList();
            for (var key : keys) {
                keysOf.redis().hset(parents.key("p") + ":processed", key, "1");
                keysOf.redis().sadd(parents.key("p") + ":dependencies", key);
                keysOf.redis().hset(parents.key("p") + ":failed", key, "why");
                keysOf.redis().zadd(parents.key("p") + ":unsuccessful", 1, key);
            }

            for (var kind : DependencyKind.values()) {
                var met = new HashSet<String>();
                var cursor = 0L;
                var pages = 0;
                do {
                    var page = parents.queue.getDependencies("p", kind, cursor, 100);
                    page.items().forEach(item -> met.add(item.key()));
                    cursor = page.nextCursor();
                    pages++;
                } while (cursor != 0);
                assertThat(met).as("%s", kind).hasSize(1201).containsAll(keys);
                assertThat(pages).as("pages of %s", kind).isBetween(10, 20);
            }
        }

        @Test
        void aPageSaysWhatBecameOfAChild() {
            assertThat(parents.queue.getDependencies("p", DependencyKind.PROCESSED, 0, 5))
                    .isEqualTo(new DependenciesPage(
                            List.of(new Dependency(children.key("done"), Map.of("rows", 3), null)), 0));
            assertThat(parents.queue
                            .getDependencies("p", DependencyKind.IGNORED, 0, 5)
                            .items())
                    .containsExactly(new Dependency(children.key("ignored"), null, "no luck"));
            keysOf.redis().hset(parents.key("p") + ":processed", children.key("done"), "{broken");
            assertThat(parents.queue
                            .getDependencies("p", DependencyKind.PROCESSED, 0, 5)
                            .items())
                    .singleElement()
                    .satisfies(item -> assertThat(item.error()).isNotEmpty());
        }

        @Test
        void aPageByIndexComesWithTheJobs() {
            IntStream.range(0, 30)
                    .forEach(i -> children.add(
                            JobOptions.builder().jobId("x" + i).parent("p", parents.keys.qualifiedName())));

            var met = new TreeSet<String>();
            for (var from = 0; from < 40; from += 10) {
                var page = parents.queue.getChildren("p", DependencyKind.UNPROCESSED, from, from + 9);
                assertThat(page.total()).isEqualTo(31);
                assertThat(page.jobs()).hasSameSizeAs(page.items());
                page.jobs().forEach(job -> met.add(job.id()));
            }
            assertThat(met).hasSize(31).contains("pending", "x0", "x29");
        }

        @Test
        void aPageByIndexHasJobsWhoseIdsHaveColons() {
            flows.add(node("q", keysOf, JobOptions.builder())
                    .child(node("a:b:c", childKeysOf, JobOptions.builder()))
                    .build());

            assertThat(parents.queue
                            .getChildren("q", DependencyKind.UNPROCESSED, 0, 9)
                            .jobs())
                    .singleElement()
                    .satisfies(job -> assertThat(job.id()).isEqualTo("a:b:c"))
                    .satisfies(job -> assertThat(job.queueName()).isEqualTo(childKeysOf.name()));
        }

        @Test
        void aPageByIndexDoesWithoutJobsThatAreGone() {
            keysOf.redis().del(children.key("done"));

            var page = parents.queue.getChildren("p", DependencyKind.PROCESSED, 0, 9);

            assertThat(page.items()).hasSize(1);
            assertThat(page.jobs()).isEmpty();
        }

        @Test
        void refusesPagesThatCannotBe() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parents.queue.getDependencies("p", DependencyKind.FAILED, -1, 5));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parents.queue.getDependencies("p", DependencyKind.FAILED, 0, 0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parents.queue.getChildren("p", DependencyKind.FAILED, 5, 4));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FlowQuery.of("q", "1").withDepth(0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FlowQuery.of("q", "1").withMaxChildren(0));
        }
    }

    @Nested
    class WholeFlow {

        @Test
        void hasEachJobWithItsStateAndItsChildren() {
            var tree = flows.getFlow(keysOf.name(), "p").orElseThrow();

            assertThat(tree.job().name()).isEqualTo("p");
            assertThat(tree.prefix()).isEqualTo("bull");
            assertThat(tree.state()).isEqualTo(JobState.WAITING);
            assertThat(tree.dependencies()).isEqualTo(new DependenciesCount(1, 1, 1, 1));
            assertThat(tree.children())
                    .extracting(child -> child.id())
                    .containsExactly("done", "pending", "bad", "ignored");
            assertThat(tree.children())
                    .extracting(child -> child.state())
                    .containsExactly(JobState.COMPLETED, JobState.WAITING_CHILDREN, JobState.FAILED, JobState.FAILED);
            assertThat(tree.children().get(1).children())
                    .extracting(child -> child.id())
                    .containsExactly("deep");
        }

        @Test
        void endsAtTheDepthAskedFor() {
            var alone =
                    flows.getFlow(FlowQuery.of(keysOf.name(), "p").withDepth(1)).orElseThrow();
            var two =
                    flows.getFlow(FlowQuery.of(keysOf.name(), "p").withDepth(2)).orElseThrow();

            assertThat(alone.children()).isEmpty();
            assertThat(alone.dependencies().total()).isEqualTo(4);
            assertThat(two.children())
                    .hasSize(4)
                    .allSatisfy(child -> assertThat(child.children()).isEmpty());
        }

        @Test
        void readsNoMoreChildrenThanAskedFor() {
            IntStream.range(0, 30)
                    .forEach(i -> children.add(
                            JobOptions.builder().jobId("x" + i).parent("p", parents.keys.qualifiedName())));

            var tree = flows.getFlow(FlowQuery.of(keysOf.name(), "p").withMaxChildren(5))
                    .orElseThrow();

            assertThat(tree.children()).hasSize(1 + 5 + 1 + 1);
            assertThat(tree.dependencies().unprocessed()).isEqualTo(31);
        }

        @Test
        void leavesOutChildrenThatWereRemoved() {
            children.queue.remove("done");

            var tree = flows.getFlow(keysOf.name(), "p").orElseThrow();

            assertThat(tree.children()).extracting(child -> child.id()).containsExactly("pending", "bad", "ignored");
            assertThat(tree.dependencies().processed()).isEqualTo(1);
        }

        @Test
        void readsChildrenWhoseIdsHaveColons() {
            flows.add(node("q", keysOf, JobOptions.builder())
                    .child(node("a:b:c", childKeysOf, JobOptions.builder()))
                    .build());

            var child =
                    flows.getFlow(keysOf.name(), "q").orElseThrow().children().get(0);

            assertThat(child.id()).isEqualTo("a:b:c");
            assertThat(child.job().queueName()).isEqualTo(childKeysOf.name());
            assertThat(child.state()).isEqualTo(JobState.WAITING);
        }
    }

    @Nested
    class Removing {

        @Test
        void aChildIsTakenAwayFromItsParent() {
            flows.add(node("q", keysOf, JobOptions.builder().priority(5))
                    .child(node("a", childKeysOf, JobOptions.builder()))
                    .child(node("b", childKeysOf, JobOptions.builder()))
                    .build());
            parents.forgetEvents();

            assertThat(children.queue.removeChildDependency("a")).isTrue();
            assertThatJob(keysOf, "q").isWaitingChildren();
            assertThatJob(childKeysOf, "a")
                    .isWaiting()
                    .doesNotHaveField("parentKey")
                    .doesNotHaveField("parent");
            assertThat(children.queue.removeChildDependency("b")).isTrue();

            // As in BullMQ: to the front of the line, whatever its priority.
            assertThat(parents.list("wait")).contains("q");
            assertThat(parents.events()).containsExactly("waiting jobId=q prev=waiting-children");
            assertThat(children.queue.removeChildDependency("b")).isFalse();
        }

        @Test
        void aChildThatIsDoneCannotBeTakenAway() {
            assertThat(children.queue.removeChildDependency("done")).isFalse();
            assertThatJob(childKeysOf, "done").hasField("parentKey", parents.key("p"));
        }

        @Test
        void takingAwayNamesWhatIsMissing() {
            assertThatExceptionOfType(JobNotFoundException.class)
                    .isThrownBy(() -> children.queue.removeChildDependency("nobody"));
            keysOf.redis().del(parents.key("p"));
            assertThatExceptionOfType(ParentNotFoundException.class)
                    .isThrownBy(() -> children.queue.removeChildDependency("pending"))
                    .withMessage("Missing key for parent job " + parents.key("p") + ". removeChildDependency");
        }

        @Test
        void whatIsWaitedForGoesAndWhatHasEndedStays() {
            flows.add(node("q", keysOf, JobOptions.builder())
                    .child(node("w", childKeysOf, JobOptions.builder())
                            .child(node("w1", childKeysOf, JobOptions.builder())))
                    .child(node("running", childKeysOf, JobOptions.builder().lifo(true)))
                    .child(node("broken", childKeysOf, JobOptions.builder().lifo(true)))
                    .build());
            children.claiming().wanted(2).run();
            children.settling().failed("broken", "r", "[]", 1).run();
            parents.forgetEvents();

            assertThat(parents.queue.removeUnprocessedChildren("q")).isEqualTo(1);

            assertThatJob(childKeysOf, "w").doesNotExist();
            assertThatJob(childKeysOf, "w1").doesNotExist();
            assertThatJob(childKeysOf, "running").isActive();
            assertThatJob(childKeysOf, "broken").isFailed();
            assertThatJob(keysOf, "q").isWaitingChildren();
            assertThat(parents.events()).isEmpty();
        }

        @Test
        void aParentRunsWhenNothingIsLeftToWaitFor() {
            IntStream.range(0, 600)
                    .forEach(i -> children.add(
                            JobOptions.builder().jobId("x" + i).parent("p", parents.keys.qualifiedName())));
            keysOf.redis().lrem(parents.key("wait"), 1, "p");
            keysOf.redis().zadd(parents.key("waiting-children"), 1, "p");

            assertThat(parents.queue.removeUnprocessedChildren("p")).isEqualTo(601);

            assertThatJob(keysOf, "p").isWaiting();
            assertThat(parents.queue.getDependenciesCount("p")).isEqualTo(new DependenciesCount(1, 0, 1, 1));
            assertThatExceptionOfType(JobNotFoundException.class)
                    .isThrownBy(() -> parents.queue.removeUnprocessedChildren("nobody"));
        }

        @Test
        void aParentGoesWithoutItsChildrenIfWanted() {
            assertThat(parents.queue.remove("p", false)).isTrue();

            assertThatJob(keysOf, "p").doesNotExist();
            assertThatJob(childKeysOf, "done").isCompleted();
            assertThatJob(childKeysOf, "pending").isWaitingChildren();
            children.claiming().run();
            children.settling().completed("deep", "1").run();
            children.claiming().run();
            children.settling().completed("pending", "1").run();
            assertThatJob(childKeysOf, "pending").isCompleted();
            assertThat(keysOf.redis().exists(parents.key("p") + ":processed")).isZero();
        }

        @Test
        void aLockedChildDoesNotKeepAParentThatGoesAlone() {
            children.claiming().run();

            assertThatExceptionOfType(JobLockedException.class).isThrownBy(() -> parents.queue.remove("p"));
            assertThat(parents.queue.remove("p", false)).isTrue();
        }

        @Test
        void childrenWithColonsInTheirIdsGoWithTheirParent() {
            flows.add(node("q", keysOf, JobOptions.builder())
                    .child(node("a:b:c", childKeysOf, JobOptions.builder()))
                    .build());

            parents.queue.remove("q");

            assertThatJob(childKeysOf, "a:b:c").doesNotExist();
            assertThat(children.list("wait")).doesNotContain("a:b:c");
        }

        @Test
        void aCircleThatAnotherClientLeftDoesNotHoldRedis() {
            keysOf.redis().sadd(children.key("deep") + ":dependencies", parents.key("p"));

            assertThat(parents.queue.remove("p")).isTrue();

            assertThatJob(keysOf, "p").doesNotExist();
            assertThatJob(childKeysOf, "deep").doesNotExist();
        }
    }
}
