package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.taurine.job.JobOptions;
import io.taurine.job.JobOptionsJson;
import io.taurine.queue.opentelemetry.OpenTelemetryTelemetry;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class TracedAddsIT {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final TestQueue keysOf;
    private final Bench bench;

    TracedAddsIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(
                keysOf,
                QueueOptions.builder()
                        .telemetry(OpenTelemetryTelemetry.create(sdk))
                        .interceptor(call -> call.map(job -> job.withName(job.name() + "-renamed")))
                        .build());
    }

    @AfterEach
    void close() {
        sdk.close();
    }

    private SpanData span(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String context(SpanData span) {
        return "{\"traceparent\":\"00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getSpanContext().getTraceFlags().asHex() + "\"}";
    }

    private String tmOf(String key) {
        return JobOptionsJson.read(keysOf.redis().hget(key, "opts"))
                .telemetryMetadata()
                .orElse("none");
    }

    @Test
    void telemetrySeesWhatTheInterceptorsLeft() {
        bench.queue.add("n", "x");

        assertThat(span("add " + keysOf.name() + ".n-renamed")
                        .getAttributes()
                        .get(AttributeKey.stringKey("bullmq.job.name")))
                .isEqualTo("n-renamed");
    }

    @Test
    void anAddThatFailsEndsItsSpanAsFailed() {
        var options = JobOptions.builder().sizeLimit(1).build();

        assertThatThrownBy(() -> bench.queue.add("n", "too long", options))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(span("add " + keysOf.name() + ".n-renamed").getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
    }

    @Test
    void theFirstRunOfASchedulerCarriesTheTraceOfTheUpsertAndItsTemplateDoesNot() {
        var run = bench.queue
                .upsertJobScheduler("s", Schedule.every(Duration.ofHours(1)), JobTemplate.of("tick", Map.of()))
                .orElseThrow();

        var add = span("add " + keysOf.name() + ".tick-renamed");
        assertThat(add.getAttributes().get(AttributeKey.stringKey("bullmq.job.scheduler.id")))
                .isEqualTo("s");
        assertThat(add.getAttributes().get(AttributeKey.stringKey("bullmq.job.id")))
                .isEqualTo(run.id());
        assertThat(tmOf(keysOf.key(run.id()))).isEqualTo(context(add));
        assertThat(String.valueOf(keysOf.redis().hget(keysOf.key("repeat:s"), "opts")))
                .doesNotContain("traceparent");
    }

    @Test
    void aTraceThatTheUserGaveASchedulerStaysInItsTemplate() {
        var own = JobOptions.builder().telemetryMetadata("{\"mine\":\"1\"}").build();

        var run = bench.queue
                .upsertJobScheduler("s", Schedule.every(Duration.ofHours(1)), JobTemplate.of("tick", Map.of(), own))
                .orElseThrow();

        assertThat(tmOf(keysOf.key(run.id()))).isEqualTo("{\"mine\":\"1\"}");
        assertThat(tmOf(keysOf.key("repeat:s"))).isEqualTo("{\"mine\":\"1\"}");
    }

    @Test
    void eachJobOfAFlowHasASpanUnderThatOfItsParent() {
        var call = AddCall.<Object>ofFlow(
                AddCall.Kind.FLOW,
                List.of(
                        new AddCall.Place("bull", "roots", -1),
                        new AddCall.Place("bull", "leaves", 0),
                        new AddCall.Place("bull", "leaves", 1)),
                List.of(JobRequest.of("root", 1), JobRequest.of("child", 2), JobRequest.of("grandchild", 3)));

        var sent = bench.queue.options().interceptors().apply(call);
        sent.done(List.of("r", "c", "g"), null);

        var nodes = exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().startsWith("addNode "))
                .collect(Collectors.toMap(
                        span -> String.valueOf(span.getAttributes().get(AttributeKey.stringKey("bullmq.job.id"))),
                        span -> span));
        assertThat(nodes).containsOnlyKeys("r", "c", "g");
        var root = Objects.requireNonNull(nodes.get("r"));
        var child = Objects.requireNonNull(nodes.get("c"));
        var grandchild = Objects.requireNonNull(nodes.get("g"));
        assertThat(root.getParentSpanId()).isEqualTo(span("addFlow roots").getSpanId());
        assertThat(child.getParentSpanId()).isEqualTo(root.getSpanId());
        assertThat(grandchild.getParentSpanId()).isEqualTo(child.getSpanId());
        assertThat(grandchild.getName()).isEqualTo("addNode leaves");
        assertThat(sent.jobs().stream()
                        .map(job -> job.options().telemetryMetadata().orElse("")))
                .containsExactly(context(nodes.get("r")), context(nodes.get("c")), context(nodes.get("g")));
    }

    @Test
    void severalFlowsHaveOneSpanOverTheirs() {
        var place = new AddCall.Place("bull", "roots", -1);
        var call = AddCall.<Object>ofFlow(
                AddCall.Kind.FLOW_BULK,
                List.of(place, place),
                List.of(JobRequest.of("one", 1), JobRequest.of("two", 2)));

        bench.queue.options().interceptors().apply(call).done(List.of("1", "2"), null);

        var all = span("addBulkFlows");
        assertThat(all.getAttributes().get(AttributeKey.stringKey("bullmq.job.bulk.names")))
                .isEqualTo("one-renamed,two-renamed");
        assertThat(exporter.getFinishedSpanItems())
                .filteredOn(span -> span.getParentSpanId().equals(all.getSpanId()))
                .hasSize(2);
    }
}
