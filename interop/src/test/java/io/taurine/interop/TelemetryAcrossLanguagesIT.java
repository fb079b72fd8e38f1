package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowProducerOptions;
import io.taurine.queue.opentelemetry.OpenTelemetryTelemetry;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Traces, with an exporter in memory on both sides. */
@RequiresNode
@RedisTest
final class TelemetryAcrossLanguagesIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    private static final Map<String, Object> TRACED = Map.of("telemetry", true);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final OpenTelemetryTelemetry telemetry = OpenTelemetryTelemetry.create(sdk);

    @AfterEach
    void close() {
        sdk.close();
    }

    private Queue<JsonNode> java(TestQueue queue) {
        return Queue.of(queue.name(), JsonNode.class, SIDES.redis(), options());
    }

    private QueueOptions options() {
        return QueueOptions.builder().telemetry(telemetry).build();
    }

    private Worker<JsonNode> javaWorker(TestQueue queue) {
        return Worker.of(queue.name(), JsonNode.class, SIDES.redis(), new JavaBehaviours())
                .name("w")
                .telemetry(telemetry)
                .start();
    }

    private SpanData javaSpan(String name) {
        await().untilAsserted(() -> assertThat(exporter.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .contains(name));
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTraceThatNodeBeginsGoesOnInAJavaWorker(TestQueue queue) {
        SIDES.peer().call("open", "queue", queue.name(), "options", TRACED);
        var id = SIDES.peer().add(queue.name(), "echo", Map.of("a", 1));
        var add = NodeSpans.named(
                NodeSpans.await(SIDES.peer(), queue, "add " + queue.name() + ".echo", 1),
                "add " + queue.name() + ".echo");

        try (var worker = javaWorker(queue)) {
            var process = javaSpan("process " + queue.name());

            assertThat(process.getTraceId()).isEqualTo(add.path("traceId").asText());
            assertThat(process.getParentSpanId()).isEqualTo(add.path("spanId").asText());
            assertThat(worker.isRunning()).isTrue();
        }
        assertThatJob(queue, id).isCompleted();
    }

    @Test
    void aTraceThatJavaBeginsGoesOnInANodeWorker(TestQueue queue) {
        try (var ours = java(queue);
                var worker = SIDES.peer().startWorker(queue.name(), TRACED)) {
            var id = ours.add("currentTrace", Json.of(Map.of())).id();

            var process = NodeSpans.named(
                    NodeSpans.await(SIDES.peer(), queue, "process " + queue.name(), 1), "process " + queue.name());
            var add = javaSpan("add " + queue.name() + ".currentTrace");
            assertThat(process.path("traceId").asText()).isEqualTo(add.getTraceId());
            assertThat(process.path("parentSpanId").asText()).isEqualTo(add.getSpanId());
            assertThatJob(queue, id).isCompleted();
            var seen = ours.getJob(id).orElseThrow().returnValue(JsonNode.class).orElseThrow();
            assertThat(seen.path("traceId").asText()).isEqualTo(add.getTraceId());
            assertThat(worker).isNotNull();
        }
    }

    @Test
    void aChildOfAJavaFlowRunsInTheFlowsTraceInANodeWorker(TestQueue queue) {
        var children = queue.another();
        var traced = FlowProducerOptions.builder().telemetry(telemetry).build();
        try (var flows = FlowProducer.of(SIDES.redis(), traced);
                var worker = SIDES.peer().startWorker(children.name(), TRACED)) {
            assertThat(worker).isNotNull();
            var tree = flows.add(FlowNode.of("top", queue.name())
                    .child(FlowNode.of("currentTrace", children.name()))
                    .build());

            var process = NodeSpans.named(
                    NodeSpans.await(SIDES.peer(), children, "process " + children.name(), 1),
                    "process " + children.name());
            var flow = javaSpan("addFlow " + queue.name());
            var node = javaSpan("addNode " + children.name());
            assertThat(process.path("traceId").asText()).isEqualTo(flow.getTraceId());
            assertThat(process.path("parentSpanId").asText()).isEqualTo(node.getSpanId());
            assertThatJob(children, tree.children().get(0).id()).isCompleted();
            assertThatJob(queue, tree.id()).isWaiting();
        }
    }

    @Test
    void bothMakeTheSameSpansOfTheSameWork(TestQueue queue) {
        var nodes = queue.another();
        SIDES.peer().call("open", "queue", nodes.name(), "options", TRACED);
        work(SIDES.node(nodes));
        try (var ours = new JavaSide(SIDES.redis(), queue, options())) {
            work(ours);
        }
        try (var worker = SIDES.peer().startWorker(nodes.name(), Map.of("telemetry", true, "name", "w"))) {
            assertThat(worker).isNotNull();
            var theirs = NodeSpans.await(SIDES.peer(), nodes, "process " + nodes.name(), 8).stream()
                    .map(span -> describe(
                            nodes,
                            span.path("kind").asText(),
                            span.path("name").asText(),
                            fieldNames(span.path("attributes")),
                            eventNames(span)))
                    .filter(TelemetryAcrossLanguagesIT::isOfJobs)
                    .toList();
            List<String> mine;
            try (var javaWorker = javaWorker(queue)) {
                await().until(() -> exporter.getFinishedSpanItems().stream()
                                .filter(span -> span.getName().startsWith("process "))
                                .count()
                        == 8);
                assertThat(javaWorker.isRunning()).isTrue();
                mine = exporter.getFinishedSpanItems().stream()
                        .map(span -> describe(
                                queue,
                                span.getKind().name(),
                                span.getName(),
                                fieldNames(span),
                                span.getEvents().stream()
                                        .map(event -> event.getName())
                                        // An error status and its exception are ours: BullMQ leaves them out.
                                        .filter(event -> !event.equals("exception"))
                                        .toList()))
                        .filter(TelemetryAcrossLanguagesIT::isOfJobs)
                        .toList();
            }
            assertThat(mine).containsExactlyInAnyOrderElementsOf(theirs);
        }
    }

    @Test
    void bothMakeTheSameSpansOfCallsOnAQueue(TestQueue queue) {
        var nodes = queue.another();
        SIDES.peer().call("open", "queue", nodes.name(), "options", TRACED);
        tend(SIDES.node(nodes));
        SIDES.peer().call("trimEvents", "queue", nodes.name(), "max", 10);
        SIDES.peer().call("rateLimit", "queue", nodes.name(), "ms", 100);
        var theirs = NodeSpans.await(SIDES.peer(), nodes, "rateLimit " + nodes.name(), 1).stream()
                .map(span -> describe(
                        nodes,
                        span.path("kind").asText(),
                        span.path("name").asText(),
                        fieldNames(span.path("attributes")),
                        List.of()))
                .toList();
        try (var side = new JavaSide(SIDES.redis(), queue, options());
                var ours = java(queue)) {
            tend(side);
            ours.trimEvents(10);
            ours.rateLimit(Duration.ofMillis(100));
        }

        javaSpan("rateLimit " + queue.name());
        assertThat(exporter.getFinishedSpanItems().stream()
                        .map(span ->
                                describe(queue, span.getKind().name(), span.getName(), fieldNames(span), List.of())))
                .containsExactlyInAnyOrderElementsOf(theirs);
    }

    private static void tend(Side side) {
        var id = side.add("echo", Map.of());
        side.updateProgress(id, 5);
        side.retryJobs(JobState.FAILED);
        side.promoteJobs();
        side.removeDeduplicationKey("none");
        side.pause();
        side.resume();
        side.clean(JobState.COMPLETED, 10);
        side.remove(id);
        side.removeAlone(side.add("echo", Map.of()));
        side.drain(true);
    }

    /** Each way an attempt can end. */
    private static void work(Side side) {
        side.add("echo", Map.of(), Option.NONE);
        side.add("fail", Map.of(), Option.attempts(2));
        side.add("unrecoverable", Map.of(), Option.NONE);
        side.add("moveToWait", Map.of(), Option.NONE);
        side.addBulk(List.of(
                new Side.NewJob("echo", Map.of(), Option.NONE), new Side.NewJob("echo", Map.of(), Option.NONE)));
    }

    private static boolean isOfJobs(String span) {
        return span.matches("(?s)\\w+ (add|addBulk|process|complete|fail|retry|delay) .*");
    }

    private static String describe(
            TestQueue queue, String kind, String name, Iterable<String> attributes, List<String> events) {
        return kind + " " + name.replace(queue.name(), "<queue>") + " " + attributes + " " + events;
    }

    private static Set<String> fieldNames(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> fieldNames(SpanData span) {
        var names = new TreeSet<String>();
        span.getAttributes().forEach((key, value) -> names.add(key.getKey()));
        return names;
    }

    private static List<String> eventNames(JsonNode span) {
        var names = new ArrayList<String>();
        span.path("events").forEach(event -> names.add(event.path("name").asText()));
        return names;
    }

    @Test
    void failedAttemptsLeaveTheSameFieldInTheJob(TestQueue queue) {
        var nodes = queue.another();
        SIDES.peer().call("open", "queue", nodes.name(), "options", TRACED);
        var theirs = SIDES.peer().add(nodes.name(), "fail", Map.of());
        try (var worker = SIDES.peer().startWorker(nodes.name(), TRACED)) {
            var fail = NodeSpans.named(
                    NodeSpans.await(SIDES.peer(), nodes, "process " + nodes.name(), 1), "fail " + nodes.name());
            assertThatJob(nodes, theirs)
                    .isFailed()
                    .hasField(
                            "tm",
                            text(
                                    fail.path("traceId").asText(),
                                    fail.path("spanId").asText(),
                                    "01"));
            assertThat(worker).isNotNull();
        }
        try (var ours = java(queue);
                var worker = javaWorker(queue)) {
            var id = ours.add("fail", Json.of(Map.of())).id();
            var fail = javaSpan("fail " + queue.name());
            var flags = fail.getSpanContext().getTraceFlags().asHex();
            assertThatJob(queue, id).isFailed().hasField("tm", text(fail.getTraceId(), fail.getSpanId(), flags));
            assertThat(worker.isRunning()).isTrue();
        }
    }

    private static String text(String traceId, String spanId, String flags) {
        return "{\"traceparent\":\"00-" + traceId + "-" + spanId + "-" + flags + "\"}";
    }
}
