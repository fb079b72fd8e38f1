package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.JobOptions;
import io.taurine.job.JobParent;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ordinary adds with a parent, which is in another queue. */
@RedisTest
class ChildAddIT {

    private final TestQueue keysOf;
    private final TestQueue parentKeysOf;
    private final Bench children;
    private final Bench parents;

    ChildAddIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        parentKeysOf = keysOf.another();
        children = new Bench(keysOf);
        parents = new Bench(parentKeysOf);
    }

    private JobOptions.Builder childOf(String parent) {
        return JobOptions.builder().parent(parent, parents.keys.qualifiedName());
    }

    private Set<String> dependencies(String parent) {
        return keysOf.redis().smembers(parents.key(parent) + ":dependencies");
    }

    /** A parent that waits for a child of that id. */
    private String parentWaitingFor(String child) {
        var parent = parents.add();
        children.add(childOf(parent).jobId(child));
        keysOf.redis().lrem(parents.key("wait"), 1, parent);
        keysOf.redis().zadd(parents.key("waiting-children"), 1, parent);
        return parent;
    }

    @Test
    void writesTheParentIntoTheHashAndTheChildIntoItsDependencies() {
        var parent = parents.add();

        var id = children.add(childOf(parent).failParentOnFailure(true).delay(java.time.Duration.ofHours(1)));

        assertThatJob(keysOf, id)
                .isDelayed()
                .hasField("parentKey", parents.key(parent))
                .hasField(
                        "parent", "{\"id\":\"1\",\"queueKey\":\"" + parents.keys.qualifiedName() + "\",\"fpof\":true}");
        assertThat(children.field(id, "opts"))
                .contains("\"parent\":{\"id\":\"1\",\"queue\":\"" + parents.keys.qualifiedName() + "\"}")
                .contains("\"fpof\":true");
        assertThat(dependencies(parent)).containsExactly(children.key(id));
        assertThatJob(parentKeysOf, parent).isWaiting();
        assertThat(children.queue.getJob(id).orElseThrow().parent())
                .contains(new JobParent("1", parents.keys.qualifiedName()));
    }

    @Test
    void refusesAParentThatDoesNotExistAndWritesNothing() {
        children.add();
        children.forgetEvents();
        var keysBefore = keysOf.keys();

        assertThatExceptionOfType(ParentNotFoundException.class)
                .isThrownBy(() -> children.add(childOf("77")))
                .withMessage("Missing key for parent job " + parents.key("77") + ". addJob")
                .satisfies(e -> assertThat(e.parentKey()).isEqualTo(parents.key("77")));

        assertThat(keysOf.keys()).isEqualTo(keysBefore);
        assertThat(children.events()).isEmpty();
        assertThat(keysOf.redis().get(children.key("id"))).isEqualTo("1");
        assertThat(dependencies("77")).isEmpty();
    }

    @Test
    void aRefusedJobOfABulkLeavesTheOthers() {
        var parent = parents.add();

        assertThatExceptionOfType(ParentNotFoundException.class)
                .isThrownBy(() -> children.queue.addBulk(List.of(
                        JobRequest.of("a", 1, childOf("77").build()),
                        JobRequest.of("b", 2, childOf(parent).build()),
                        JobRequest.of("c", 3))));

        assertThat(children.list("wait")).containsExactly("2", "1");
        assertThat(keysOf.redis().get(children.key("id"))).isEqualTo("2");
        assertThat(dependencies(parent)).containsExactly(children.key("1"));
    }

    @Test
    void aJobThatExistsIsWaitedForByItsNewParent() {
        var parent = parents.add();
        children.add(JobOptions.builder().jobId("x"));

        var handle = children.queue.add("x", 1, childOf(parent).jobId("x").build());

        assertThat(handle.outcome()).isEqualTo(AddOutcome.DUPLICATE);
        assertThat(dependencies(parent)).containsExactly(children.key("x"));
        assertThatJob(keysOf, "x").hasField("parentKey", parents.key(parent));
        assertThat(children.events()).last().isEqualTo("duplicated jobId=x");
    }

    @Test
    void aCompletedJobHandsItsResultToItsNewParentAtOnce() {
        var parent = parentWaitingFor("pending");
        children.add(JobOptions.builder().jobId("x"));
        children.claiming().wanted(2).run();
        children.settling().completed("x", "\"done\"").completed("pending", "1").run();
        keysOf.redis().lrem(parents.key("wait"), 1, parent);
        keysOf.redis().zadd(parents.key("waiting-children"), 1, parent);
        parents.forgetEvents();

        children.add(childOf(parent).jobId("x"));

        assertThat(keysOf.redis().hget(parents.key(parent) + ":processed", children.key("x")))
                .isEqualTo("\"done\"");
        assertThatJob(parentKeysOf, parent).isWaiting();
        assertThat(parents.events()).containsExactly("waiting jobId=1 prev=waiting-children");
    }

    @Test
    void aCompletedJobDoesNotReleaseAParentThatWaitsForOthers() {
        var parent = parentWaitingFor("pending");
        children.add(JobOptions.builder().jobId("x").lifo(true));
        children.claiming().run();
        children.settling().completed("x", "2").run();

        children.add(childOf(parent).jobId("x"));

        assertThatJob(parentKeysOf, parent).isWaitingChildren();
    }

    /** A parent without children that waits for some, and a completed job {@code x} to become one of them. */
    private String parentOfADoneChild() {
        var parent = parentWaitingFor("first");
        children.add(JobOptions.builder().jobId("x"));
        children.claiming().wanted(2).run();
        children.settling().completed("x", "\"done\"").completed("first", "1").run();
        keysOf.redis().lrem(parents.key("wait"), 1, parent);
        keysOf.redis().zadd(parents.key("waiting-children"), 1, parent);
        parents.forgetEvents();
        return parent;
    }

    private JobRequest<Object> done(String parent) {
        return JobRequest.of("x", 1, childOf(parent).jobId("x").build());
    }

    private List<JobRequest<Object>> bulk(JobRequest<Object> first, int others, String parent) {
        var bulk = new ArrayList<JobRequest<Object>>(List.of(first));
        for (var i = 0; i < others; i++) {
            bulk.add(JobRequest.of("new", i, childOf(parent).jobId("new" + i).build()));
        }
        return bulk;
    }

    @ParameterizedTest(name = "{0} others follow")
    // The second bulk needs several script calls.
    @ValueSource(ints = {1, 350})
    void aCompletedJobOfABulkDoesNotReleaseAParentWhoseOtherChildrenFollow(int others) {
        var parent = parentOfADoneChild();

        children.queue.addBulk(bulk(done(parent), others, parent));

        assertThatJob(parentKeysOf, parent).isWaitingChildren();
        assertThat(parents.events()).isEmpty();
        assertThat(dependencies(parent)).hasSize(others);
        assertThat(keysOf.redis().hget(parents.key(parent) + ":processed", children.key("x")))
                .isEqualTo("\"done\"");
    }

    @Test
    void aBulkOfCompletedJobsReleasesTheirParentOnce() {
        var parent = parentOfADoneChild();

        children.queue.addBulk(bulk(done(parent), 0, parent));

        assertThatJob(parentKeysOf, parent).isWaiting();
        assertThat(parents.events()).containsExactly("waiting jobId=1 prev=waiting-children");
    }

    @Test
    void aParentGoesOnWhenTheLastChildOfABulkIsRefused() {
        var parent = parentOfADoneChild();
        var other = parents.add();
        children.add(childOf(other).jobId("taken"));
        var taken =
                JobRequest.<Object>of("taken", 1, childOf(parent).jobId("taken").build());

        assertThatExceptionOfType(ParentRefusedException.class)
                .isThrownBy(() -> children.queue.addBulk(List.of(done(parent), taken)));

        assertThatJob(parentKeysOf, parent).isWaiting();
    }

    @Test
    void aChildOfAnotherLivingParentIsRefusedAndLeftAsItIs() {
        var first = parents.add();
        var second = parents.add();
        children.add(childOf(first).jobId("x"));
        var before = children.hash("x");

        assertThatExceptionOfType(ParentRefusedException.class)
                .isThrownBy(() -> children.add(childOf(second).jobId("x")))
                .withMessageStartingWith("The parent job " + parents.key(second) + " cannot be replaced. addJob");

        assertThat(children.hash("x")).isEqualTo(before);
        assertThat(dependencies(second)).isEmpty();
    }

    @Test
    void aChildWhoseParentIsGoneCanGetAnother() {
        var first = parents.add();
        var second = parents.add();
        children.add(childOf(first).jobId("x"));
        keysOf.redis().del(parents.key(first));

        children.add(childOf(second).jobId("x"));

        assertThat(dependencies(second)).containsExactly(children.key("x"));
    }

    @Test
    void aJobCannotWaitForItself() {
        var top = parents.add(JobOptions.builder().jobId("top"));
        children.add(childOf(top).jobId("middle"));
        var below = JobOptions.builder().parent("middle", children.keys.qualifiedName());

        assertThatExceptionOfType(ParentRefusedException.class)
                .isThrownBy(() -> parents.add(below.jobId("top")))
                .withMessageContaining("is a parent of " + children.key("middle"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parents.add(childOf("top").jobId("top")))
                .withMessageContaining("own parent");

        assertThatJob(parentKeysOf, "top").doesNotHaveField("parentKey");
    }

    /** Jobs that hang below each other in a row; returns the lowest. */
    private String chain(int length) {
        for (var i = 0; i < length; i++) {
            keysOf.redis().hset(parents.key("p" + i), "parentKey", i == 0 ? "" : parents.key("p" + (i - 1)));
        }
        return "p" + (length - 1);
    }

    @Test
    void aJobWithChildrenCanHangDeepBelowOthers() {
        var lowest = chain(1500);
        var adopted = parents.add(JobOptions.builder().jobId("adopted"));
        children.add(childOf(adopted).jobId("below"));

        parents.add(childOf(lowest).jobId("adopted"));

        assertThat(dependencies(lowest)).containsExactly(parents.key("adopted"));
    }

    @Test
    void refusesAJobWithChildrenWhereACircleCannotBeRuledOut() {
        var lowest = chain(2500);
        var adopted = parents.add(JobOptions.builder().jobId("adopted"));
        children.add(childOf(adopted).jobId("below"));

        assertThatExceptionOfType(ParentRefusedException.class)
                .isThrownBy(() -> parents.add(childOf(lowest).jobId("adopted")))
                .withMessageContaining("hangs below too many others");

        assertThat(dependencies(lowest)).isEmpty();
        assertThatJob(parentKeysOf, "adopted").doesNotHaveField("parentKey");
        parents.add(childOf(lowest).jobId("new"));
        children.add(childOf(lowest).jobId("leaf"));
        assertThat(dependencies(lowest)).hasSize(2);
    }

    @Test
    void aDuplicateWithoutAParentKeepsTheOneItHas() {
        var parent = parents.add();
        children.add(childOf(parent).jobId("x"));

        children.add(JobOptions.builder().jobId("x"));

        assertThatJob(keysOf, "x").hasField("parentKey", parents.key(parent));
        assertThat(children.events()).last().isEqualTo("duplicated jobId=x");
    }
}
