package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the end or the removal of a child does to its parent, in another queue. */
@RedisTest
class FamilyIT {

    private final TestQueue keysOf;
    private final TestQueue parentKeysOf;
    private final Bench children;
    private final Bench parents;

    FamilyIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        parentKeysOf = keysOf.another();
        children = new Bench(keysOf);
        parents = new Bench(parentKeysOf);
        keysOf.redis()
                .hset(
                        parents.key("p"),
                        Map.of(
                                "name",
                                "parent",
                                "data",
                                "{}",
                                "opts",
                                "{}",
                                "timestamp",
                                "1",
                                "delay",
                                "0",
                                "priority",
                                "0"));
        keysOf.redis().zadd(parents.key("waiting-children"), 1, "p");
    }

    /** An active child of the parent with one of the policies, or with none. */
    private String child(String policy) {
        var id = children.add();
        keysOf.redis()
                .hset(
                        children.key(id),
                        Map.of(
                                "parentKey",
                                parents.key("p"),
                                "parent",
                                "{\"id\":\"p\",\"queueKey\":\"" + parents.keys.qualifiedName() + "\""
                                        + (policy.isEmpty() ? "" : ",\"" + policy + "\":true") + "}"));
        keysOf.redis().sadd(parents.key("p") + ":dependencies", children.key(id));
        children.claiming().run();
        return id;
    }

    private Map<String, String> parentHash(String suffix) {
        return keysOf.redis().hgetall(parents.key("p") + suffix);
    }

    @Nested
    class Completed {

        @Test
        void theLastChildReleasesTheParentToTheFront() {
            var first = child("");
            var last = child("");
            parents.add();
            parents.forgetEvents().forgetMarkers();

            children.settling().completed(first, "1").run();
            assertThatJob(parentKeysOf, "p").isWaitingChildren();
            children.settling().completed(last, "2").run();

            assertThatJob(parentKeysOf, "p").isWaiting();
            assertThat(parents.list("wait")).containsExactly("1", "p");
            assertThat(parentHash(":processed")).isEqualTo(Map.of(children.key(first), "1", children.key(last), "2"));
            assertThat(parents.exists(parents.key("p") + ":dependencies")).isFalse();
            assertThat(parents.events()).containsExactly("waiting jobId=p prev=waiting-children");
            assertThat(parents.markers()).containsOnlyKeys("0");
        }

        @Test
        void aParentWithAPriorityGoesAmongItsEquals() {
            parents.setField("p", "priority", "4");

            children.settling().completed(child(""), "1").run();

            assertThatJob(parentKeysOf, "p").isPrioritized();
        }

        @Test
        void aParentWithADelayWaitsForItNow() {
            parents.setField("p", "delay", "5000");

            children.settling().completed(child(""), "1").run();

            assertThatJob(parentKeysOf, "p").isDelayed();
            assertThat(parents.score("delayed", "p")).isEqualTo((Bench.NOW + 5000) * 4096.0);
            assertThat(parents.markers()).containsOnlyKeys("1");
            assertThat(parents.events()).containsExactly("delayed delay=" + (Bench.NOW + 5000) + " jobId=p");
        }

        @Test
        void twoChildrenInOneBatchReleaseTheParentOnce() {
            var ids = List.of(child(""), child(""));

            children.settling()
                    .completed(ids.get(0), "1")
                    .completed(ids.get(1), "2")
                    .run();

            assertThat(parents.list("wait")).containsExactly("p");
        }
    }

    @Nested
    class Failed {

        private void fail(String id) {
            children.settling().failed(id, "boom", "[]", 1).run();
        }

        @Test
        void withoutAPolicyTheParentGoesOnWaiting() {
            var id = child("");

            fail(id);

            assertThatJob(parentKeysOf, "p").isWaitingChildren();
            assertThat(keysOf.redis().smembers(parents.key("p") + ":dependencies"))
                    .containsExactly(children.key(id));
        }

        @Test
        void failParentReleasesItAtOnceToFail() {
            var id = child("fpof");
            child("");

            fail(id);

            assertThatJob(parentKeysOf, "p").isWaiting().hasField("defa", "child " + children.key(id) + " failed");
            assertThat(keysOf.redis().zscore(parents.key("p") + ":unsuccessful", children.key(id)))
                    .isEqualTo(Bench.NOW);
        }

        @Test
        void continueParentReleasesItAtOnceWithTheReason() {
            var id = child("cpof");
            child("");

            fail(id);

            assertThatJob(parentKeysOf, "p").isWaiting().doesNotHaveField("defa");
            assertThat(parentHash(":failed")).isEqualTo(Map.of(children.key(id), "boom"));
        }

        @Test
        void ignoreDependencyCountsAsEnded() {
            var id = child("idof");
            var other = child("");

            fail(id);
            assertThatJob(parentKeysOf, "p").isWaitingChildren();
            children.settling().completed(other, "1").run();

            assertThatJob(parentKeysOf, "p").isWaiting();
            assertThat(parentHash(":failed")).isEqualTo(Map.of(children.key(id), "boom"));
        }

        @Test
        void removeDependencyLeavesNoTrace() {
            fail(child("rdof"));

            assertThatJob(parentKeysOf, "p").isWaiting();
            assertThat(parentHash(":failed")).isEmpty();
        }

        @Test
        void aChildThatIsRetriedIsWaitedForAgain() {
            var id = child("idof");
            child("");
            fail(id);

            children.queue.retry(id);

            assertThat(keysOf.redis().smembers(parents.key("p") + ":dependencies"))
                    .hasSize(2);
            assertThat(parentHash(":failed")).isEmpty();
        }
    }

    @Nested
    class Removed {

        @Test
        void theLastChildReleasesTheParent() {
            var id = child("");
            keysOf.redis().del(children.key(id) + ":lock");

            children.queue.remove(id);

            assertThatJob(parentKeysOf, "p").isWaiting();
            assertThat(parents.events()).containsExactly("waiting jobId=p prev=waiting-children");
        }

        @Test
        void aParentGoesWithAllItsChildren() {
            var done = child("");
            children.settling().completed(done, "1").run();
            var failed = child("idof");
            children.settling().failed(failed, "r", "[]", 1).run();
            var waiting = children.add(JobOptions.builder());
            keysOf.redis().sadd(parents.key("p") + ":dependencies", children.key(waiting));

            parents.queue.remove("p");

            assertThatJob(parentKeysOf, "p").doesNotExist();
            List.of(done, failed, waiting)
                    .forEach(id -> assertThatJob(keysOf, id).doesNotExist());
        }

        @Test
        void aParentStaysWhileAWorkerHoldsAChild() {
            child("");

            assertThatExceptionOfType(JobLockedException.class).isThrownBy(() -> parents.queue.remove("p"));

            assertThatJob(parentKeysOf, "p").isWaitingChildren();
        }

        @Test
        void aParentThatGoesIsReleasedByItsLastChildFirstAsInBullMq() {
            var id = child("");
            keysOf.redis().del(children.key(id) + ":lock");

            parents.queue.remove("p");

            assertThat(parents.events())
                    .containsExactly("waiting jobId=p prev=waiting-children", "removed jobId=p prev=wait");
        }
    }
}
