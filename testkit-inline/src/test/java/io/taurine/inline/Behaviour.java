package io.taurine.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/** What tests of a behaviour share; a stage of its own for each. */
abstract class Behaviour {

    static final Duration MOMENT = Duration.ofMillis(40);
    static final Duration HOUR = Duration.ofHours(1);

    final Stage stage;

    Behaviour(Supplier<Stage> stage) {
        this.stage = stage.get();
    }

    @AfterEach
    void closeStage() throws Exception {
        stage.close();
    }

    void eventuallyIn(JobState state, Queue<?> queue, String id) {
        stage.eventually(() -> assertThat(queue.getJobState(id)).isEqualTo(state));
    }

    Job<String> job(Queue<String> queue, String id) {
        return queue.getJob(id).orElseThrow();
    }

    static JobOptions.Builder options() {
        return JobOptions.builder();
    }
}
