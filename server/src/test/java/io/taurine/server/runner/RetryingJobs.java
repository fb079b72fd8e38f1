package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.awaitStubbornly;
import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.runner.JobEvent.Kind;
import io.taurine.worker.CancellationSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of attempts that fail or take too long. */
public interface RetryingJobs {

    RunnerFixture fixture();

    @Test
    default void aJobIsTriedAsOftenAsItsRuleSays() {
        var executions = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(does("fails", context -> {
                            executions.add(context.executionId() + " " + context.attempt());
                            throw new IllegalStateException("attempt " + context.attempt());
                        })
                        .retry(RetryRule.fixed(3, Duration.ofMillis(10)))
                        .build());

        var id = startJob(runner, "fails");

        var view = fixture().awaitStatus(runner, id, JobStatus.FAILED);
        assertThat(executions).containsExactly(id + "/1 1", id + "/2 2", id + "/3 3");
        assertThat(view.attemptsMade()).isEqualTo(3);
        assertThat(view.maxAttempts()).isEqualTo(3);
        assertThat(view.error()).isEqualTo("attempt 3");
        eventually(() -> assertThat(fixture().told(id))
                .filteredOn(kind -> kind != Kind.QUEUED && kind != Kind.DELAYED)
                .containsExactly(Kind.STARTED, Kind.RETRYING, Kind.STARTED, Kind.RETRYING, Kind.STARTED, Kind.FAILED));
        assertThat(fixture().events())
                .filteredOn(event -> event.kind() == Kind.RETRYING)
                .allSatisfy(event -> assertThat(event.details()).containsEntry("willRetry", true))
                .extracting(event -> event.executionId() + " " + event.details().get("message"))
                .containsExactly(id + "/1 attempt 1", id + "/2 attempt 2");
    }

    @Test
    default void aLaterAttemptMaySucceed() {
        var runner = fixture()
                .start(does("fails", context -> {
                            if (context.attempt() == 1) {
                                throw new IllegalStateException("not yet");
                            }
                        })
                        .retry(RetryRule.fixed(2, Duration.ZERO))
                        .build());

        var view = fixture().awaitStatus(runner, startJob(runner, "fails"), JobStatus.SUCCEEDED);

        assertThat(view.attemptsMade()).isEqualTo(2);
        assertThat(view.error()).isNull();
    }

    @Test
    default void aFatalErrorIsNotRetried() {
        var runner = fixture()
                .start(does("fails", context -> {
                            throw new FatalJobException("never");
                        })
                        .retry(RetryRule.fixed(5, Duration.ZERO))
                        .build());

        var view = fixture().awaitStatus(runner, startJob(runner, "fails"), JobStatus.FAILED);

        assertThat(view.attemptsMade()).isEqualTo(1);
        assertThat(view.error()).isEqualTo("never");
    }

    @Test
    default void aRetryableErrorMayCarryItsOwnDelay() {
        var runner = fixture()
                .start(does("busy", context -> {
                            if (context.attempt() == 1) {
                                throw new RetryableJobException("busy", Duration.ofMillis(20), null);
                            }
                        })
                        .retry(RetryRule.fixed(2, Duration.ofHours(1)))
                        .build());

        fixture().awaitStatus(runner, startJob(runner, "busy"), JobStatus.SUCCEEDED);
    }

