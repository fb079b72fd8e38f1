package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.job.JobState;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowQuery;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way of a family to end, with parents and children worked by either language. The workers run through the whole class:
 * one of each language for parents, for children, and for children under another prefix. The language that works the children
 * adds the tree and repairs the parent, that of the parent repairs the children; who takes a tree apart did not add it.
 */
@RequiresNode
@RedisTest
final class FlowPairsIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    private static final String OTHER_PREFIX = "elsewhere";
    private static final String STUCK = "\"delay\":3600000";
    private static final AtomicInteger TREES = new AtomicInteger();

    private enum Language {
        NODE,
        JAVA
    }

    /** The queues whose workers speak one language. */
    private record Queues(TestQueue parents, TestQueue children) {}

    private static final Map<Language, Queues> WORKED = new EnumMap<>(Language.class);
    private static final List<AutoCloseable> OPENED = new ArrayList<>();

    private final String run = "t" + TREES.incrementAndGet();

    private static Queues worked(Language language) {
        return Objects.requireNonNull(WORKED.get(language));
    }

    @BeforeAll
    static void startWorkers() {
        for (var language : Language.values()) {
            var parents = TestQueue.create("pairs");
            var children = parents.another();
            WORKED.put(language, new Queues(parents, children));
            OPENED.add(0, parents);
            work(language, parents, "bull");
            work(language, children, "bull");
            work(language, children, OTHER_PREFIX);
        }
    }

    @AfterAll
    static void stopWorkers() throws Exception {
        for (var language : Language.values()) {
            var queue = worked(language).children();
            var strays = queue.redis().keys(OTHER_PREFIX + ":" + queue.name() + ":*");
            strays.forEach(key -> queue.redis().unlink(key));
        }
        for (var i = OPENED.size() - 1; i >= 0; i--) {
            OPENED.get(i).close();
        }
    }

    private static void work(Language language, TestQueue queue, String prefix) {
        if (language == Language.NODE) {
            var worker = SIDES.peer()
                    .call("startWorker", "queue", queue.name(), "prefix", prefix, "options", Map.of("concurrency", 4))
                    .path("worker")
                    .asText();
            OPENED.add(() -> SIDES.peer().call("stopWorker", "worker", worker, "force", true));
        } else {
            OPENED.add(Worker.of(queue.name(), JsonNode.class, SIDES.redis(), new FamilyBehaviours(SIDES.redis()))
                    .prefix(prefix)
                    .concurrency(4)
                    .closeTimeout(Duration.ofSeconds(2))
                    .start());
        }
    }

    /** Who works the parent, and who the children. */
    private record Pair(Language parent, Language child) {
        TestQueue parents() {
            return worked(parent).parents();
        }

        TestQueue children() {
            return worked(child).children();
        }

        @Override
        public String toString() {
            return parent + " works the parent, " + child + " the children";
        }
    }

    static Stream<Pair> pairs() {
        return Stream.of(Language.values())
                .flatMap(parent -> Stream.of(Language.values()).map(child -> new Pair(parent, child)));
    }

    private static Side hand(Language language, TestQueue queue) {
        return language == Language.NODE ? SIDES.node(queue) : SIDES.java(queue);
    }

    // ---- Trees

    private String id(String name) {
        return run + "-" + name;
    }

    private String root(Pair pair, String behaviour, String opts, String... children) {
        return node(pair.parents(), "root", "{\"do\":\"" + behaviour + "\"}", opts, children);
    }

    private String good(Pair pair) {
        return node(pair.children(), "good", "{\"n\":1}", "");
    }

    private String bad(Pair pair, String opts) {
        return node(pair.children(), "bad", "{\"do\":\"fail\",\"message\":\"no luck\"}", opts);
    }

    private String node(TestQueue queue, String name, String data, String opts, String... children) {
        return "{\"name\":\"echo\",\"queueName\":\"" + queue.name() + "\",\"data\":" + data + ",\"opts\":{\"jobId\":\""
                + id(name) + "\"" + (opts.isEmpty() ? "" : "," + opts) + "},\"children\":["
                + String.join(",", children) + "]}";
    }

    // ---- What became of them

    private void awaitState(TestQueue queue, String name, JobState state) {
        await().atMost(NodePeer.LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(queue.redis().zscore(queue.key(state.storageName()), id(name)))
                        .as("%s is %s", name, state)
                        .isNotNull());
    }

    private JsonNode resultOf(Pair pair) {
        awaitState(pair.parents(), "root", JobState.COMPLETED);
        return Json.parse(pair.parents().redis().hget(pair.parents().key(id("root")), "returnvalue"));
    }

    private String reasonOf(Pair pair) {
        awaitState(pair.parents(), "root", JobState.FAILED);
        return pair.parents().redis().hget(pair.parents().key(id("root")), "failedReason");
    }

    private JsonNode family(Map<String, ?> values, Map<String, String> ignored, int processed, int unprocessed) {
        return Json.of(Map.of(
                "values",
                values,
                "ignored",
                ignored,
                "count",
                Map.of("processed", processed, "unprocessed", unprocessed, "ignored", ignored.size(), "failed", 0)));
    }

    private void repairBadChild(Pair pair) {
        var hand = hand(pair.parent(), pair.children());
        hand.updateData(id("bad"), Map.of("n", 2));
        hand.retry(id("bad"), JobState.FAILED, true);
    }

    private Map<String, ?> both(Pair pair) {
        return Map.of(
                pair.children().key(id("good")), Map.of("n", 1), pair.children().key(id("bad")), Map.of("n", 2));
    }

    // ---- Policies

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void continuesAndDropsTheOthers(Pair pair) {
        hand(pair.child(), pair.parents())
                .addFlow(root(
                        pair,
                        "goOnAlone",
                        "",
                        bad(pair, "\"continueParentOnFailure\":true"),
                        node(pair.children(), "late", "{}", STUCK)));

        var failures = Map.of(pair.children().key(id("bad")), "no luck");
        assertThat(resultOf(pair)).isEqualTo(family(Map.of(), failures, 0, 0));
        assertThat(pair.children().redis().exists(pair.children().key(id("late"))))
                .isZero();
        assertThat(SIDES.peer()
                        .call(
                                "getIgnoredChildrenFailures",
                                "queue",
                                pair.parents().name(),
                                "job",
                                id("root")))
                .isEqualTo(Json.of(failures));
        assertThat(SIDES.java(pair.parents()).queue().getIgnoredChildrenFailures(id("root")))
                .isEqualTo(failures);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void continuesAndCannotCompleteBesideTheOthers(Pair pair) {
        hand(pair.child(), pair.parents())
                .addFlow(root(
                        pair,
                        "family",
                        "",
                        bad(pair, "\"continueParentOnFailure\":true"),
                        node(pair.children(), "late", "{}", STUCK)));

        assertThat(reasonOf(pair)).isEqualTo("Job " + id("root") + " has pending dependencies. moveToFinished");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void forgetsAFailure(Pair pair) {
        hand(pair.child(), pair.parents())
                .addFlow(root(pair, "family", "", bad(pair, "\"removeDependencyOnFailure\":true"), good(pair)));

        assertThat(resultOf(pair))
                .isEqualTo(family(Map.of(pair.children().key(id("good")), Map.of("n", 1)), Map.of(), 1, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void waitsOnForAFailureUntilItIsRepaired(Pair pair) {
        hand(pair.child(), pair.parents()).addFlow(root(pair, "family", "", bad(pair, ""), good(pair)));

        awaitState(pair.children(), "bad", JobState.FAILED);
        awaitState(pair.children(), "good", JobState.COMPLETED);
        awaitState(pair.parents(), "root", JobState.WAITING_CHILDREN);
        repairBadChild(pair);

        assertThat(resultOf(pair)).isEqualTo(family(both(pair), Map.of(), 2, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void failsWithAChildAndIsRepairedAfterIt(Pair pair) {
        hand(pair.child(), pair.parents())
                .addFlow(root(pair, "family", "", bad(pair, "\"failParentOnFailure\":true"), good(pair)));

        assertThat(reasonOf(pair)).isEqualTo("child " + pair.children().key(id("bad")) + " failed");
        awaitState(pair.children(), "good", JobState.COMPLETED);
        repairBadChild(pair);
        awaitState(pair.children(), "bad", JobState.COMPLETED);
        hand(pair.child(), pair.parents()).retry(id("root"), JobState.FAILED, true);

        assertThat(resultOf(pair)).isEqualTo(family(both(pair), Map.of(), 2, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void anIgnoredFailureCountsNoMoreOnceItIsRepaired(Pair pair) {
        hand(pair.child(), pair.parents())
                .addFlow(root(
                        pair,
                        "family",
                        "",
                        bad(pair, "\"ignoreDependencyOnFailure\":true"),
                        node(pair.children(), "good", "{\"n\":1}", STUCK)));

        awaitState(pair.children(), "bad", JobState.FAILED);
        repairBadChild(pair);
        awaitState(pair.children(), "bad", JobState.COMPLETED);
        awaitState(pair.parents(), "root", JobState.WAITING_CHILDREN);
        hand(pair.parent(), pair.children()).promote(id("good"));

        assertThat(resultOf(pair)).isEqualTo(family(both(pair), Map.of(), 2, 0));
    }

    // ---- Delay and priority

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void theDelayOfAParentCountsFromItsLastChild(Pair pair) {
        var hour = Duration.ofHours(1).toMillis();
        hand(pair.child(), pair.parents())
                .addFlow(root(pair, "family", "\"timestamp\":1000,\"delay\":" + hour, good(pair)));

        awaitState(pair.parents(), "root", JobState.DELAYED);
        var due = pair.parents().redis().zscore(pair.parents().key("delayed"), id("root")) / 4096;
        var finished =
                Long.parseLong(pair.children().redis().hget(pair.children().key(id("good")), "finishedOn"));
        assertThat(due - hour - finished).isBetween(-1000.0, 1000.0);
        hand(pair.child(), pair.parents()).promote(id("root"));

        assertThat(resultOf(pair).at("/count/processed").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void aParentWithAPriorityGoesAmongItsEquals(Pair pair) {
        var hand = hand(pair.child(), pair.parents());
        hand.pause();

        hand.addFlow(root(pair, "family", "\"priority\":5", good(pair)));

        awaitState(pair.parents(), "root", JobState.PRIORITIZED);
        assertThat(pair.parents().redis().zscore(pair.parents().key("prioritized"), id("root")) / 4294967296.0)
                .isBetween(5.0, 6.0);
        hand.resume();
        assertThat(resultOf(pair).at("/count/processed").asInt()).isEqualTo(1);
    }

    // ---- Taking apart

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void aChildTakenAwayByTheOtherLanguageLetsTheParentGo(Pair pair) {
        hand(pair.parent(), pair.parents())
                .addFlow(root(pair, "family", "", node(pair.children(), "late", "{}", STUCK), good(pair)));

        assertThat(hand(pair.child(), pair.children()).removeChildDependency(id("late")))
                .isTrue();

        assertThat(resultOf(pair))
                .isEqualTo(family(Map.of(pair.children().key(id("good")), Map.of("n", 1)), Map.of(), 1, 0));
        assertThat(pair.children().redis().hexists(pair.children().key(id("late")), "parentKey"))
                .isFalse();
        awaitState(pair.children(), "late", JobState.DELAYED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void whatIsUnprocessedIsRemovedByTheOtherLanguage(Pair pair) {
        var children = new ArrayList<>(List.of(good(pair)));
        // More than our scripts remove at once.
        IntStream.range(0, 60).forEach(i -> children.add(node(pair.children(), "late" + i, "{}", STUCK)));
        children.add(node(pair.children(), "middle", "{}", "", node(pair.children(), "below", "{}", STUCK)));
        hand(pair.parent(), pair.parents()).addFlow(root(pair, "family", "", children.toArray(String[]::new)));
        awaitState(pair.children(), "good", JobState.COMPLETED);

        hand(pair.child(), pair.parents()).removeUnprocessedChildren(id("root"));

        assertThat(resultOf(pair))
                .isEqualTo(family(Map.of(pair.children().key(id("good")), Map.of("n", 1)), Map.of(), 1, 0));
        assertThat(pair.children().keys())
                .filteredOn(key -> key.contains(":" + run + "-"))
                .containsExactly(pair.children().key(id("good")));
    }

    // ---- Queues and prefixes

    private String treeAcrossPrefixes(Pair pair, String opts) {
        var grandchild = node(pair.parents(), "below", "{\"n\":3}", opts);
        var child = node(pair.children(), "middle", "{\"do\":\"family\"}", "", grandchild)
                .replaceFirst("\\{", "{\"prefix\":\"" + OTHER_PREFIX + "\",");
        return root(pair, "family", "", child, node(pair.children(), "good", "{\"n\":1}", opts));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void aTreeGoesAcrossQueuesAndPrefixes(Pair pair) {
        hand(pair.child(), pair.parents()).addFlow(treeAcrossPrefixes(pair, ""));

        var middle = OTHER_PREFIX + ":" + pair.children().name() + ":" + id("middle");
        var below = family(Map.of(pair.parents().key(id("below")), Map.of("n", 3)), Map.of(), 1, 0);
        assertThat(resultOf(pair))
                .isEqualTo(
                        family(Map.of(middle, below, pair.children().key(id("good")), Map.of("n", 1)), Map.of(), 2, 0));
    }

    // ---- Reading

    private static JsonNode read(FlowProducer flows, FlowQuery query) {
        return Json.sortedTree(flows.getFlow(query)
                .map(tree -> Json.of(JavaSide.document(tree)))
                .orElse(NullNode.getInstance()));
    }

    private static JsonNode readByNode(FlowQuery query) {
        return Json.sortedTree(SIDES.peer()
                .call(
                        "getFlow",
                        "queue",
                        query.queueName(),
                        "job",
                        query.id(),
                        "opts",
                        Map.of("depth", query.depth(), "maxChildren", query.maxChildren())));
    }

    private static List<String> childrenOf(JsonNode tree) {
        return Stream.of(tree.path("children"))
                .flatMap(children -> IntStream.range(0, children.size()).mapToObj(children::get))
                .map(child -> child.path("id").asText())
                .collect(Collectors.toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void bothReadTheSameLevels(Pair pair) {
        hand(pair.child(), pair.parents()).addFlow(treeAcrossPrefixes(pair, STUCK));

        try (var flows = FlowProducer.of(SIDES.redis())) {
            for (var depth = 1; depth <= 4; depth++) {
                var query = FlowQuery.of(pair.parents().name(), id("root")).withDepth(depth);
                assertThat(read(flows, query)).as("depth %s", depth).isEqualTo(readByNode(query));
            }
            var whole = read(flows, FlowQuery.of(pair.parents().name(), id("root")));
            assertThat(whole.findValuesAsText("id"))
                    .containsExactlyInAnyOrder(id("root"), id("middle"), id("below"), id("good"));
        }
        hand(pair.child(), pair.parents()).remove(id("root"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void noMoreChildrenAreReadThanAskedForAndTheyAreThoseThatNodeReads(Pair pair) {
        var children = IntStream.range(0, 600)
                .mapToObj(i -> node(pair.children(), "late" + i, "{}", STUCK))
                .toArray(String[]::new);
        hand(pair.child(), pair.parents()).addFlow(root(pair, "family", "", children));
        var query = FlowQuery.of(pair.parents().name(), id("root")).withDepth(2).withMaxChildren(5);

        try (var flows = FlowProducer.of(SIDES.redis())) {
            var ours = childrenOf(read(flows, query));
            assertThat(ours).hasSizeBetween(1, 5);
            assertThat(childrenOf(readByNode(query))).containsAll(ours);
            assertThat(flows.getFlow(query).orElseThrow().dependencies().unprocessed())
                    .isEqualTo(600);
        }
        assertThat(hand(pair.parent(), pair.parents()).remove(id("root"))).isTrue();
        assertThat(pair.children().keys()).noneMatch(key -> key.contains(":" + run + "-"));
    }
}
