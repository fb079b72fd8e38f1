package io.taurine.inline;

import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.DELAYED;
import static io.taurine.job.JobState.FAILED;
import static io.taurine.job.JobState.PRIORITIZED;
import static io.taurine.job.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.PayloadException;
import io.taurine.queue.AddOutcome;
import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Jobs that are added: how they run, wait and are told apart. */
abstract class AddingBehaviour extends Behaviour {

    AddingBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void runsAJobToItsResult() {
        var queue = stage.queue();
        stage.start(job -> Map.of("hello", job.data()));

        var id = queue.add("greet", "Ada").id();

        eventuallyIn(COMPLETED, queue, id);
        var job = job(queue, id);
        assertThat(job.returnValueJson()).contains("{\"hello\":\"Ada\"}");
        assertThat(job.attemptsMade()).isEqualTo(1);
        assertThat(job.attemptsStarted()).isEqualTo(1);
        assertThat(job.name()).isEqualTo("greet");
        assertThat(job.dataJson()).isEqualTo("\"Ada\"");
        assertThat(job.processedOn()).isPresent();
        assertThat(job.finishedOn()).isPresent();
        assertThat(job.failedReason()).isEmpty();
    }

    @Test
    void waitsWithoutAWorkerAndIsRunWhenOneStarts() {
        var queue = stage.queue();
        var id = queue.add("greet", "Ada").id();
        assertThat(queue.getJobState(id)).isEqualTo(WAITING);

        stage.start(job -> "done");

        eventuallyIn(COMPLETED, queue, id);
    }

    @Test
    void handsOutRisingIdsAndKnowsDuplicates() {
        var queue = stage.queue();

        var first = queue.add("work", "a");
        var mine = queue.add("work", "b", options().jobId("mine").build());
        var again = queue.add("work", "c", options().jobId("mine").build());

        assertThat(first.id()).isEqualTo("1");
        assertThat(mine.outcome()).isEqualTo(AddOutcome.ADDED);
        assertThat(again.outcome()).isEqualTo(AddOutcome.DUPLICATE);
        assertThat(job(queue, "mine").data()).isEqualTo("b");
        assertThat(queue.getJobCounts().total()).isEqualTo(2);
    }

    @Test
    void addsManyInOrder() {
        var queue = stage.queue();
        var requests = new java.util.ArrayList<JobRequest<String>>();
        for (int i = 0; i < 250; i++) {
            requests.add(JobRequest.of("work", "job " + i));
        }

        var handles = queue.addBulk(requests);

        assertThat(handles).hasSize(250).allMatch(handle -> handle.isNew());
        assertThat(handles.get(249).id()).isEqualTo("250");
        assertThat(queue.getJobs(WAITING, 0, 0).get(0).data()).isEqualTo("job 0");
    }

    @Test
    void servesPlainThenByPriorityAndLastInFirstOut() {
        var queue = stage.queue();
        queue.add("work", "p9", options().priority(9).build());
        queue.add("work", "p1", options().priority(1).build());
        queue.add("work", "plain 1");
        queue.add("work", "plain 2");
        queue.add("work", "p1 again", options().priority(1).build());
        queue.add("work", "lifo", options().lifo(true).build());
        assertThat(queue.getJobState("1")).isEqualTo(PRIORITIZED);
        assertThat(queue.getCountsPerPriority(List.of(0, 1, 9))).isEqualTo(Map.of(0, 3L, 1, 2L, 9, 1L));

        stage.start(job -> stage.seen.add(job.data()));

        stage.eventually(
                () -> assertThat(stage.seen).containsExactly("lifo", "plain 1", "plain 2", "p1", "p1 again", "p9"));
    }

    @Test
    void refusesBadArgumentsAndWritesNothing() {
        var queue = stage.queue();

        assertThatThrownBy(() -> queue.add("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.add(
                        "work", "x".repeat(100), options().sizeLimit(10).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exceeds the limit");
        assertThat(queue.getJobCounts().total()).isZero();
    }

    @Test
    void carriesPayloadsThroughJson() {
        record Point(int x, int y) {}
        var points = stage.opened(Queue.of(stage.queueName(), Point.class, stage.connection()));
        stage.opened(Worker.of(
                        stage.queueName(),
                        Point.class,
                        stage.connection(),
                        job -> job.data().x())
                .start());

        var id = points.add("draw", new Point(3, 4)).id();

        stage.eventually(() -> assertThat(points.getJob(id).orElseThrow().returnValue(Integer.class))
                .contains(3));
        assertThatThrownBy(() -> stage.opened(Queue.of(stage.queueName(), Object.class, stage.connection()))
                        .add("draw", new Object()))
                .isInstanceOf(PayloadException.class);
    }

    @Test
    void aPayloadThatDoesNotFitFailsTheJob() {
        var queue = stage.queue();
        stage.opened(Worker.of(stage.queueName(), Integer.class, stage.connection(), job -> "never")
                .start());

        var id = queue.add("work", "no number", options().attempts(3).build()).id();

        eventuallyIn(FAILED, queue, id);
        assertThat(job(queue, id).failedReason().orElseThrow()).contains("cannot be read as");
        assertThat(job(queue, id).attemptsMade()).isEqualTo(1);
    }

    @Test
    void aLateJobRunsWhenItIsDue() {
        var queue = stage.queue();
        stage.start(job -> "done");

        var id = queue.add("work", "late", options().delay(MOMENT).build()).id();
        var later = queue.add("work", "later", options().delay(HOUR).build()).id();
        stage.pass(MOMENT);

        eventuallyIn(COMPLETED, queue, id);
        assertThat(queue.getJobState(later)).isEqualTo(DELAYED);
        assertThat(job(queue, id).delay()).isZero();
    }
}
