package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.queue.JobRequest;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.telemetry.SpanParent;
import io.taurine.queue.telemetry.TelemetrySpan;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OpenTelemetryIT extends OnRedis {

    private final Tracing tracing = new Tracing();
    private final Queue<String> traced;

    OpenTelemetryIT(TestQueue queue) {
        super(queue);
        traced = Queue.of(
                queue.name(),
                String.class,
                Workbench.redis(),
                QueueOptions.builder().telemetry(tracing.telemetry).build());
    }

    @AfterEach
    void closeTracing() {
        traced.close();
        tracing.close();
    }

    private String tm(String id) {
        return traced.getJob(id).orElseThrow().options().telemetryMetadata().orElse("none");
    }

    private static String context(SpanData span) {
        return "{\"traceparent\":\"00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getSpanContext().getTraceFlags().asHex() + "\"}";
    }

    private SpanData awaitSpan(String name) {
        await().untilAsserted(() -> assertThat(tracing.spans(name)).isNotEmpty());
        return tracing.span(name);
    }

    @Test
    void oneTraceRunsFromTheProducerToTheProcessor() throws Exception {
        var inside = new LinkedBlockingQueue<String>();
        bench.start(bench.worker(job -> {
                    inside.add(Span.current().getSpanContext().getTraceId());
                    return "done";
                })
                .name("the-worker")
                .telemetry(tracing.telemetry));
        var root = tracing.sdk.getTracer("test").spanBuilder("root").startSpan();

        String id;
        try (var scope = root.makeCurrent()) {
            id = traced.add("work", "x").id();
        } finally {
            root.end();
        }

        var process = awaitSpan("process " + queue.name());
        var add = tracing.span("add " + queue.name() + ".work");
        var complete = tracing.span("complete " + queue.name());
        assertThat(add.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(add.getParentSpanId()).isEqualTo(root.getSpanContext().getSpanId());
        assertThat(Tracing.attributes(add.getAttributes()))
                .containsOnlyKeys("bullmq.queue.name", "bullmq.queue.operation", "bullmq.job.name", "bullmq.job.id")
                .containsEntry("bullmq.queue.operation", "add")
                .containsEntry("bullmq.job.id", id);
        assertThat(tm(id)).isEqualTo(context(add));
        assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(process.getTraceId()).isEqualTo(root.getSpanContext().getTraceId());
        assertThat(process.getParentSpanId()).isEqualTo(add.getSpanId());
        assertThat(Tracing.attributes(process.getAttributes()))
                .containsOnlyKeys(
                        "bullmq.queue.name",
                        "bullmq.queue.operation",
                        "bullmq.worker.id",
                        "bullmq.worker.name",
                        "bullmq.job.id",
                        "bullmq.job.name",
                        "bullmq.job.attempts.made",
                        "bullmq.job.attempt_finished_timestamp",
                        "bullmq.job.processed.timestamp")
                .containsEntry("bullmq.worker.name", "the-worker")
                .containsEntry("bullmq.job.attempts.made", 1L);
        assertThat(process.getEvents()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("job completed");
            assertThat(Tracing.attributes(event.getAttributes())).containsEntry("bullmq.job.result", "\"done\"");
        });
        assertThat(complete.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(complete.getParentSpanId()).isEqualTo(process.getSpanId());
        assertThat(Workbench.next(inside)).isEqualTo(process.getTraceId());
        assertThatJob(queue, id).isCompleted().doesNotHaveField("tm");
        assertThat(tracing.counted("bullmq.jobs.completed", "completed")).isEqualTo(1);
        assertThat(tracing.metric("bullmq.job.duration").getUnit()).isEqualTo("ms");
    }

    @Test
    void aFailedAttemptLeavesTheContextOfItsLastStepInTheJob() {
        bench.start(bench.worker(job -> {
                    throw new IllegalStateException("no");
                })
                .telemetry(tracing.telemetry));

        var delayed = traced.add(
                        "work",
                        "x",
                        JobOptions.builder()
                                .attempts(2)
                                .backoff(Backoff.fixed(Duration.ofDays(1)))
                                .build())
                .id();

        var delay = awaitSpan("delay " + queue.name());
        await().untilAsserted(() ->
                assertThat(tracing.spans("process " + queue.name())).hasSize(1));
        assertThatJob(queue, delayed).isDelayed().hasField("tm", context(delay));
        traced.promote(delayed);
        var fail = awaitSpan("fail " + queue.name());
        await().untilAsserted(() ->
                assertThat(tracing.spans("process " + queue.name())).hasSize(2));
        assertThatJob(queue, delayed).isFailed().hasField("tm", context(fail));

        var first = tracing.spans("process " + queue.name()).get(0);
        assertThat(first.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(first.getEvents().get(0).getName()).isEqualTo("job failed");
        assertThat(Tracing.attributes(first.getEvents().get(0).getAttributes()))
                .containsEntry("bullmq.job.failed.reason", "no");
        var add = tracing.span("add " + queue.name() + ".work");
        assertThat(tracing.spans("process " + queue.name()))
                .allMatch(process -> process.getParentSpanId().equals(add.getSpanId()));
        assertThat(tracing.counted("bullmq.jobs.delayed", "delayed")).isEqualTo(1);
        assertThat(tracing.counted("bullmq.jobs.failed", "failed")).isEqualTo(1);
    }

    @Test
    void anImmediateRetryCarriesItsContextToo() {
        bench.start(bench.worker(job -> {
                    if (job.attempt() == 1) {
                        throw new IllegalStateException("no");
                    }
                    return null;
                })
                .telemetry(tracing.telemetry));

        var id = traced.add("work", "x", JobOptions.builder().attempts(2).build())
                .id();

        await().untilAsserted(() ->
                assertThat(tracing.spans("process " + queue.name())).hasSize(2));
        assertThatJob(queue, id).isCompleted().hasField("tm", context(tracing.span("retry " + queue.name())));
        assertThat(tracing.counted("bullmq.jobs.retried", "retried")).isEqualTo(1);
    }

    @Test
    void aJobThatMovesItselfEndsItsSpanWithoutAnAttempt() {
        bench.start(bench.worker(job -> {
                    if (job.job().attemptsStarted() == 1) {
                        job.moveToWait();
                    } else if (job.job().attemptsStarted() == 2) {
                        job.moveToDelayed(Duration.ofMillis(1));
                    }
                    return null;
                })
                .telemetry(tracing.telemetry));

        var id = traced.add("work", "x").id();

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        await().untilAsserted(() ->
                assertThat(tracing.spans("process " + queue.name())).hasSize(3));
        assertThat(tracing.spans("process " + queue.name()))
                .filteredOn(span -> Tracing.attributes(span.getAttributes()).containsKey("bullmq.job.attempts.made"))
                .hasSize(1);
        assertThat(tracing.counted("bullmq.jobs.waiting", "waiting")).isEqualTo(1);
        assertThat(tracing.counted("bullmq.jobs.delayed", "delayed")).isEqualTo(1);
    }

    @Test
    void anAddOverwritesAUsersContextAndABulkKeepsIt() {
        var own = JobOptions.builder().telemetryMetadata("{\"mine\":1}").build();
        var omit = JobOptions.builder().omitTelemetryContext(true).build();

        var added = traced.add("one", "x", own).id();
        var omitted = traced.add("two", "x", omit).id();
        var bulk = traced.addBulk(
                List.of(JobRequest.of("a", "x", own), JobRequest.of("b", "x"), JobRequest.of("c", "x", omit)));

        assertThat(tm(added)).isEqualTo(context(tracing.span("add " + queue.name() + ".one")));
        assertThat(queue.redis().hget(queue.key(omitted), "opts")).isEqualTo("{\"attempts\":0,\"omc\":true}");
        var span = tracing.span("addBulk " + queue.name());
        assertThat(bulk.stream().map(job -> tm(job.id()))).containsExactly("{\"mine\":1}", context(span), "none");
        assertThat(Tracing.attributes(span.getAttributes()))
                .containsEntry("bullmq.job.bulk.names", List.of("a", "b", "c"))
                .containsEntry("bullmq.job.bulk.count", 3L);
    }

    @Test
    void contextsThatCannotBeReadStartATraceOfTheirOwn() {
        var id = bench.add("x");
        queue.redis().hset(queue.key(id), "opts", "{\"tm\":\"not json\"}");
        bench.start(bench.worker(job -> null).telemetry(tracing.telemetry));

        var process = awaitSpan("process " + queue.name());

        assertThat(process.getParentSpanContext().isValid()).isFalse();
        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
    }

    @Test
    void aJobThatCannotBeRunHasItsSpanToo() {
        var id = bench.add("x");
        queue.redis().hset(queue.key(id), "data", "no json");
        bench.start(bench.worker(job -> null).telemetry(tracing.telemetry));

        var process = awaitSpan("process " + queue.name());

        assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThatJob(queue, id).isFailed();
    }

    @Test
    void callsOnTheQueueAndTheWorkerHaveSpans() {
        var worker = bench.start(bench.worker(job -> null).name("w").telemetry(tracing.telemetry));
        worker.pause();
        worker.resume();
        worker.close();
        traced.pause();
        traced.resume();
        traced.drain(true);
        traced.clean(Duration.ofSeconds(1), 10, io.taurine.job.JobState.COMPLETED);
        var counts = traced.recordJobCounts();

        var name = queue.name();
        assertThat(Tracing.attributes(tracing.span("clean " + name).getAttributes()))
                .containsEntry("bullmq.queue.grace", 1000L)
                .containsEntry("bullmq.queue.clean.limit", 10L)
                .containsEntry("bullmq.job.type", "completed")
                .containsEntry("bullmq.queue.clean.count", 0L);
        assertThat(Tracing.attributes(tracing.span("drain " + name).getAttributes()))
                .containsEntry("bullmq.queue.drain.delay", true);
        assertThat(Tracing.attributes(tracing.span("close " + name).getAttributes()))
                .containsEntry("bullmq.worker.name", "w")
                .containsEntry("bullmq.worker.force.close", false);
        assertThat(tracing.spans("pause " + name)).hasSize(2);
        assertThat(tracing.spans("resume " + name)).hasSize(2);
        assertThat(tracing.metric("bullmq.queue.jobs").getLongGaugeData().getPoints())
                .hasSize(counts.byState().size());
    }

    @Test
    void aPlugInThatFailsHarmsNoJob() {
        io.taurine.queue.telemetry.Telemetry broken = (name, kind, parent) -> {
            throw new IllegalStateException("broken on purpose: " + name + kind);
        };
        var options = QueueOptions.builder().telemetry(broken).build();
        bench.start(bench.worker(job -> "done").telemetry(broken));

        try (var added = Queue.of(queue.name(), String.class, Workbench.redis(), options)) {
            var id = added.add("work", "x").id();

            await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        }
    }

    @Test
    void stalledJobsAreNamedInASpanOfTheSweep() {
        var id = bench.add("x");
        try (var manual = bench.manual().lockDuration(Duration.ofMillis(100)).manual()) {
            manual.getNextJob("token", Duration.ZERO);
        }
        queue.redis().del(queue.key(id + ":lock"));
        bench.start(
                bench.worker(job -> null).stalledInterval(Duration.ofMillis(50)).telemetry(tracing.telemetry));

        await().untilAsserted(() -> assertThat(tracing.spans("moveStalledJobsToWait " + queue.name()))
                .anyMatch(span -> List.of(id)
                        .equals(Tracing.attributes(span.getAttributes()).get("bullmq.worker.stalled.jobs"))));
    }

    @Test
    void jobsWorkedByHandAreTracedToo() {
        var completed = traced.add("work", "x").id();
        var failed = traced.add("work", "x", JobOptions.builder().attempts(2).build())
                .id();
        try (var manual = bench.manual().telemetry(tracing.telemetry).manual()) {
            manual.getNextJob("one", Duration.ZERO).orElseThrow().moveToCompleted("done");
            manual.getNextJob("two", Duration.ZERO).orElseThrow().moveToFailed(new IllegalStateException("no"));
        }

        assertThat(tracing.spans("getNextJob " + queue.name()))
                .extracting(SpanData::getParentSpanId)
                .containsExactlyElementsOf(tracing.spans("add " + queue.name() + ".work").stream()
                        .map(SpanData::getSpanId)
                        .toList());
        assertThatJob(queue, completed).isCompleted();
        assertThatJob(queue, failed).isWaiting().hasField("tm", context(tracing.span("retry " + queue.name())));
        assertThat(tracing.span("complete " + queue.name())
                        .getParentSpanContext()
                        .isValid())
                .isFalse();
        assertThat(tracing.counted("bullmq.jobs.retried", "retried")).isEqualTo(1);
    }

    @Nested
    class NextRuns {

        /** Its next slot is years away, so that none begins while a test runs. */
        private static final Schedule RARELY = Schedule.every(Duration.ofDays(10_000));

        private String upsert(Schedule schedule) {
            return traced.upsertJobScheduler("s", schedule, JobTemplate.of("tick", "x"))
                    .orElseThrow()
                    .id();
        }

        private List<SpanData> adds() {
            return tracing.spans("add " + queue.name() + ".tick");
        }

        @Test
        void haveASpanInTheTraceOfTheUpsert() {
            upsert(RARELY);
            bench.start(bench.worker(job -> null).telemetry(tracing.telemetry));

            awaitSpan("process " + queue.name());

            assertThat(adds()).hasSize(2);
            var next = adds().get(1);
            assertThat(next.getKind()).isEqualTo(SpanKind.PRODUCER);
            assertThat(next.getParentSpanId()).isEqualTo(adds().get(0).getSpanId());
            assertThat(Tracing.attributes(next.getAttributes()))
                    .containsOnlyKeys(
                            "bullmq.queue.name", "bullmq.queue.operation", "bullmq.job.scheduler.id", "bullmq.job.id")
                    .containsEntry("bullmq.queue.operation", "add")
                    .containsEntry("bullmq.job.scheduler.id", "s")
                    .containsEntry(
                            "bullmq.job.id",
                            traced.getJobScheduler("s").orElseThrow().nextJobId());
        }

        @Test
        void haveASpanWhenTheirPredecessorIsClaimedByHandToo() {
            upsert(RARELY);
            try (var manual = bench.manual().telemetry(tracing.telemetry).manual()) {
                assertThat(manual.getNextJob("mine", Duration.ZERO)).isPresent();
            }

            assertThat(adds()).hasSize(2);
        }

        @Test
        void haveNoneAfterTheLast() {
            upsert(RARELY.withLimit(1));
            bench.start(bench.worker(job -> null).telemetry(tracing.telemetry));

            awaitSpan("process " + queue.name());

            assertThat(adds()).hasSize(1);
        }

        @Test
        void thatCannotBeMadeHaveASpanThatFailed() {
            var run = upsert(RARELY);
            queue.redis().del(queue.key("repeat:s"));
            queue.redis().set(queue.key("repeat:s"), "no hash");
            bench.start(bench.worker(job -> null).telemetry(tracing.telemetry));

            await().untilAsserted(() -> assertThat(adds()).hasSize(2));
            assertThat(adds().get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThatJob(queue, run).isActive();
        }
    }

    @Test
    void parentsAreToldApart() {
        TelemetrySpan above =
                tracing.telemetry.startSpan("above", io.taurine.queue.telemetry.SpanKind.INTERNAL, SpanParent.none());
        var below = tracing.telemetry.startSpan(
                "below", io.taurine.queue.telemetry.SpanKind.INTERNAL, SpanParent.span(above));
        below.end();
        above.end();

        assertThat(tracing.span("below").getParentSpanId())
                .isEqualTo(tracing.span("above").getSpanId());
        assertThat(tracing.span("above").getParentSpanContext().isValid()).isFalse();
    }
}
