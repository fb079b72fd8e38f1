package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.awaitStubbornly;
import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.ExecutionEnd;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How jobs are cancelled, wherever they are. */
public interface CancellingJobs {

    RunnerFixture fixture();

    @Test
    default void aJobThatWaitsIsCancelledAtOnce() {
        var runs = new AtomicInteger();
        var runner =
                fixture().start(does("later", context -> runs.incrementAndGet()).build());
        var id = runner.executor()
                .start(StartRequest.of("later").delay(Duration.ofHours(1)).build())
                .jobId();

        assertThat(runner.executor().cancel(id, "not wanted any more")).isEqualTo(JobStatus.CANCELLED);

        var view = RunnerFixture.view(runner, id);
        assertThat(view.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(view.reason()).isEqualTo("not wanted any more");
        assertThat(view.endedAt()).isPresent();
        eventually(() -> assertThat(fixture().events())
                .filteredOn(event -> event.kind() == Kind.CANCELLED)
                .singleElement()
                .satisfies(event -> assertThat(event.details()).containsEntry("reason", "not wanted any more")));
        assertThat(runs).hasValue(0);
    }

    @Test
    default void aJobInLineIsCancelledAtOnce() {
        var gate = fixture().gate();
        var runner = fixture()
                .start(does("work", context -> gate.await())
                        .processConcurrency(1)
                        .build());
        var running = startJob(runner, "work");
        fixture().awaitStatus(runner, running, JobStatus.RUNNING);
        var waiting = startJob(runner, "work");

        assertThat(runner.executor().cancel(waiting, "no")).isEqualTo(JobStatus.CANCELLED);

        gate.countDown();
        fixture().awaitStatus(runner, running, JobStatus.SUCCEEDED);
        assertThat(RunnerFixture.view(runner, waiting).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(fixture().told(waiting)).doesNotContain(Kind.STARTED);
    }

    @Test
    default void aSingleRunIsCancelledOnlyWhileItRuns() {
        var gate = fixture().gate();
        var runner = fixture()
                .start(does("work", context -> {
                            if (context.attempt() == 1) {
                                throw new IllegalStateException("again");
                            }
                            gate.await();
                        })
                        .retry(RetryRule.fixed(2, Duration.ZERO))
                        .build());
        var executor = runner.executor();
        var id = startJob(runner, "work");
        eventually(() -> {
            assertThat(RunnerFixture.view(runner, id).starts()).isEqualTo(2);
            assertThat(RunnerFixture.view(runner, id).status()).isEqualTo(JobStatus.RUNNING);
        });

        for (var run : List.of(0, 1, 3)) {
            assertThatThrownBy(() -> executor.cancelRun(id, run, "no")).isInstanceOf(WrongStatusException.class);
        }
        assertThat(RunnerFixture.view(runner, id).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(executor.cancelRun(id, 2, "no")).isEqualTo(JobStatus.CANCELLING);

        fixture().awaitStatus(runner, id, JobStatus.CANCELLED);
        assertThatThrownBy(() -> executor.cancelRun(id, 2, "no")).isInstanceOf(WrongStatusException.class);
        assertThatThrownBy(() -> executor.cancelRun("work:99", 1, "no")).isInstanceOf(NoSuchJobException.class);
        var later = executor.start(
                        StartRequest.of("work").delay(Duration.ofHours(1)).build())
                .jobId();
        assertThatThrownBy(() -> executor.cancelRun(later, 1, "no")).isInstanceOf(WrongStatusException.class);
        assertThat(RunnerFixture.view(runner, later).status()).isEqualTo(JobStatus.DELAYED);
    }

    @Test
    default void aRunThatHeedsTheSignalEndsByItself() {
        var interrupted = new AtomicBoolean();
        var runner = fixture()
                .start(
                        setup -> setup.cancelGrace(Duration.ofMinutes(1)),
                        does("polite", context -> {
                                    var cancelled = new CountDownLatch(1);
                                    context.cancellation().onCancel(cancelled::countDown);
                                    try {
                                        cancelled.await();
                                    } catch (InterruptedException e) {
                                        interrupted.set(true);
                                    }
                                    context.cancellation().throwIfCancelled();
                                })
                                .retry(RetryRule.fixed(5, Duration.ZERO))
                                .build());
        var id = startJob(runner, "polite");
        fixture().awaitStatus(runner, id, JobStatus.RUNNING);

        assertThat(runner.executor().cancel(id, "enough")).isEqualTo(JobStatus.CANCELLING);

        var view = fixture().awaitStatus(runner, id, JobStatus.CANCELLED);
        assertThat(view.reason()).isEqualTo("enough");
        assertThat(interrupted).isFalse();
        eventually(() -> assertThat(fixture().told(id)).endsWith(Kind.STARTED, Kind.CANCELLING, Kind.CANCELLED));
        assertThat(runner.executor().cancel(id, "again")).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    default void aRunThatIgnoresTheSignalIsInterruptedAfterTheGraceTime() {
        var gate = fixture().gate();
        var steps = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(Definition.of("deaf", Void.class, new Deaf(gate, steps)).build());
        var id = startJob(runner, "deaf");
        // Not the status: a run that was taken may not have come to its handler yet.
        eventually(() -> assertThat(steps).containsExactly("run"));

        runner.executor().cancel(id, "enough");

        fixture().awaitStatus(runner, id, JobStatus.CANCELLED);
        eventually(() -> assertThat(steps).containsExactly("run", "CANCELLED"));
    }

    /** Waits until it is interrupted. */
    final class Deaf implements JobHandler<Void> {

        private final CountDownLatch gate;
        private final List<String> steps;

        Deaf(CountDownLatch gate, List<String> steps) {
            this.gate = gate;
            this.steps = steps;
        }

        @Override
        public @Nullable Object run(Void params, JobContext context) throws Exception {
            steps.add("run");
            gate.await();
            return null;
        }

        @Override
        public void onEnd(JobContext context, ExecutionEnd end) {
            steps.add(end.name());
        }
    }

    @Test
    default void aRunThatIgnoresTheInterruptTooIsCancelledAllTheSame() {
        var gate = fixture().gate();
        var runner = fixture()
                .start(does("stubborn", context -> awaitStubbornly(gate)).build());
        var id = startJob(runner, "stubborn");
        fixture().awaitStatus(runner, id, JobStatus.RUNNING);

        runner.executor().cancel(id, "enough");

        fixture().awaitStatus(runner, id, JobStatus.CANCELLED);
    }

    @Test
    default void whateverACancelledRunMakesOfItItIsCancelled() {
        var runner = fixture()
                .start(
                        setup -> setup.cancelGrace(Duration.ofMinutes(1)),
                        does("finishes", context -> {
                                    var cancelled = new CountDownLatch(1);
                                    context.cancellation().onCancel(cancelled::countDown);
                                    cancelled.await();
                                })
                                .build());
        var id = startJob(runner, "finishes");
        fixture().awaitStatus(runner, id, JobStatus.RUNNING);

        runner.executor().cancel(id, "enough");

        fixture().awaitStatus(runner, id, JobStatus.CANCELLED);
    }

    @Test
    default void aJobThatHasEndedStaysAsItIs() {
        var runner = fixture().start(does("quick", context -> {}).build());
        var id = startJob(runner, "quick");
        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);

        assertThat(runner.executor().cancel(id, "too late")).isEqualTo(JobStatus.SUCCEEDED);

        assertThat(RunnerFixture.view(runner, id).reason()).isNull();
        assertThatThrownBy(() -> runner.executor().cancel("quick:99", "no"))
                .isInstanceOf(NoSuchJobException.class)
                .hasMessageContaining("quick:99");
        assertThatThrownBy(() -> runner.executor().cancel("nonsense", "no")).isInstanceOf(NoSuchJobException.class);
    }

    @Test
    default void aCancelledJobCanBeRetriedByHand() {
        var runner = fixture().start(does("later", context -> {}).build());
        var id = runner.executor()
                .start(StartRequest.of("later").delay(Duration.ofHours(1)).build())
                .jobId();
        runner.executor().cancel(id, "not now");

        runner.executor().retry(id, Optional.empty());

        assertThat(fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED).reason())
                .isNull();
    }
}
