package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.taurine.job.JobOptions;
import io.taurine.job.JobOptionsJson;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowProducerOptions;
import io.taurine.queue.flow.JobNode;
import io.taurine.queue.opentelemetry.OpenTelemetryTelemetry;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class TracedFlowsIT {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final OpenTelemetryTelemetry telemetry = OpenTelemetryTelemetry.create(sdk);
    private final TestQueue roots;
    private final TestQueue leaves;
    private final FlowProducer flows = FlowProducer.of(
            Bench.connection(),
            FlowProducerOptions.builder().telemetry(telemetry).build());

    TracedFlowsIT(TestQueue roots) {
        this.roots = roots;
        leaves = roots.another();
    }

    @AfterEach
    void close() {
        flows.close();
        sdk.close();
    }

    private FlowNode.Builder root(String name) {
        return FlowNode.of(name, roots.name());
    }

    private FlowNode.Builder leaf(String name) {
        return FlowNode.of(name, leaves.name());
    }

    private SpanData span(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private SpanData nodeSpan(JobNode node) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().startsWith("addNode "))
                .filter(span -> node.id().equals(text(span, "bullmq.job.id")))
                .findFirst()
                .orElseThrow();
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }

    private static String context(SpanData span) {
        return "{\"traceparent\":\"00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getSpanContext().getTraceFlags().asHex() + "\"}";
    }

    private static String opts(TestQueue queue, JobNode node) {
        return String.valueOf(queue.redis().hget(queue.key(node.id()), "opts"));
    }

    private static String tm(TestQueue queue, JobNode node) {
        return JobOptionsJson.read(opts(queue, node)).telemetryMetadata().orElse("none");
    }

    @Test
    void aFlowHasASpanAndEachJobOneUnderThatOfItsParent() {
        var tree = flows.add(root("top")
                .child(leaf("middle").child(leaf("bottom")))
                .child(leaf("other"))
                .build());

        var flow = span("addFlow " + roots.name());
        assertThat(flow.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(text(flow, "bullmq.queue.name")).isEqualTo(roots.name());
        assertThat(text(flow, "bullmq.queue.operation")).isEqualTo("addFlow");
        assertThat(text(flow, "bullmq.flow.name")).isEqualTo("top");
        var middle = tree.children().get(0);
        assertUnder(flow, tree, "top", roots);
        assertUnder(nodeSpan(tree), middle, "middle", leaves);
        assertUnder(nodeSpan(middle), middle.children().get(0), "bottom", leaves);
        assertUnder(nodeSpan(tree), tree.children().get(1), "other", leaves);
        assertThat(exporter.getFinishedSpanItems()).hasSize(5);
    }

    private void assertUnder(SpanData above, JobNode node, String name, TestQueue queue) {
        var span = nodeSpan(node);
        assertThat(span.getName()).isEqualTo("addNode " + queue.name());
        assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(span.getTraceId()).isEqualTo(above.getTraceId());
        assertThat(span.getParentSpanId()).isEqualTo(above.getSpanId());
        assertThat(text(span, "bullmq.queue.name")).isEqualTo(queue.name());
        assertThat(text(span, "bullmq.queue.operation")).isEqualTo("addNode");
        assertThat(text(span, "bullmq.job.name")).isEqualTo(name);
        assertThat(tm(queue, node)).isEqualTo(context(span));
    }

    @Test
    void severalFlowsHaveOneSpanOverTheirJobs() {
        var trees = flows.addBulk(
                List.of(root("one").child(leaf("below")).build(), root("two").build()));

        var all = span("addBulkFlows");
        assertThat(all.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(text(all, "bullmq.queue.operation")).isEqualTo("addBulkFlows");
        assertThat(all.getAttributes().get(AttributeKey.longKey("bullmq.job.bulk.count")))
                .isEqualTo(2);
        assertThat(text(all, "bullmq.job.bulk.names")).isEqualTo("one,two");
        assertUnder(all, trees.get(0), "one", roots);
        assertUnder(nodeSpan(trees.get(0)), trees.get(0).children().get(0), "below", leaves);
        assertUnder(all, trees.get(1), "two", roots);
    }

    @Test
    void theFlowBelongsToTheTraceOfTheCaller() {
        var caller = sdk.getTracer("caller").spanBuilder("caller").startSpan();
        try (var current = caller.makeCurrent()) {
            assertThat(current).isNotNull();
            flows.add(root("top").build());
        } finally {
            caller.end();
        }

        assertThat(span("addFlow " + roots.name()).getParentSpanId())
                .isEqualTo(caller.getSpanContext().getSpanId());
    }

    @Test
    void aContextOfTheUsersStaysAndOneThatIsOmittedIsAbsent() {
        var own = JobOptions.builder().telemetryMetadata("{\"mine\":\"1\"}").build();
        var omitted = JobOptions.builder().omitTelemetryContext(true).build();

        var tree = flows.add(root("top")
                .options(own)
                .child(leaf("omitted").options(omitted))
                .child(leaf("plain"))
                .build());

        assertThat(tm(roots, tree)).isEqualTo("{\"mine\":\"1\"}");
        assertThat(opts(leaves, tree.children().get(0)))
                .contains("\"omc\":true")
                .doesNotContain("traceparent");
        assertThat(tm(leaves, tree.children().get(0))).isEqualTo("none");
        assertThat(tm(leaves, tree.children().get(1)))
                .isEqualTo(context(nodeSpan(tree.children().get(1))));
    }

    @Test
    void telemetrySeesWhatTheInterceptorsLeft() {
        try (var renaming = FlowProducer.of(
                Bench.connection(),
                FlowProducerOptions.builder()
                        .telemetry(telemetry)
                        .interceptor(call -> call.map(job -> job.withName(job.name() + "-renamed")))
                        .build())) {
            var tree = renaming.add(root("top").build());

            assertThat(text(nodeSpan(tree), "bullmq.job.name")).isEqualTo("top-renamed");
        }
        assertThat(text(span("addFlow " + roots.name()), "bullmq.flow.name")).isEqualTo("top-renamed");
    }

    @Test
    void aFlowThatIsRefusedEndsItsSpansAsFailed() {
        var tooLong = JobOptions.builder().sizeLimit(1).build();

        assertThatThrownBy(() -> flows.add(root("top")
                        .child(leaf("below").data("too long").options(tooLong))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(exporter.getFinishedSpanItems())
                .hasSize(3)
                .allSatisfy(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
        assertThat(roots.redis().keys(roots.key("*"))).isEmpty();
    }

    @Test
    void withoutTelemetryNoContextIsStored() {
        try (var plain = FlowProducer.of(Bench.connection())) {
            assertThat(plain.options().telemetry()).isEmpty();

            assertThat(opts(roots, plain.add(root("top").build()))).doesNotContain("\"tm\"");
        }
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }
}
