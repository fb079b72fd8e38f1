package io.taurine.inline;

import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.DELAYED;
import static io.taurine.job.JobState.PRIORITIZED;
import static io.taurine.job.JobState.UNKNOWN;
import static io.taurine.job.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Job;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobNotInStateException;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.QueueStateException;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Looking at a queue and changing it. */
abstract class TendingBehaviour extends Behaviour {

    TendingBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void aPausedQueueRunsNothing() {
        var queue = stage.queue();
        stage.start(job -> "done");
        queue.pause();
        assertThat(queue.isPaused()).isTrue();

        var id = queue.add("work", "x").id();
        assertThat(queue.getJobState(id)).isEqualTo(WAITING);
        queue.resume();

        eventuallyIn(COMPLETED, queue, id);
        assertThat(queue.isPaused()).isFalse();
    }

    @Test
    void aPausedWorkerRunsNothing() {
        var queue = stage.queue();
        var worker = stage.start(job -> "done");
        worker.pause();
        assertThat(worker.isPaused()).isTrue();

        worker.resume();
        var id = queue.add("work", "x").id();

        eventuallyIn(COMPLETED, queue, id);
    }

    @Test
    void promotesAndMovesWhatIsDelayed() {
        var queue = stage.queue();
        var id = queue.add("work", "x", options().delay(HOUR).build()).id();
        var other = queue.add("work", "y", options().delay(HOUR).build()).id();

        queue.changeDelay(other, HOUR.multipliedBy(2));
        queue.promote(id);

        assertThat(queue.getJobState(id)).isEqualTo(WAITING);
        assertThat(job(queue, other).delay()).isEqualTo(HOUR.multipliedBy(2));
        assertThatThrownBy(() -> queue.promote(id)).isInstanceOf(JobNotInStateException.class);
        assertThat(queue.promoteJobs()).isEqualTo(1);
        assertThat(queue.getJobCounts().of(WAITING)).isEqualTo(2);
    }

    @Test
    void changesPrioritiesInLine() {
        var queue = stage.queue();
        var a = queue.add("work", "a", options().priority(5).build()).id();
        queue.add("work", "b", options().priority(4).build());

        queue.changePriority(a, 1);

        assertThat(queue.getJobs(PRIORITIZED, 0, 10)).extracting(Job::data).containsExactly("a", "b");
        queue.changePriority(a, 0);
        assertThat(queue.getJobState(a)).isEqualTo(WAITING);
    }

    @Test
    void removesDrainsCleansAndObliterates() {
        var queue = stage.queue();
        var id = queue.add("work", "a").id();
        queue.addJobLog(id, "row");
        queue.add("work", "b");
        queue.add("work", "c", options().delay(HOUR).build());

        assertThat(queue.remove(id)).isTrue();
        assertThat(queue.remove(id)).isFalse();
        assertThat(queue.getJobState(id)).isEqualTo(UNKNOWN);
        assertThat(queue.getJobLogs(id, 0, 10).count()).isZero();
        assertThat(queue.drain(false)).isEqualTo(1);
        assertThat(queue.getJobCounts().of(DELAYED)).isEqualTo(1);
        assertThat(queue.clean(Duration.ZERO, 100, DELAYED)).containsExactly("3");
        queue.add("work", "d");
        queue.obliterate(false);
        assertThat(queue.getJobCounts().total()).isZero();
        assertThat(queue.isPaused()).isFalse();
    }

    @Test
    void doesNotObliterateWhatRuns() {
        var queue = stage.queue();
        stage.start(job -> {
            assertThatThrownBy(() -> queue.obliterate(false)).isInstanceOf(QueueStateException.class);
            stage.seen.add("refused");
            queue.resume();
            return null;
        });

        var id = queue.add("work", "x").id();

        eventuallyIn(COMPLETED, queue, id);
        assertThat(stage.seen).containsExactly("refused");
    }

    @Test
    void keepsAsManyFinishedJobsAsItIsTold() {
        var queue = stage.queue(QueueOptions.builder()
                .defaultJobOptions(options().removeOnComplete(KeepJobs.count(2)).build())
                .build());
        stage.start(stage.worker(job -> {
                    if (job.data().equals("bad")) {
                        throw new IllegalStateException("bad");
                    }
                    return "done";
                })
                .removeOnFail(KeepJobs.none()));

        queue.add("work", "1");
        queue.add("work", "2");
        queue.add("work", "3");
        var bad = queue.add("work", "bad").id();

        eventuallyIn(UNKNOWN, queue, bad);
        assertThat(queue.getJobs(COMPLETED, 0, 10)).extracting(Job::data).containsExactly("3", "2");
    }

    @Test
    void limitsTheRateOfAWorker() {
        var queue = stage.queue();
        stage.start(stage.worker(job -> stage.seen.add(job.data())).limiter(2, MOMENT));

        for (int i = 1; i <= 5; i++) {
            queue.add("work", "job " + i);
        }
        stage.pass(MOMENT.multipliedBy(2));

        stage.eventually(() -> assertThat(stage.seen).containsExactly("job 1", "job 2", "job 3", "job 4", "job 5"));
    }
}
