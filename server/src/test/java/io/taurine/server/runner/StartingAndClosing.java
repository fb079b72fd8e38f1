package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.awaitStubbornly;
import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.server.runner.JobEvent.Kind;
import io.taurine.worker.CancellationSignal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a runner runs jobs, and whom it tells. */
public interface StartingAndClosing {

    RunnerFixture fixture();

    @Test
    default void aRunnerIsFoundByItsName() {
        var runner = fixture().start(does("quick", context -> {}).build());

        assertThat(runner.name()).isEqualTo(fixture().provider().name());
        assertThat(runner.definitions().keys()).containsExactly("quick");
    }

    @Test
    default void startingAndClosingTwiceIsHarmless() {
        var runner =
                fixture().create(setup -> setup, does("quick", context -> {}).build());
        assertThat(runner.lifecycle().isRunning()).isFalse();

        runner.lifecycle().start();
        runner.lifecycle().start();

        assertThat(runner.lifecycle().isRunning()).isTrue();
        fixture().awaitStatus(runner, startJob(runner, "quick"), JobStatus.SUCCEEDED);

        runner.lifecycle().close();
        runner.lifecycle().close();

        assertThat(runner.lifecycle().isRunning()).isFalse();
        assertThatThrownBy(() -> runner.lifecycle().start()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void whatIsClosedBeforeItsStartStaysClosed() {
        var runner =
                fixture().create(setup -> setup, does("quick", context -> {}).build());

        runner.lifecycle().close();

        assertThatThrownBy(() -> runner.lifecycle().start()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void outsideItsLifeARunnerTakesNothing() {
        var runner =
                fixture().create(setup -> setup, does("quick", context -> {}).build());

        assertThatThrownBy(() -> startJob(runner, "quick")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runner.scheduler().list("", 10)).isInstanceOf(IllegalStateException.class);

        runner.lifecycle().start();
        runner.lifecycle().close();

        assertThatThrownBy(() -> startJob(runner, "quick")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runner.executor().find("quick:1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void aCloseWaitsForWhatRuns() throws Exception {
        var gate = fixture().gate();
        var started = new CountDownLatch(1);
        var ended = new AtomicInteger();
        var runner = fixture()
                .start(
                        setup -> setup.closeTimeout(Duration.ofSeconds(20)),
                        does("work", context -> {
                                    started.countDown();
                                    gate.await();
                                    ended.incrementAndGet();
                                })
                                .build());
        startJob(runner, "work");
        started.await();

        var closing = CompletableFuture.runAsync(() -> runner.lifecycle().close());
        eventually(() -> assertThat(runner.lifecycle().isRunning()).isFalse());
        assertThat(closing).isNotDone();
        gate.countDown();

        closing.get(20, TimeUnit.SECONDS);
        assertThat(ended).hasValue(1);
    }

    @Test
    default void aCloseWaitsNoLongerThanItMay() throws Exception {
        var gate = fixture().gate();
        var started = new CountDownLatch(1);
        var reason = new CompletableFuture<CancellationSignal.Reason>();
        var runner = fixture()
                .start(
                        setup -> setup.closeTimeout(Duration.ofMillis(50)),
                        does("stubborn", context -> {
                                    context.cancellation()
                                            .onCancel(() -> reason.complete(context.cancellation()
                                                    .reason()
                                                    .orElseThrow()));
                                    started.countDown();
                                    awaitStubbornly(gate);
                                })
                                .build());
        startJob(runner, "stubborn");
        started.await();

        CompletableFuture.runAsync(() -> runner.lifecycle().close()).get(20, TimeUnit.SECONDS);

        assertThat(reason.get(20, TimeUnit.SECONDS)).isEqualTo(CancellationSignal.Reason.WORKER_CLOSED);
    }

    @Test
    default void aProcessWorksOnlyWhatItIsToldTo() {
        var runner = fixture()
                .start(
                        setup -> setup.workedKeys(Set.of("mine")),
                        does("mine", context -> {}).build(),
                        does("others", context -> {}).build());

        var others = startJob(runner, "others");
        fixture().awaitStatus(runner, startJob(runner, "mine"), JobStatus.SUCCEEDED);

        assertThat(RunnerFixture.view(runner, others).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    default void aProcessThatIsNoWorkerStartsJobsAndLooksAtThem() {
        var runner = fixture()
                .start(
                        setup -> setup.worker(false),
                        does("quick", context -> {}).build());

        var id = startJob(runner, "quick");

        assertThat(RunnerFixture.view(runner, id).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(runner.executor().cancel(id, "nobody is there")).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    default void listenersHearOfAJobInTheOrderOfItsLife() {
        var runner = fixture()
                .start(does("work", context -> context.progress(1, 1, "")).build());

        var id = startJob(runner, "work");

        eventually(() -> assertThat(fixture().told(id))
                .containsExactly(Kind.QUEUED, Kind.STARTED, Kind.PROGRESS, Kind.SUCCEEDED));
        assertThat(fixture().events()).allSatisfy(event -> {
            assertThat(event.definitionKey()).isEqualTo("work");
            assertThat(event.executionId()).isEqualTo(event.kind() == Kind.QUEUED ? "" : id + "/1");
        });
    }

    @Test
    default void aListenerThatFailsDisturbsNobody() {
        var runner =
                fixture().create(setup -> setup, does("quick", context -> {}).build());
        runner.lifecycle().listen(event -> {
            throw new IllegalStateException("a listener's own fault");
        });
        var heard = new AtomicInteger();
        runner.lifecycle().listen(event -> heard.incrementAndGet());
        runner.lifecycle().start();

        fixture().awaitStatus(runner, startJob(runner, "quick"), JobStatus.SUCCEEDED);

        eventually(() -> assertThat(heard).hasValue(3));
    }
}
