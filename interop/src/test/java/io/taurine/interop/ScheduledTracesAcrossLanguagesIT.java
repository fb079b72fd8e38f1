package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All runs of a job scheduler are in the trace of its upsert, whichever side works and makes the next one. */
@RequiresNode
@RedisTest
final class ScheduledTracesAcrossLanguagesIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    private static final Map<String, Object> TRACED = Map.of("telemetry", true);
    private static final int RUNS = 3;
    private static final Duration EVERY = Duration.ofMillis(40);

    private final TestQueue queue;
    private final OpenTelemetryInMemory openTelemetry = new OpenTelemetryInMemory();

    ScheduledTracesAcrossLanguagesIT(TestQueue queue) {
        this.queue = queue;
    }

    @AfterEach
    void close() {
        openTelemetry.close();
    }

    private void upsertByNode(TestQueue on) {
        SIDES.peer().call("open", "queue", on.name(), "options", TRACED);
        SIDES.peer()
                .call(
                        "upsertJobScheduler",
                        "queue",
                        on.name(),
                        "scheduler",
                        "s",
                        "repeat",
                        Map.of("every", EVERY.toMillis(), "limit", RUNS),
                        "template",
                        Map.of("name", "tick", "data", Map.of()));
    }

    private void upsertByJava() {
        var options =
                QueueOptions.builder().telemetry(openTelemetry.telemetry()).build();
        try (var ours = Queue.of(queue.name(), JsonNode.class, SIDES.redis(), options)) {
            ours.upsertJobScheduler(
                    "s", Schedule.every(EVERY).withLimit(RUNS), JobTemplate.of("tick", Json.of(Map.of())));
        }
    }

    private List<SpanData> runsByJava() {
        try (var worker = Worker.of(queue.name(), JsonNode.class, SIDES.redis(), new JavaBehaviours())
                .telemetry(openTelemetry.telemetry())
                .start()) {
            assertThat(worker.isRunning()).isTrue();
            await().until(() -> openTelemetry.spans("process " + queue.name()).size() == RUNS);
        }
        return openTelemetry.spans("process " + queue.name());
    }

    private String added(TestQueue on) {
        return "add " + on.name() + ".tick";
    }

    @Test
    void runsInAJavaWorkerAreInTheTraceOfAnUpsertByNode() {
        upsertByNode(queue);
        var upsert = NodeSpans.await(SIDES.peer(), queue, added(queue), 1).get(0);

        assertThat(runsByJava()).allSatisfy(run -> {
            assertThat(run.getTraceId()).isEqualTo(upsert.path("traceId").asText());
            assertThat(run.getParentSpanId()).isEqualTo(upsert.path("spanId").asText());
        });
    }

    @Test
    void runsInANodeWorkerAreInTheTraceOfAnUpsertByJava() {
        upsertByJava();
        var upsert = openTelemetry.spans(added(queue)).get(0);

        SIDES.peer().startWorker(queue.name(), TRACED);

        var process = "process " + queue.name();
        assertThat(NodeSpans.allNamed(NodeSpans.await(SIDES.peer(), queue, process, RUNS), process))
                .allSatisfy(run -> {
                    assertThat(run.path("traceId").asText()).isEqualTo(upsert.getTraceId());
                    assertThat(run.path("parentSpanId").asText()).isEqualTo(upsert.getSpanId());
                });
    }

    @Test
    void bothMakeTheSameSpansOfTheNextRuns() {
        var nodes = queue.another();
        upsertByNode(nodes);
        SIDES.peer().startWorker(nodes.name(), TRACED);
        var theirs =
                NodeSpans.allNamed(NodeSpans.await(SIDES.peer(), nodes, "process " + nodes.name(), RUNS), added(nodes));
        upsertByJava();
        runsByJava();
        var mine = openTelemetry.spans(added(queue));

        // One by the upsert, and one less than there are runs by the workers.
        assertThat(theirs).hasSize(RUNS);
        assertThat(mine.stream().map(ScheduledTracesAcrossLanguagesIT::describe))
                .containsExactlyElementsOf(
                        theirs.stream().map(span -> describe(span)).toList());
        assertThat(mine.subList(1, RUNS)).allSatisfy(next -> {
            assertThat(next.getTraceId()).isEqualTo(mine.get(0).getTraceId());
            assertThat(next.getParentSpanId()).isEqualTo(mine.get(0).getSpanId());
        });
        // With Node it depends on where in its loop it claimed.
        assertThat(theirs.stream()
                        .filter(span -> !span.path("parentSpanId").isNull())
                        .map(span -> span.path("traceId")))
                .allMatch(theirs.get(0).path("traceId")::equals);
    }

    private static String describe(SpanData span) {
        var attributes = new TreeMap<String, String>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), String.valueOf(value)));
        return describe(span.getKind().name(), attributes);
    }

    private static String describe(JsonNode span) {
        var attributes = new TreeMap<String, String>();
        span.path("attributes")
                .properties()
                .forEach(one -> attributes.put(one.getKey(), one.getValue().asText()));
        return describe(span.path("kind").asText(), attributes);
    }

    private static String describe(String kind, Map<String, String> attributes) {
        assertThat(attributes.get("bullmq.job.id")).matches("repeat:s:\\d+");
        return kind + " " + attributes.get("bullmq.queue.operation") + " " + attributes.get("bullmq.job.scheduler.id")
                + " " + attributes.keySet();
    }
}
