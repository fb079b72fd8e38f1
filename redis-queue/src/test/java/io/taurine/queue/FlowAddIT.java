package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowProducerOptions;
import io.taurine.queue.flow.FlowRefusedException;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@RedisTest
class FlowAddIT {

    private final TestQueue keysOf;
    private final TestQueue childKeysOf;
    private final Bench parents;
    private final Bench children;
    private final FlowProducer flows = FlowProducer.of(Bench.connection());

    FlowAddIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        childKeysOf = keysOf.another();
        parents = new Bench(keysOf);
        children = new Bench(childKeysOf);
    }

    @AfterEach
    void close() {
        flows.close();
    }

    private FlowNode.Builder parent(String id) {
        return FlowNode.of("parent", keysOf.name())
                .options(JobOptions.builder().jobId(id).build());
    }

    private FlowNode.Builder child(String id) {
        return child(id, JobOptions.builder());
    }

    private FlowNode.Builder child(String id, JobOptions.Builder options) {
        return FlowNode.of("child", childKeysOf.name())
                .options(options.jobId(id).build());
    }

    private Set<String> dependencies(Bench bench, String parent) {
        return keysOf.redis().smembers(bench.key(parent) + ":dependencies");
    }

    @Nested
    class Tree {

        @Test
        void theParentWaitsAndTheChildIsInLine() {
            var node = flows.add(FlowNode.of("parent", keysOf.name())
                    .data(Map.of("a", 1))
                    .child(FlowNode.of("child", childKeysOf.name()))
                    .build());

            var child = node.children().get(0);
            assertThat(node.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(node.job().isNew()).isTrue();
            assertThat(parents.hash(node.id()))
                    .containsOnlyKeys("name", "data", "opts", "timestamp", "delay", "priority")
                    .containsEntry("name", "parent")
                    .containsEntry("data", "{\"a\":1}")
                    .containsEntry("opts", "{\"attempts\":0}");
            assertThat(parents.score("waiting-children", node.id()))
                    .isEqualTo(Double.parseDouble(parents.field(node.id(), "timestamp")));
            assertThat(dependencies(parents, node.id())).containsExactly(children.key(child.id()));
            assertThat(parents.events())
                    .containsExactly(
                            "added jobId=" + node.id() + " name=parent", "waiting-children jobId=" + node.id());
            assertThat(parents.markers()).isEmpty();
            assertThat(children.hash(child.id()))
                    .containsEntry("data", "{}")
                    .containsEntry("parentKey", parents.key(node.id()))
                    .containsEntry(
                            "parent",
                            "{\"id\":\"" + node.id() + "\",\"queueKey\":\"" + parents.keys.qualifiedName() + "\"}");
            assertThat(children.list("wait")).containsExactly(child.id());
            assertThat(children.markers()).isEqualTo(Map.of("0", 0.0));
            assertThat(children.events())
                    .containsExactly("added jobId=" + child.id() + " name=child", "waiting jobId=" + child.id());
            assertThat(keysOf.redis().get(parents.key("id"))).isEqualTo("1");
        }

        @Test
        void childrenGoWhereTheirOptionsPutThem() {
            flows.add(parent("p")
                    .child(child("plain"))
                    .child(child("front", JobOptions.builder().lifo(true)))
                    .child(child("ranked", JobOptions.builder().priority(7)))
                    .child(child(
                            "late",
                            JobOptions.builder().delay(Duration.ofSeconds(5)).timestamp(Instant.ofEpochMilli(1000))))
                    .build());

            assertThat(children.list("wait")).containsExactly("plain", "front");
            assertThatJob(childKeysOf, "ranked").isPrioritized();
            assertThat(children.score("delayed", "late")).isEqualTo(6000 * 4096.0);
            assertThat(children.markers()).containsOnlyKeys("0", "1");
            assertThat(dependencies(parents, "p")).hasSize(4);
        }

        @Test
        void aParentWaitsWhateverItsDelayAndPriority() {
            flows.add(FlowNode.of("parent", keysOf.name())
                    .options(JobOptions.builder()
                            .jobId("p")
                            .delay(Duration.ofHours(1))
                            .priority(3)
                            .build())
                    .child(child("c"))
                    .build());

            assertThatJob(keysOf, "p")
                    .isWaitingChildren()
                    .hasField("delay", "3600000")
                    .hasField("priority", "3");
        }

        @Test
        void grandchildrenPrefixesAndTheOrderLevelByLevel() {
            var other = "other-" + keysOf.name();
            try {
                flows.add(parent("p")
                        .child(FlowNode.of("middle", childKeysOf.name())
                                .prefix(other)
                                .options(JobOptions.builder().jobId("m").build())
                                .child(parent("g"))
                                .build())
                        .child(child("c"))
                        .build());

                assertThat(keysOf.redis().hget(other + ":" + childKeysOf.name() + ":m", "parentKey"))
                        .isEqualTo(parents.key("p"));
                assertThatJob(keysOf, "g").isWaiting().hasField("parentKey", other + ":" + childKeysOf.name() + ":m");
                assertThat(dependencies(parents, "p"))
                        .containsExactlyInAnyOrder(other + ":" + childKeysOf.name() + ":m", children.key("c"));
            } finally {
                Stream.of("m", "m:dependencies", "waiting-children", "meta", "events", "id")
                        .forEach(key -> keysOf.redis().del(other + ":" + childKeysOf.name() + ":" + key));
            }
        }

        @Test
        void aPolicyIsWrittenTwice() {
            flows.add(parent("p")
                    .child(child("c", JobOptions.builder().continueParentOnFailure(true)))
                    .build());

            assertThat(children.field("c", "parent")).contains("\"cpof\":true");
            assertThat(children.field("c", "opts")).contains("\"cpof\":true");
        }

        @Test
        void aNodeWithoutChildrenIsAnOrdinaryJob() {
            var node = flows.add(child("c").build());

            assertThatJob(childKeysOf, "c").isWaiting().doesNotHaveField("parent");
            assertThat(node.children()).isEmpty();
        }

        @Test
        void theRootMayHangUnderAJobThatExists() {
            var top = parents.add();

            flows.add(FlowNode.of("child", childKeysOf.name())
                    .options(JobOptions.builder()
                            .jobId("c")
                            .parent(top, parents.keys.qualifiedName())
                            .build())
                    .child(child("g"))
                    .build());

            assertThat(dependencies(parents, top)).containsExactly(children.key("c"));
            assertThatJob(childKeysOf, "c").isWaitingChildren();
        }

        @Test
        void severalTreesInOneCall() {
            var nodes = flows.addBulk(List.of(
                    parent("p").child(child("a")).build(),
                    parent("q").child(child("b")).build()));

            assertThat(nodes).extracting(node -> node.id()).containsExactly("p", "q");
            assertThat(nodes.get(1).children()).extracting(node -> node.id()).containsExactly("b");
            assertThat(flows.addBulk(List.of())).isEmpty();
        }

        @Test
        void defaultsOfAQueueLieUnderTheOptionsOfItsNodes() {
            var options = FlowProducerOptions.builder()
                    .queueDefaults(
                            childKeysOf.name(),
                            JobOptions.builder().attempts(5).priority(9).build())
                    .build();

            try (var producer = FlowProducer.of(Bench.connection(), options)) {
                producer.add(parent("p")
                        .child(child("c", JobOptions.builder().priority(2)))
                        .build());
            }

            assertThat(children.field("c", "opts")).contains("\"attempts\":5", "\"priority\":2");
            assertThat(parents.field("p", "opts")).doesNotContain("\"attempts\":5");
        }

        @Test
        void aRootWithoutChildrenMayBeDeduplicated() {
            var options = JobOptions.builder()
                    .deduplication(Deduplication.simple("same"))
                    .build();
            var node = FlowNode.of("n", keysOf.name()).options(options).build();

            var first = flows.add(node);
            var second = flows.add(node);

            assertThat(parents.field(first.id(), "deid")).isEqualTo("same");
            assertThat(second.job().outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(parents.list("wait")).containsExactly(first.id());
        }

        @Test
        void interceptorsSeeTheWholeTreeAndHearItsEnd() {
            var heard = new ArrayList<String>();
            var options = FlowProducerOptions.builder()
                    .interceptor(call -> call.map(job -> job.withName(call.kind() + "-"
                                    + call.place(call.jobs().indexOf(job)).parent()))
                            .whenDone((ids, failure) -> heard.add(ids + " " + failure)))
                    .build();

            try (var producer = FlowProducer.of(Bench.connection(), options)) {
                producer.add(parent("p").child(child("c")).build());
                assertThatExceptionOfType(FlowRefusedException.class)
                        .isThrownBy(
                                () -> producer.add(parent("q").child(child("c")).build()));
            }

            assertThatJob(keysOf, "p").hasField("name", "FLOW--1");
            assertThatJob(childKeysOf, "c").hasField("name", "FLOW-0");
            assertThat(heard).hasSize(2);
            assertThat(heard.get(0)).isEqualTo("[p, c] null");
            assertThat(heard.get(1)).startsWith("[] ").contains("FlowRefusedException");
        }

        @Test
        void aProducerDoesNotAnnounceItself() {
            keysOf.redis().del(children.key("meta"));

            flows.add(parent("p").child(child("c")).build());

            assertThat(keysOf.redis().hgetall(children.key("meta"))).isEqualTo(Map.of("opts.maxLenEvents", "10000"));
        }

        @Test
        void childrenOfAPausedQueueSetNoMarker() {
            children.queue.pause();
            children.forgetMarkers();

            flows.add(parent("p").child(child("c")).build());

            assertThatJob(childKeysOf, "c").isWaiting();
            assertThat(children.markers()).isEmpty();
        }
    }

    @Nested
    class ExistingJobs {

        @Test
        void aParentWhoseOnlyChildIsDoneAlreadyRunsAtOnce() {
            children.add(JobOptions.builder().jobId("c"));
            children.claiming().run();
            children.settling().completed("c", "\"done\"").run();

            var node = flows.add(parent("p").child(child("c")).build());

            assertThat(node.children().get(0).job().isNew()).isFalse();
            assertThatJob(keysOf, "p").isWaiting();
            assertThat(keysOf.redis().hgetall(parents.key("p") + ":processed"))
                    .isEqualTo(Map.of(children.key("c"), "\"done\""));
            assertThat(parents.events())
                    .containsExactly(
                            "added jobId=p name=parent",
                            "waiting-children jobId=p",
                            "waiting jobId=p prev=waiting-children");
        }

        @Test
        void aDoneChildDoesNotReleaseAParentBeforeTheOthersAreThere() {
            children.add(JobOptions.builder().jobId("done"));
            children.claiming().run();
            children.settling().completed("done", "1").run();

            flows.add(parent("p").child(child("done")).child(child("new")).build());

            assertThatJob(keysOf, "p").isWaitingChildren();
        }

        @Test
        void aParentThatExistsKeepsItsDataAndGetsTheChildren() {
            parents.add(JobOptions.builder().jobId("p"));

            var node = flows.add(parent("p").data("other").child(child("c")).build());

            assertThat(node.job().outcome()).isEqualTo(AddOutcome.DUPLICATE);
            assertThatJob(keysOf, "p").isWaiting().hasField("data", "{\"a\":1}");
            assertThat(dependencies(parents, "p")).containsExactly(children.key("c"));
            assertThat(parents.events()).last().isEqualTo("duplicated jobId=p");
        }

        @Test
        void theSameTreeAgainChangesNothing() {
            var tree = parent("p").child(child("c")).build();
            flows.add(tree);

            var again = flows.add(tree);

            assertThat(again.job().isNew()).isFalse();
            assertThat(again.children().get(0).job().isNew()).isFalse();
            assertThat(dependencies(parents, "p")).containsExactly(children.key("c"));
            assertThat(children.list("wait")).containsExactly("c");
        }
    }

    @Nested
    class Refused {

        private void writesNothing(Runnable call) {
            var keysBefore = keysOf.keys();
            var childKeysBefore = childKeysOf.keys();
            var counter = keysOf.redis().get(parents.key("id"));
            var events = parents.events();

            call.run();

            assertThat(keysOf.keys()).isEqualTo(keysBefore);
            assertThat(childKeysOf.keys()).isEqualTo(childKeysBefore);
            assertThat(keysOf.redis().get(parents.key("id"))).isEqualTo(counter);
            assertThat(parents.events()).isEqualTo(events);
        }

        @Test
        void aChildThatBelongsToAnotherLivingParentRefusesTheWholeTree() {
            flows.add(parent("p").child(child("c")).build());

            writesNothing(() -> assertThatExceptionOfType(FlowRefusedException.class)
                    .isThrownBy(() -> flows.add(
                            parent("q").child(child("fresh")).child(child("c")).build()))
                    .withMessageContaining("nothing of it was written")
                    .withMessageContaining("The parent job " + parents.key("q") + " cannot be replaced. addJob")
                    .satisfies(e -> assertThat(e.refusals()).singleElement().satisfies(refusal -> {
                        assertThat(refusal).isInstanceOf(ParentRefusedException.class);
                        assertThat(refusal.jobId()).isEqualTo("c");
                        assertThat(refusal.queue()).isEqualTo(childKeysOf.name());
                    })));
        }

        @Test
        void oneChildUnderTwoParentsOfOneCall() {
            writesNothing(() -> assertThatExceptionOfType(FlowRefusedException.class)
                    .isThrownBy(() -> flows.addBulk(List.of(
                            parent("p").child(child("c")).build(),
                            parent("q").child(child("c")).build())))
                    .satisfies(
                            e -> assertThat(e.refusals()).singleElement().isInstanceOf(ParentRefusedException.class)));
        }

        @Test
        void aRootWhoseParentDoesNotExist() {
            writesNothing(() -> assertThatExceptionOfType(FlowRefusedException.class)
                    .isThrownBy(() -> flows.add(FlowNode.of("r", keysOf.name())
                            .options(JobOptions.builder()
                                    .parent("none", parents.keys.qualifiedName())
                                    .build())
                            .child(child("c").child(child("g")))
                            .build()))
                    .withMessageContaining("Missing key for parent job " + parents.key("none") + ". addJob")
                    .satisfies(e -> assertThat(e.refusals()).hasSize(1)));
        }

        @Test
        void aJobThatWouldWaitForItself() {
            flows.add(parent("p").child(child("c")).build());

            writesNothing(() -> assertThatExceptionOfType(FlowRefusedException.class)
                    .isThrownBy(() -> flows.add(child("c").child(parent("p")).build()))
                    .withMessageContaining("would wait for ever"));
            writesNothing(() -> assertThatExceptionOfType(FlowRefusedException.class)
                    .isThrownBy(() -> flows.add(
                            parent("x").child(child("y").child(parent("x"))).build())));
        }

        @Test
        void anEverydayMistake() {
            assertThatIllegalArgumentException().isThrownBy(() -> FlowNode.of("", "q"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FlowNode.of("n", "a:b"))
                    .withMessageContaining("must not contain ':'");
            assertThatIllegalArgumentException().isThrownBy(() -> FlowNode.of("n", " "));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FlowNode.of("n", "q").prefix(""));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FlowProducerOptions.builder()
                            .queueDefaults(
                                    "q", JobOptions.builder().jobId("one").build()));
        }

        @Test
        void aParentBelowTheRoot() {
            writesNothing(() -> assertThatIllegalArgumentException()
                    .isThrownBy(() -> flows.add(parent("p")
                            .child(child("c", JobOptions.builder().parent("x", "bull:q")))
                            .build()))
                    .withMessageContaining("only the root"));
        }

        @Test
        void twoPoliciesOfWhichOneComesFromTheDefaults() {
            var options = FlowProducerOptions.builder()
                    .queueDefaults(
                            childKeysOf.name(),
                            JobOptions.builder().failParentOnFailure(true).build())
                    .build();

            writesNothing(() -> {
                try (var producer = FlowProducer.of(Bench.connection(), options)) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> producer.add(parent("p")
                                    .child(child("c", JobOptions.builder().removeDependencyOnFailure(true)))
                                    .build()))
                            .withMessage("The following options cannot be used together: removeDependencyOnFailure,"
                                    + " failParentOnFailure");
                }
            });
        }

        @Test
        void aDeduplicationWhereItCannotWork() {
            var simple = JobOptions.builder().deduplication(Deduplication.simple("d"));
            var keepLast = JobOptions.builder().deduplication(Deduplication.keepLast("d"));

            writesNothing(() -> {
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                flows.add(child("c", simple).child(child("g")).build()))
                        .withMessage("Deduplication options cannot be used on flow nodes with children");
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                flows.add(parent("p").child(child("c", simple)).build()))
                        .withMessage("Deduplication and parent options cannot be used together");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> flows.add(
                                parent("p").child(child("c", keepLast)).build()))
                        .withMessage("keepLastIfActive deduplication cannot be used on flow nodes with a parent");
            });
        }

        @Test
        void whatAnInterceptorMadeOfANodeThatAFlowCannotHold() {
            var options = FlowProducerOptions.builder()
                    .interceptor(call -> call.map(job -> job.withOptions(job.options().toBuilder()
                            .deduplication(Deduplication.simple("d"))
                            .build())))
                    .build();

            writesNothing(() -> {
                try (var producer = FlowProducer.of(Bench.connection(), options)) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() ->
                                    producer.add(parent("p").child(child("c")).build()))
                            .withMessage("Deduplication options cannot be used on flow nodes with children");
                }
            });
        }

        @Test
        void aPayloadThatIsTooLargeAnywhere() {
            writesNothing(() -> assertThatIllegalArgumentException()
                    .isThrownBy(() -> flows.add(parent("p")
                            .child(child("c", JobOptions.builder().sizeLimit(5)).data("far too long"))
                            .build()))
                    .withMessageContaining("exceeds the limit 5 bytes"));
        }

        @Test
        void moreJobsThanOneCallMayAdd() {
            var leaves = java.util.Collections.nCopies(
                    10_000, FlowNode.of("c", childKeysOf.name()).build());

            writesNothing(() -> assertThatIllegalArgumentException()
                    .isThrownBy(() -> flows.add(parent("p").children(leaves).build()))
                    .withMessageContaining("at most 10000"));
        }
    }
}
