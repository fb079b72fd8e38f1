package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OpenTelemetry's metrics of the same work on both sides: names, units, descriptions, attributes and values. */
@RequiresNode
@RedisTest
final class TelemetryMetricsAcrossLanguagesIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    private static final Map<String, Object> TRACED = Map.of("telemetry", true);

    private final OpenTelemetryInMemory openTelemetry = new OpenTelemetryInMemory();

    @AfterEach
    void close() {
        openTelemetry.close();
    }

    private QueueOptions options() {
        return QueueOptions.builder().telemetry(openTelemetry.telemetry()).build();
    }

    @Test
    void bothCountTheSameWorkAlike(TestQueue queue) {
        var nodes = queue.another();
        SIDES.peer().call("open", "queue", nodes.name(), "options", TRACED);
        work(SIDES.node(nodes), nodes);
        try (var worker = SIDES.peer().startWorker(nodes.name(), TRACED)) {
            assertThat(worker).isNotNull();
            awaitEnds(nodes);
        }
        try (var ours = new JavaSide(SIDES.redis(), queue, options())) {
            work(ours, queue);
            try (var worker = Worker.of(queue.name(), JsonNode.class, SIDES.redis(), job -> process(job, ours.queue()))
                    .telemetry(openTelemetry.telemetry())
                    .start()) {
                assertThat(worker.isRunning()).isTrue();
                awaitEnds(queue);
            }

            // A run is counted when its side has heard that Redis recorded it: a moment after the test sees it there.
            await().untilAsserted(() -> assertThat(byNode(nodes))
                    .contains("bullmq.jobs.completed [1] Number of jobs completed SUM {job.name=late, "
                            + "job.state=completed} 1")
                    .hasSize(26));
            await().untilAsserted(() -> assertThat(byJava(queue)).containsExactlyInAnyOrderElementsOf(byNode(nodes)));
        }
    }

    @Test
    void bothRecordTheCountsOfAQueueAlike(TestQueue queue) {
        try (var ours = Queue.of(queue.name(), JsonNode.class, SIDES.redis(), options())) {
            SIDES.peer().call("open", "queue", queue.name(), "options", TRACED);
            for (int i = 0; i < 3; i++) {
                ours.add("echo", Json.of(Map.of()));
            }
            ours.add(
                    "echo",
                    Json.of(Map.of()),
                    JobOptions.builder().delay(Duration.ofHours(1)).build());
            ours.add("echo", Json.of(Map.of()), JobOptions.builder().priority(2).build());

            SIDES.peer().call("recordJobCountsMetric", "queue", queue.name());
            ours.recordJobCounts();

            var name = "bullmq.queue.jobs [{jobs}] Number of jobs in the queue by state GAUGE {queue.jobs.state=";
            assertThat(gauges(byNode(queue)))
                    .hasSize(7)
                    .contains(name + "waiting} 3", name + "delayed} 1", name + "prioritized} 1", name + "failed} 0");
            assertThat(gauges(byJava(queue))).containsExactlyInAnyOrderElementsOf(gauges(byNode(queue)));
        }
    }

    /** Each way in which a run can leave its worker. */
    private static void work(Side side, TestQueue queue) {
        side.add("echo", Map.of(), Option.NONE);
        side.add("echo", Map.of(), Option.NONE);
        side.add("fail", Map.of(), Option.attempts(3));
        side.add("failTimes", Map.of("times", 1), Option.attempts(2).and(backoff()));
        side.add("unrecoverable", Map.of(), Option.attempts(5));
        side.add("late", Map.of("do", "moveToDelayed", "ms", 1), Option.NONE);
        side.add("moveToWait", Map.of(), Option.NONE);
        var child = Map.of("queue", queue.name(), "name", "child", "data", Map.of());
        side.add("moveToWaitingChildren", Map.of("child", child), Option.NONE);
    }

    private static Option backoff() {
        return Option.backoff(Backoff.fixed(Duration.ofMillis(1)));
    }

    private static void awaitEnds(TestQueue queue) {
        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(7).hasFailed(2));
    }

    /** What {@code peer/processor.mjs} does under the same names. */
    private static @Nullable Object process(ActiveJob<JsonNode> job, Queue<JsonNode> queue) {
        var isFirst = job.job().attemptsStarted() == 1;
        switch (job.data().path("do").asText(job.name())) {
            case "moveToDelayed" -> {
                if (isFirst) {
                    job.moveToDelayed(Duration.ofMillis(1));
                }
                return null;
            }
            case "moveToWaitingChildren" -> {
                if (isFirst) {
                    var parent = JobOptions.builder().parent(job.id(), "bull:" + queue.name());
                    queue.add("child", Json.of(Map.of()), parent.build());
                }
                return job.moveToWaitingChildren();
            }
            default -> {
                return new JavaBehaviours().process(job);
            }
        }
    }

    private static List<String> gauges(List<String> points) {
        return points.stream().filter(point -> point.contains(" GAUGE ")).toList();
    }

    private static List<String> byNode(TestQueue queue) {
        var points = Stream.<String>builder();
        for (var metric : SIDES.peer().call("telemetryMetrics", "queue", queue.name())) {
            for (var point : metric.path("points")) {
                var attributes = new TreeMap<String, String>();
                point.path("attributes")
                        .properties()
                        .forEach(one ->
                                attributes.put(one.getKey(), one.getValue().asText()));
                points.add(describe(
                        queue,
                        metric.path("name").asText(),
                        metric.path("unit").asText(),
                        metric.path("description").asText(),
                        metric.path("type").asText(),
                        attributes,
                        point.path("value").asLong(),
                        point.path("bounds").toString()));
            }
        }
        return points.build().toList();
    }

    private List<String> byJava(TestQueue queue) {
        return openTelemetry.metrics().stream()
                .flatMap(metric -> metric.getData().getPoints().stream().map(point -> describe(queue, metric, point)))
                .toList();
    }

    private static String describe(TestQueue queue, MetricData metric, PointData point) {
        var type = metric.getType().name().replaceFirst("^(LONG|DOUBLE)_", "");
        var value = point instanceof HistogramPointData histogram
                ? histogram.getCount()
                : ((LongPointData) point).getValue();
        var bounds = point instanceof HistogramPointData histogram
                ? Json.of(histogram.getBoundaries().stream()
                                .map(Double::longValue)
                                .toList())
                        .toString()
                : "";
        return describe(
                queue,
                metric.getName(),
                metric.getUnit(),
                metric.getDescription(),
                type,
                attributes(point.getAttributes()),
                value,
                bounds);
    }

    private static Map<String, String> attributes(Attributes attributes) {
        var all = new TreeMap<String, String>();
        attributes.forEach((key, value) -> all.put(key.getKey(), String.valueOf(value)));
        return all;
    }

    private static String describe(
            TestQueue queue,
            String name,
            String unit,
            String description,
            String type,
            Map<String, String> attributes,
            long value,
            String bounds) {
        assertThat(attributes).containsEntry("bullmq.queue.name", queue.name());
        var rest = new TreeMap<>(attributes);
        rest.remove("bullmq.queue.name");
        var text = rest.toString().replace("bullmq.", "");
        return name + " [" + unit + "] " + description + " " + type + " " + text + " " + value
                + (bounds.isEmpty() ? "" : " " + bounds);
    }
}
