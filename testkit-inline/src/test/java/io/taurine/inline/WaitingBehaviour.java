package io.taurine.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Backoff;
import io.taurine.queue.JobFailedException;
import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.JobWaitTimeoutException;
import io.taurine.queue.Queue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Callers that wait for the end of a job. */
abstract class WaitingBehaviour extends Behaviour {

    WaitingBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void bringsTheResultOfAJob() {
        var queue = stage.queue();
        stage.start(job -> job.data().length());

        var job = queue.add("count", "four");

        assertThat(job.waitUntilFinished(Duration.ofSeconds(20), Integer.class)).contains(4);
    }

    @Test
    void lastsThroughThePausesBetweenAttempts() {
        var queue = stage.queue();
        stage.start(job -> {
            if (job.attempt() == 1) {
                throw new IllegalStateException("away");
            }
            return "back";
        });

        var job = queue.add(
                "work",
                "x",
                options().attempts(2).backoff(Backoff.fixed(MOMENT)).build());

        assertThat(job.waitUntilFinished(Duration.ofSeconds(20), String.class)).contains("back");
    }

    @Test
    void tellsOfAFailure() {
        var queue = stage.queue();
        stage.start(job -> {
            throw new IllegalStateException("no such address");
        });

        var job = queue.add("work", "x");

        assertThatThrownBy(() -> job.waitUntilFinished(Duration.ofSeconds(20), String.class))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("no such address");
    }

    @Test
    void endsInTimeWhenNobodyWorks() {
        var queue = stage.queue();
        var job = queue.add("work", "x");

        assertThatThrownBy(() -> job.waitUntilFinished(MOMENT, String.class))
                .isInstanceOf(JobWaitTimeoutException.class);
        assertThatThrownBy(() -> queue.waitUntilFinished("none", Duration.ofSeconds(20), String.class))
                .isInstanceOf(JobNotFoundException.class);
    }

    @Test
    void worksInAProcessorForAJobOfAnotherQueue() {
        var queue = stage.queue();
        var parts = stage.opened(Queue.of(stage.queueName() + "-parts", String.class, stage.connection()));
        stage.opened(
                Worker.of(stage.queueName() + "-parts", String.class, stage.connection(), job -> "part " + job.data())
                        .start());
        stage.start(job -> parts.add("part", job.data())
                .waitUntilFinished(Duration.ofSeconds(20), String.class)
                .orElseThrow());

        var id = queue.add("whole", "x").id();

        stage.eventually(
                () -> assertThat(job(queue, id).returnValue(String.class)).contains("part x"));
        parts.obliterate(true);
    }
}
