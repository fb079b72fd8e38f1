package io.taurine.inline;

import static io.taurine.job.JobState.ACTIVE;
import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.queue.LockLostException;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Jobs that are taken and ended by hand. */
abstract class ByHandBehaviour extends Behaviour {

    ByHandBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void claimsAndSettles() {
        var queue = stage.queue();
        var manual = stage.opened(
                Worker.of(stage.queueName(), String.class, stage.connection()).manual());
        queue.add("work", "a");
        queue.add("work", "b", options().attempts(2).build());

        var a = manual.getNextJob("token", Duration.ZERO).orElseThrow();
        assertThat(queue.getJobState(a.job().id())).isEqualTo(ACTIVE);
        a.moveToCompleted("done");
        var b = manual.getNextJob("token", Duration.ZERO).orElseThrow();
        assertThat(b.moveToFailed(new IllegalStateException("no"))).isTrue();

        assertThat(queue.getJobState("1")).isEqualTo(COMPLETED);
        assertThat(queue.getJobState("2")).isEqualTo(WAITING);
        assertThatThrownBy(() -> b.moveToCompleted("late")).isInstanceOf(LockLostException.class);
    }

    @Test
    void waitsForAJobThatIsNotDue() {
        var queue = stage.queue();
        var manual = stage.opened(
                Worker.of(stage.queueName(), String.class, stage.connection()).manual());
        assertThat(manual.getNextJob("token", MOMENT)).isEmpty();

        queue.add("work", "late", options().delay(MOMENT).build());

        assertThat(manual.getNextJob("token", Duration.ofSeconds(20))
                        .orElseThrow()
                        .job()
                        .data())
                .isEqualTo("late");
    }
}
