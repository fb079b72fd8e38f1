package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static io.taurine.server.runner.RunnerFixture.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Queues that start nothing for a while. */
public interface PausingQueues {

    RunnerFixture fixture();

    @Test
    default void aPausedQueueTakesJobsAndStartsNoneUntilItIsResumed() {
        var gate = fixture().gate();
        var runner = fixture()
                .start(
                        does("work", context -> gate.await())
                                .processConcurrency(1)
                                .build(),
                        does("other", context -> {}).build());
        var running = startJob(runner, "work");
        fixture().awaitStatus(runner, running, JobStatus.RUNNING);

        runner.executor().pause("work");

        assertThat(runner.executor().isPaused("work")).isTrue();
        assertThat(runner.executor().isPaused("other")).isFalse();
        assertThat(runner.executor().isEnabled("work")).isTrue();
        var waiting = startJob(runner, "work");
        gate.countDown();
        fixture().awaitStatus(runner, running, JobStatus.SUCCEEDED);
        fixture().awaitStatus(runner, startJob(runner, "other"), JobStatus.SUCCEEDED);
        assertThat(view(runner, waiting).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(runner.executor().counts("work")).containsEntry(JobStatus.QUEUED, 1L);

        runner.executor().resume("work");

        assertThat(runner.executor().isPaused("work")).isFalse();
        fixture().awaitStatus(runner, waiting, JobStatus.SUCCEEDED);
    }

    @Test
    default void pausingAndResumingTwiceIsHarmless() {
        var runner = fixture().start(does("work", context -> {}).build());

        runner.executor().resume("work");
        runner.executor().pause("work");
        runner.executor().pause("work");
        assertThat(runner.executor().isPaused("work")).isTrue();
        runner.executor().resume("work");
        runner.executor().resume("work");

        assertThat(runner.executor().isPaused("work")).isFalse();
        fixture().awaitStatus(runner, startJob(runner, "work"), JobStatus.SUCCEEDED);
    }

    @Test
    default void aQueueIsRemovedWithItsJobsAndGoesOn() {
        var runner = fixture()
                .start(
                        does("work", context -> {}).build(),
                        does("other", context -> {}).build());
        runner.executor().pause("work");
        runner.executor().pause("other");
        var gone = startJob(runner, "work");
        var stays = startJob(runner, "other");

        runner.queues().obliterate("work", false);

        assertThat(runner.executor().find(gone)).isEmpty();
        assertThat(view(runner, stays).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(runner.executor().isPaused("work")).isFalse();
        fixture().awaitStatus(runner, startJob(runner, "work"), JobStatus.SUCCEEDED);
    }

    @Test
    default void aQueueWhoseJobsRunIsNotRemoved() {
        var gate = fixture().gate();
        var runner = fixture().start(does("work", context -> gate.await()).build());
        var running = startJob(runner, "work");
        fixture().awaitStatus(runner, running, JobStatus.RUNNING);

        assertThatThrownBy(() -> runner.queues().obliterate("work", false)).isInstanceOf(WrongStatusException.class);
        assertThatThrownBy(() -> runner.queues().obliterate("nothing", true))
                .isInstanceOf(NoSuchDefinitionException.class);

        gate.countDown();
        fixture().awaitStatus(runner, running, JobStatus.SUCCEEDED);
        assertThat(runner.executor().isPaused("work")).isFalse();
    }

    @Test
    default void onlyTheQueueOfADefinitionIsPaused() {
        var executor = fixture().start(does("work", context -> {}).build()).executor();

        assertThatThrownBy(() -> executor.pause("nothing")).isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> executor.resume("nothing")).isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> executor.isPaused("nothing")).isInstanceOf(NoSuchDefinitionException.class);
    }
}
