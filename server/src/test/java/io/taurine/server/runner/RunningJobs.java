package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.json;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static io.taurine.server.runner.RunnerFixture.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.ExecutionEnd;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.definition.Services;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What a run is given, what surrounds it, and how many there are at once. */
public interface RunningJobs {

    RunnerFixture fixture();

    @Test
    default void aRunKnowsItself() {
        var seen = new CopyOnWriteArrayList<Object>();
        var runner = fixture()
                .start(does(
                                "self",
                                context -> seen.addAll(List.of(
                                        context.jobId(),
                                        context.executionId(),
                                        context.definitionKey(),
                                        context.definitionVersion(),
                                        context.attempt(),
                                        context.maxAttempts(),
                                        context.config(),
                                        context.cancellation().isCancelled(),
                                        MDC.get("jobId"))))
                        .version(3)
                        .retry(RetryRule.fixed(4, Duration.ZERO))
                        .config(Map.of("size", 7))
                        .build());

        var id = startJob(runner, "self");

        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);
        assertThat(seen)
                .startsWith("self:1", "self:1/1", "self", 3, 1, 4, Map.of("size", 7), false)
                .last()
                .isNotNull();
    }

    @Test
    default void progressIsKeptAndTold() {
        var runner = fixture()
                .start(does("steps", context -> {
                            context.progress(1, 4, "warming up");
                            context.touch();
                            context.progress(4, 4, "done");
                        })
                        .build());

        var id = startJob(runner, "steps");

        var view = fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);
        assertThat(view.progress())
                .hasToString(json("{'done': 4, 'total': 4, 'message': 'done'}").toString());
        eventually(() -> assertThat(fixture().events())
                .filteredOn(event -> event.kind() == JobEvent.Kind.PROGRESS)
                .extracting(event -> String.valueOf(event.details().get("message")), JobEvent::executionId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("warming up", id + "/1"),
                        org.assertj.core.groups.Tuple.tuple("done", id + "/1")));
    }

    @Test
    default void whatARunLogsStaysWithTheJob() {
        var runner = fixture()
                .start(does("talks", context -> {
                            for (var i = 1; i <= 5; i++) {
                                context.logger().info("line {}", i);
                            }
                            context.logger().warn("broken", new IllegalStateException("pipe"));
                        })
                        .build());

        var id = startJob(runner, "talks");
        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);

        var first = runner.executor().logs(id, "", 4);
        var rest = runner.executor().logs(id, first.nextCursor(), 4);
        assertThat(first.items()).containsExactly("INFO line 1", "INFO line 2", "INFO line 3", "INFO line 4");
        assertThat(rest.items()).containsExactly("INFO line 5", "WARN broken: java.lang.IllegalStateException: pipe");
        assertThat(rest.nextCursor()).isEmpty();
    }

    @Test
    default void aRunEmitsEventsAndFindsServices() {
        var emitted = new CopyOnWriteArrayList<String>();
        var services = new Services() {
            @Override
            public <S> Optional<S> find(Class<S> type) {
                return type == String.class ? Optional.of(type.cast("a service")) : Optional.empty();
            }
        };
        var runner = fixture()
                .start(
                        setup -> setup.services(services)
                                .events((name, payload, source) -> emitted.add(name + " " + payload + " " + source)),
                        does(
                                        "emits",
                                        context -> context.emit(
                                                "user.created",
                                                context.services().get(String.class)))
                                .build());

        fixture().awaitStatus(runner, startJob(runner, "emits"), JobStatus.SUCCEEDED);

        assertThat(emitted).containsExactly("user.created a service emits");
    }

    @Test
    default void hooksSurroundEachAttempt() {
        var calls = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(Definition.of("hooked", Void.class, new Hooked(calls))
                        .retry(RetryRule.fixed(2, Duration.ZERO))
                        .build());

        fixture().awaitStatus(runner, startJob(runner, "hooked"), JobStatus.SUCCEEDED);

        eventually(() -> assertThat(calls)
                .containsExactly(
                        "start 1",
                        "run 1",
                        "fail not yet",
                        "end RETRIED",
                        "start 2",
                        "run 2",
                        "success",
                        "end SUCCEEDED"));
    }

    /** Fails once. */
    final class Hooked implements JobHandler<Void> {

        private final List<String> calls;

        Hooked(List<String> calls) {
            this.calls = calls;
        }

        @Override
        public @Nullable Object run(Void params, JobContext context) {
            calls.add("run " + context.attempt());
            if (context.attempt() == 1) {
                throw new IllegalStateException("not yet");
            }
            return "done";
        }

        @Override
        public void onStart(JobContext context) {
            calls.add("start " + context.attempt());
        }

        @Override
        public void onSuccess(JobContext context, @Nullable Object result) {
            calls.add("success");
        }

        @Override
        public void onFail(JobContext context, Throwable failure) {
            calls.add("fail " + failure.getMessage());
        }

        @Override
        public void onEnd(JobContext context, ExecutionEnd end) {
            calls.add("end " + end);
        }
    }

    @Test
    default void aHookThatFailsIsLoggedAndChangesNothing() {
        var runner = fixture()
                .start(Definition.of("hooked", Void.class, new FailingHooks()).build());

        var id = startJob(runner, "hooked");

        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);
        eventually(() -> assertThat(runner.executor().logs(id, "", 10).items())
                .hasSize(3)
                .allMatch(line -> line.startsWith("WARN on") && line.contains("a hook's own fault")));
    }

    /** All of them. */
    final class FailingHooks implements JobHandler<Void> {

        @Override
        public @Nullable Object run(Void params, JobContext context) {
            return null;
        }

        @Override
        public void onStart(JobContext context) {
            throw new IllegalStateException("a hook's own fault");
        }

        @Override
        public void onSuccess(JobContext context, @Nullable Object result) throws Exception {
            throw new Exception("a hook's own fault");
        }

        @Override
        public void onEnd(JobContext context, ExecutionEnd end) {
            throw new AssertionError("a hook's own fault");
        }
    }

    @Test
    default void aDefinitionRunsAsManyAtOnceAsItMay() throws Exception {
        assertMostAtOnce(2, setup -> setup, 2);
    }

    @Test
    default void aProcessRunsAsManyAtOnceAsItMay() throws Exception {
        assertMostAtOnce(10, setup -> setup.maxConcurrency(2), 2);
    }

    private void assertMostAtOnce(
            int processConcurrency, java.util.function.UnaryOperator<RunnerSetup.Builder> more, int most)
            throws InterruptedException {
        var gate = fixture().gate();
        var running = new AtomicInteger();
        var highest = new AtomicInteger();
        var full = new CountDownLatch(most);
        RunnerFixture.Work work = context -> {
            highest.accumulateAndGet(running.incrementAndGet(), Math::max);
            full.countDown();
            gate.await();
            running.decrementAndGet();
        };
        var runner = fixture()
                .start(
                        more,
                        does("busy", work)
                                .processConcurrency(processConcurrency)
                                .build(),
                        does("busy-too", work)
                                .processConcurrency(processConcurrency)
                                .build());
        var ids = List.of(
                startJob(runner, "busy"), startJob(runner, "busy"), startJob(runner, "busy"), startJob(runner, "busy"));

        assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();
        gate.countDown();

        ids.forEach(id -> fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED));
        assertThat(highest).hasValue(most);
    }

    @Test
    default void aSecondJobOfASingleRunningDefinitionIsSkipped() throws Exception {
        var gate = fixture().gate();
        var runs = new AtomicInteger();
        var runner = fixture()
                .start(does("alone", context -> {
                            runs.incrementAndGet();
                            gate.await();
                        })
                        .singleRunning(true)
                        .build());
        var first = startJob(runner, "alone");
        eventually(() -> assertThat(runs).hasValue(1));

        var second = startJob(runner, "alone");

        var skipped = fixture().awaitStatus(runner, second, JobStatus.SKIPPED);
        assertThat(skipped.reason()).isNotBlank();
        assertThat(view(runner, first).status()).isEqualTo(JobStatus.RUNNING);
        gate.countDown();
        fixture().awaitStatus(runner, first, JobStatus.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    default void whatComputesHasAPlatformThread() {
        var threads = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(does(
                                "compute",
                                context -> threads.add(Thread.currentThread().getName()))
                        .runsOn(RunsOn.CPU_POOL)
                        .build());

        fixture().awaitStatus(runner, startJob(runner, "compute"), JobStatus.SUCCEEDED);

        assertThat(threads).singleElement().asString().contains("-cpu-");
    }
}