    @Test
    default void betweenAttemptsAJobIsDelayedAsItsRuleSays() {
        var runner = fixture()
                .start(does("fails", context -> {
                            if (context.attempt() < 3) {
                                throw new IllegalStateException("not yet");
                            }
                        })
                        .retry(RetryRule.exponential(3, Duration.ofMinutes(10)))
                        .build());
        var id = startJob(runner, "fails");

        assertDelayed(runner, id, 1, Duration.ofMinutes(10));
        runner.executor().promote(id);
        assertDelayed(runner, id, 2, Duration.ofMinutes(20));
        runner.executor().promote(id);

        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);
    }

    private void assertDelayed(JobRunner runner, String id, int attemptsMade, Duration delay) {
        eventually(() -> {
            var view = RunnerFixture.view(runner, id);
            assertThat(view.status()).isEqualTo(JobStatus.DELAYED);
            assertThat(view.attemptsMade()).isEqualTo(attemptsMade);
            assertThat(view.error()).isEqualTo("not yet");
            assertThat(view.runAt().orElseThrow())
                    .isBetween(
                            Instant.now().plus(delay).minusSeconds(60),
                            Instant.now().plus(delay).plusSeconds(60));
        });
    }

    @Test
    default void aRequestMayAskForOtherAttempts() {
        var runner = fixture()
                .start(does("fails", context -> {
                            throw new IllegalStateException("no");
                        })
                        .build());

        var id = runner.executor()
                .start(StartRequest.of("fails").maxAttempts(2).build())
                .jobId();

        assertThat(fixture().awaitStatus(runner, id, JobStatus.FAILED).attemptsMade())
                .isEqualTo(2);
    }

    @Test
    default void theRuleCanBeChangedForJobsToCome() {
        var runner = fixture()
                .start(does("fails", context -> {
                            throw new IllegalStateException("no");
                        })
                        .retry(RetryRule.fixed(2, Duration.ofHours(1)))
                        .build());
        var before = startJob(runner, "fails");
        fixture().awaitStatus(runner, before, JobStatus.DELAYED);

        runner.executor().configureRetry("fails", RetryRule.fixed(3, Duration.ZERO));

        var view = fixture().awaitStatus(runner, startJob(runner, "fails"), JobStatus.FAILED);
        assertThat(view.attemptsMade()).isEqualTo(3);
        assertThat(RunnerFixture.view(runner, before).maxAttempts()).isEqualTo(2);
        assertThatThrownBy(() -> runner.executor().configureRetry("nothing", RetryRule.none()))
                .isInstanceOf(NoSuchDefinitionException.class);
    }

    @Test
    default void aJobThatFailedCanBeRetriedByHand() {
        var runs = new AtomicInteger();
        var runner = fixture()
                .start(does("fails", context -> {
                            if (runs.incrementAndGet() < 4) {
                                throw new IllegalStateException("run " + runs.get());
                            }
                        })
                        .build());
        var id = startJob(runner, "fails");
        fixture().awaitStatus(runner, id, JobStatus.FAILED);

        runner.executor().retry(id, Optional.of(2));

        eventually(() -> assertThat(runs).hasValue(3));
        assertThat(fixture().awaitStatus(runner, id, JobStatus.FAILED).error()).isEqualTo("run 3");

        runner.executor().retry(id, Optional.empty());

        assertThat(fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED).error())
                .isNull();
        assertThatThrownBy(() -> runner.executor().retry(id, Optional.empty()))
                .isInstanceOf(WrongStatusException.class)
                .hasMessageContaining("succeeded");
        assertThatThrownBy(() -> runner.executor().retry("fails:99", Optional.empty()))
                .isInstanceOf(NoSuchJobException.class);
        assertThatThrownBy(() -> runner.executor().retry(id, Optional.of(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void aRetryByHandBeginsToCountAttemptsAnew() {
        var attempts = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(does("fails", context -> {
                            attempts.add(context.attempt() + " of " + context.maxAttempts());
                            throw new IllegalStateException("no");
                        })
                        .retry(RetryRule.fixed(2, Duration.ZERO))
                        .build());
        var id = startJob(runner, "fails");
        fixture().awaitStatus(runner, id, JobStatus.FAILED);
        runner.executor().pause("fails");

        var again = runner.executor().retry(id, Optional.of(3));

        assertThat(again.attemptsMade()).isZero();
        assertThat(again.maxAttempts()).isEqualTo(3);
        assertThat(again.starts()).isEqualTo(2);
        runner.executor().resume("fails");
        eventually(() -> assertThat(attempts).containsExactly("1 of 2", "2 of 2", "1 of 3", "2 of 3", "3 of 3"));
        var view = fixture().awaitStatus(runner, id, JobStatus.FAILED);
        assertThat(view.attemptsMade()).isEqualTo(3);
        assertThat(view.maxAttempts()).isEqualTo(3);
        assertThat(view.starts()).isEqualTo(5);
    }

    @Test
    default void aRetryByHandGoesByTheRuleOfTheJobsOwnVersionAsLongAsThereIsOne() {
        var one = fails(1, 2);
        var two = fails(2, 4);
        var runner = fixture().start(one, two);
        var id = runner.executor()
                .start(StartRequest.of("fails").version(1).build())
                .jobId();
        fixture().awaitStatus(runner, id, JobStatus.FAILED);
        runner.executor().pause("fails");

        assertThat(runner.executor().retry(id, Optional.empty()).maxAttempts()).isEqualTo(2);

        runner.executor().cancel(id, "");
        runner.definitions().replace(List.of(two));
        assertThat(runner.executor().retry(id, Optional.empty()).maxAttempts()).isEqualTo(4);
    }

    private static Definition<Void> fails(int version, int attempts) {
        return does("fails", context -> {
                    throw new IllegalStateException("no");
                })
                .version(version)
                .retry(RetryRule.fixed(attempts, Duration.ZERO))
                .build();
    }

    @Test
    default void aRunThatTakesTooLongIsInterruptedAndTimesOut() {
        var gate = fixture().gate();
        var reasons = new CopyOnWriteArrayList<CancellationSignal.Reason>();
        var runner = fixture()
                .start(does("slow", context -> {
                            try {
                                gate.await();
                            } finally {
                                reasons.add(context.cancellation().reason().orElseThrow());
                            }
                        })
                        .timeout(Duration.ofMillis(100))
                        .build());

        var id = startJob(runner, "slow");

        var view = fixture().awaitStatus(runner, id, JobStatus.TIMED_OUT);
        assertThat(view.error()).contains("100 ms");
        assertThat(reasons).containsExactly(CancellationSignal.Reason.TIMEOUT);
        eventually(() -> assertThat(fixture().told(id)).endsWith(Kind.TIMED_OUT));
    }

    @Test
    default void aRunThatTimedOutIsRetriedAsOneThatFailed() throws Exception {
        var gate = fixture().gate();
        var runner = fixture()
                .start(does("slow", context -> {
                            if (context.attempt() == 1) {
                                gate.await();
                            }
                        })
                        .timeout(Duration.ofMillis(500))
                        .retry(RetryRule.fixed(2, Duration.ZERO))
                        .build());

        var id = startJob(runner, "slow");

        assertThat(fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED).attemptsMade())
                .isEqualTo(2);
        eventually(() -> assertThat(fixture().told(id)).contains(Kind.RETRYING));
    }

    @Test
    default void aRunThatHeedsNothingTimesOutAllTheSame() {
        var gate = fixture().gate();
        var runner = fixture()
                .start(does("stubborn", context -> awaitStubbornly(gate))
                        .timeout(Duration.ofMillis(50))
                        .build());

        fixture().awaitStatus(runner, startJob(runner, "stubborn"), JobStatus.TIMED_OUT);
    }
}
