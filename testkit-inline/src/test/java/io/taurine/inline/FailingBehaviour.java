package io.taurine.inline;

import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Backoff;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.JobNotInStateException;
import io.taurine.queue.RetryOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Attempts that fail, and what is tried again. */
abstract class FailingBehaviour extends Behaviour {

    FailingBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void retriesAtOnceUntilItsAttemptsAreUsedUp() {
        var queue = stage.queue();
        stage.start(job -> {
            stage.seen.add("attempt " + job.attempt());
            throw new IllegalStateException("no " + job.attempt());
        });

        var id = queue.add("work", "x", options().attempts(3).build()).id();

        eventuallyIn(FAILED, queue, id);
        var job = job(queue, id);
        assertThat(stage.seen).containsExactly("attempt 1", "attempt 2", "attempt 3");
        assertThat(job.failedReason()).contains("no 3");
        assertThat(job.attemptsMade()).isEqualTo(3);
        assertThat(job.attemptsStarted()).isEqualTo(3);
        assertThat(job.stackTraces()).hasSize(3);
        assertThat(job.stackTraces().get(0)).startsWith("java.lang.IllegalStateException: no 1");
    }

    @Test
    void waitsBetweenAttemptsAsItsBackoffSays() {
        var queue = stage.queue();
        stage.start(job -> {
            if (job.attempt() < 3) {
                throw new IllegalStateException("away");
            }
            return "back";
        });

        var id = queue.add(
                        "work",
                        "x",
                        options()
                                .attempts(3)
                                .backoff(Backoff.exponential(MOMENT))
                                .build())
                .id();
        stage.pass(MOMENT.multipliedBy(3));

        eventuallyIn(COMPLETED, queue, id);
        var job = job(queue, id);
        assertThat(job.failedReason()).contains("away");
        assertThat(Duration.between(job.timestamp(), job.finishedOn().orElseThrow()))
                .isGreaterThanOrEqualTo(MOMENT.multipliedBy(3));
    }

    @Test
    void isNotTriedAgainWhenThatIsHopeless() {
        var queue = stage.queue();
        stage.start(job -> {
            throw new UnrecoverableException("never");
        });

        var id = queue.add("work", "x", options().attempts(5).build()).id();

        eventuallyIn(FAILED, queue, id);
        assertThat(job(queue, id).attemptsMade()).isEqualTo(1);
    }

    @Test
    void asksTheStrategyOfTheWorkerForItsPause() {
        var queue = stage.queue();
        stage.start(stage.worker(job -> {
                    throw new IllegalStateException("no");
                })
                .backoffStrategy(
                        "mine", (attempt, failure, job) -> attempt < 2 ? Optional.of(MOMENT) : Optional.empty()));

        var id = queue.add(
                        "work",
                        "x",
                        options().attempts(9).backoff(Backoff.custom("mine")).build())
                .id();
        stage.pass(MOMENT);

        eventuallyIn(FAILED, queue, id);
        assertThat(job(queue, id).attemptsMade()).isEqualTo(2);
    }

    @Test
    void runsAgainOnRequest() {
        var queue = stage.queue();
        stage.start(job -> {
            if (job.job().attemptsStarted() == 1) {
                throw new IllegalStateException("first");
            }
            return "second";
        });
        var id = queue.add("work", "x").id();
        eventuallyIn(FAILED, queue, id);

        queue.retry(id);

        eventuallyIn(COMPLETED, queue, id);
        assertThatThrownBy(() -> queue.retry(id)).isInstanceOf(JobNotInStateException.class);
        queue.retry(id, RetryOptions.completed().resettingAttempts());
        stage.eventually(() -> assertThat(job(queue, id).failedReason()).contains("first"));
    }

    @Test
    void allThatFailedRunAgain() {
        var queue = stage.queue();
        var worker = stage.start(job -> {
            if (job.job().attemptsStarted() == 1) {
                throw new IllegalStateException("first");
            }
            return "second";
        });
        queue.add("work", "a");
        queue.add("work", "b");
        stage.eventually(() -> assertThat(queue.getJobCounts().of(FAILED)).isEqualTo(2));
        stage.eventually(() -> assertThat(worker.runningJobs()).isZero());
        stage.pass(MOMENT);

        assertThat(queue.retryJobs(FAILED, java.time.Instant.parse("2090-01-01T00:00:00Z")))
                .isEqualTo(2);

        stage.eventually(() -> assertThat(queue.getJobCounts().of(COMPLETED)).isEqualTo(2));
    }
}
