package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Parents and children whose producer, parent's worker and child's worker speak different languages. */
@RequiresNode
@RedisTest
final class FlowsAcrossLanguagesIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    private enum Language {
        NODE,
        JAVA
    }

    private final TestQueue parents;
    private final TestQueue children;
    private final List<AutoCloseable> opened = new ArrayList<>();

    FlowsAcrossLanguagesIT(TestQueue parents) {
        this.parents = parents;
        this.children = parents.another();
    }

    @AfterEach
    void close() throws Exception {
        for (var one : opened) {
            one.close();
        }
    }

    static Stream<Arguments> everyone() {
        return Stream.of(Language.values())
                .flatMap(producer -> pairs().map(pair -> Arguments.of(producer, pair.get()[0], pair.get()[1])));
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Language.values())
                .flatMap(parent -> Stream.of(Language.values()).map(child -> Arguments.of(parent, child)));
    }

    private Side producer(Language language) {
        return language == Language.NODE ? SIDES.node(parents) : SIDES.java(parents);
    }

    private void work(Language language, TestQueue queue, String behaviour) {
        if (language == Language.NODE) {
            opened.add(SIDES.peer().startWorker(queue.name(), Map.of("behaviour", behaviour)));
        } else {
            opened.add(Worker.of(queue.name(), JsonNode.class, SIDES.redis(), this::process)
                    .closeTimeout(Duration.ofSeconds(2))
                    .start());
        }
    }

    /** What {@code peer/processor.mjs} does under the same names. */
    private @Nullable Object process(ActiveJob<JsonNode> job) {
        switch (job.data().path("do").asText(job.name())) {
            case "childrenValues" -> {
                return job.getChildrenValues(JsonNode.class);
            }
            case "fail" ->
                throw new IllegalStateException(job.data().path("message").asText());
            case "moveToWaitingChildren" -> {
                if (job.job().attemptsStarted() == 1) {
                    addChild(job);
                }
                return job.moveToWaitingChildren() ? null : job.getChildrenValues(JsonNode.class);
            }
            default -> {
                return job.data();
            }
        }
    }

    private void addChild(ActiveJob<JsonNode> job) {
        var child = job.data().path("child");
        try (var queue = Queue.of(child.path("queue").asText(), JsonNode.class, SIDES.redis())) {
            queue.add(
                    child.path("name").asText(),
                    child.path("data"),
                    JobOptions.builder()
                            .jobId(child.path("opts").path("jobId").asText())
                            .parent(job.asParent())
                            .build());
        }
    }

    private String flow(String childOpts, String childData) {
        return """
                {"name": "childrenValues", "queueName": "%1$s", "data": {"do": "childrenValues"}, "opts": {"jobId": "p"},
                 "children": [
                   {"name": "echo", "queueName": "%2$s", "data": {"n": 1, "text": "Größe / 1"}, "opts": {"jobId": "good"}},
                   {"name": "other", "queueName": "%2$s", "data": %3$s, "opts": {"jobId": "other"%4$s}}]}
                """.formatted(parents.name(), children.name(), childData, childOpts);
    }

    private JsonNode awaitEnd(String state) {
        await().atMost(NodePeer.LIMIT).until(() -> parents.redis().zscore(parents.key(state), "p") != null);
        return SIDES.peer().job(parents.name(), "p").orElseThrow();
    }

    @ParameterizedTest(name = "{0} adds, {1} works the parent, {2} the children")
    @MethodSource("everyone")
    void aParentSeesTheResultsOfItsChildren(Language producer, Language parent, Language child) {
        work(child, children, "echo");
        work(parent, parents, "childrenValues");

        producer(producer).addFlow(flow("", "[1, null, 2.5]"));

        var expected = Json.of(Map.of(
                children.key("good"), Map.of("n", 1, "text", "Größe / 1"),
                children.key("other"), Json.parse("[1, null, 2.5]")));
        assertThat(awaitEnd("completed").path("returnvalue")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} adds, {1} works the parent, {2} the children")
    @MethodSource("everyone")
    void aChildFailsItsParent(Language producer, Language parent, Language child) {
        work(child, children, "echo");
        work(parent, parents, "childrenValues");

        producer(producer).addFlow(flow(",\"failParentOnFailure\": true", "{\"do\": \"fail\", \"message\": \"no\"}"));

        var failed = awaitEnd("failed");
        assertThat(failed.path("failedReason").asText()).isEqualTo("child " + children.key("other") + " failed");
        assertThat(failed.path("attemptsMade").asInt()).isEqualTo(1);
        assertThat(failed.path("deferredFailure").isNull()).isTrue();
        assertThat(failed.path("stacktrace")).hasSize(1);
    }

    @ParameterizedTest(name = "{0} works the parent, {1} the children")
    @MethodSource("pairs")
    void aParentDoesWithoutAChildThatFails(Language parent, Language child) {
        work(child, children, "echo");
        work(parent, parents, "childrenValues");

        producer(child)
                .addFlow(flow(",\"ignoreDependencyOnFailure\": true", "{\"do\": \"fail\", \"message\": \"no luck\"}"));

        assertThat(awaitEnd("completed").path("returnvalue")).hasSize(1);
        assertThat(SIDES.peer().call("getIgnoredChildrenFailures", "queue", parents.name(), "job", "p"))
                .isEqualTo(Json.of(Map.of(children.key("other"), "no luck")));
        assertThat(SIDES.java(parents).queue().getIgnoredChildrenFailures("p"))
                .isEqualTo(Map.of(children.key("other"), "no luck"));
    }

    @ParameterizedTest(name = "{0} works the parent, {1} the child")
    @MethodSource("pairs")
    void aRunningJobAddsAChildAndWaitsForIt(Language parent, Language child) {
        work(parent, parents, "moveToWaitingChildren");
        var data = Map.of(
                "do",
                "moveToWaitingChildren",
                "child",
                Map.of(
                        "queue", children.name(),
                        "name", "echo",
                        "data", Map.of("n", 7),
                        "opts", Map.of("jobId", "c")));

        producer(child).add("step", data, Option.jobId("p"));
        // A child that is done at once is not waited for.
        await().atMost(NodePeer.LIMIT).until(() -> parents.redis().zcard(parents.key("waiting-children")) == 1);
        work(child, children, "echo");

        var done = awaitEnd("completed");
        assertThat(done.path("returnvalue")).isEqualTo(Json.of(Map.of(children.key("c"), Map.of("n", 7))));
        assertThat(done.path("attemptsStarted").asInt()).isEqualTo(2);
        assertThat(done.path("attemptsMade").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} adds")
    @EnumSource(Language.class)
    void bothSeeTheSameFlow(Language producer) {
        var id = producer(producer).addFlow("""
                {"name": "root", "queueName": "%1$s", "children": [
                  {"name": "a", "queueName": "%2$s", "opts": {"jobId": "a"}},
                  {"name": "b", "queueName": "%2$s", "opts": {"jobId": "b"}, "children": [
                     {"name": "c", "queueName": "%1$s", "opts": {"jobId": "c"}}]}]}
                """.formatted(parents.name(), children.name()));

        var seen = SIDES.node(parents).flow(id);

        assertThat(seen.path("children")).hasSize(2);
        assertThat(seen.at("/children/1/children/0/id").asText()).isEqualTo("c");
        assertThat(SIDES.java(parents).flow(id)).isEqualTo(seen);
        assertThat(SIDES.java(parents).dependencies(id))
                .isEqualTo(SIDES.node(parents).dependencies(id));
        assertThat(SIDES.node(parents).flow("nobody").isNull()).isTrue();
        assertThat(SIDES.java(parents).flow("nobody").isNull()).isTrue();
    }

    @Test
    void bothSeeTheSameChildrenOfEachKind() {
        var java = SIDES.java(parents);
        var node = SIDES.node(parents);
        java.addFlow("""
                {"name": "root", "queueName": "<queue>", "opts": {"jobId": "p"}, "children": [
                  {"name": "a", "queueName": "<queue>", "opts": {"jobId": "a"}},
                  {"name": "b", "queueName": "<queue>", "opts": {"jobId": "b", "ignoreDependencyOnFailure": true}},
                  {"name": "c", "queueName": "<queue>", "opts": {"jobId": "c", "failParentOnFailure": true}},
                  {"name": "d", "queueName": "<queue>", "opts": {"jobId": "d"}}]}
                """);
        java.complete(java.claim().orElseThrow(), Map.of("rows", List.of(1, 2)));
        node.fail(node.claim().orElseThrow(), "ignored", false);
        java.fail(java.claim().orElseThrow(), "fails", false);

        var seen = node.dependencies("p");

        assertThat(seen.path("processed")).hasSize(1);
        assertThat(seen.path("ignored")).hasSize(1);
        assertThat(seen.path("failed")).hasSize(1);
        assertThat(seen.path("unprocessed")).hasSize(1);
        assertThat(java.dependencies("p")).isEqualTo(seen);
        var count = java.queue().getDependenciesCount("p");
        assertThat(SIDES.peer().call("getDependenciesCount", "queue", parents.name(), "job", "p"))
                .isEqualTo(Json.of(Map.of(
                        "processed", count.processed(),
                        "unprocessed", count.unprocessed(),
                        "ignored", count.ignored(),
                        "failed", count.failed())));
    }
}
