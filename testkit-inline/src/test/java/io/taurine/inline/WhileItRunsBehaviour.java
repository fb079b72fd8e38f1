package io.taurine.inline;

import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.queue.ConnectedWorker;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What a processor sees and does. */
abstract class WhileItRunsBehaviour extends Behaviour {

    WhileItRunsBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void keepsProgressAndLogsAndData() {
        var queue = stage.queue();
        stage.start(job -> {
            job.updateProgress(Map.of("done", 50));
            job.log("first");
            job.log("second");
            job.updateData("changed");
            return null;
        });

        var id = queue.add("work", "x", options().keepLogs(1).build()).id();

        eventuallyIn(COMPLETED, queue, id);
        assertThat(job(queue, id).progressJson()).contains("{\"done\":50}");
        assertThat(job(queue, id).data()).isEqualTo("changed");
        assertThat(job(queue, id).returnValueJson()).contains("null");
        assertThat(queue.getJobLogs(id, 0, 10).rows()).containsExactly("second");
    }

    @Test
    void putsItselfAside() {
        var queue = stage.queue();
        stage.start(job -> {
            if (job.job().attemptsStarted() == 1) {
                job.moveToDelayed(MOMENT);
            }
            stage.seen.add("attempt " + job.attempt());
            return "done";
        });

        var id = queue.add("work", "x").id();
        stage.pass(MOMENT);

        eventuallyIn(COMPLETED, queue, id);
        assertThat(stage.seen).containsExactly("attempt 1", "attempt 1");
        assertThat(job(queue, id).attemptsStarted()).isEqualTo(2);
        assertThat(job(queue, id).attemptsMade()).isEqualTo(1);
    }

    @Test
    void goesBackToTheFrontOfTheLine() {
        var queue = stage.queue();
        queue.add("work", "a");
        queue.add("work", "b");
        stage.start(job -> {
            stage.seen.add(job.data() + job.job().attemptsStarted());
            if (job.data().equals("a") && job.job().attemptsStarted() == 1) {
                job.moveToWait();
            }
            return null;
        });

        stage.eventually(() -> assertThat(stage.seen).containsExactly("a1", "a2", "b1"));
    }

    @Test
    void addsFurtherJobsThatRunAfterIt() {
        var queue = stage.queue();
        stage.start(job -> {
            if (job.data().equals("first")) {
                queue.add("work", "second");
                stage.seen.add("added");
            }
            stage.seen.add(job.data());
            return null;
        });

        queue.add("work", "first");

        stage.eventually(() -> assertThat(stage.seen).containsExactly("added", "first", "second"));
    }

    @Test
    void isActiveAndLockedAndInTheContextOfTheLog() {
        var queue = stage.queue();
        stage.start(stage.worker(job -> {
                    stage.seen.add(String.valueOf(queue.getJobState(job.id())));
                    stage.seen.add(MDC.get("jobId") + " " + MDC.get("attempt"));
                    assertThatThrownBy(() -> queue.remove(job.id()))
                            .isInstanceOf(io.taurine.queue.JobLockedException.class);
                    return null;
                })
                .name("smith"));

        var id = queue.add("work", "x").id();

        eventuallyIn(COMPLETED, queue, id);
        assertThat(stage.seen).containsExactly("active", id + " 1");
        stage.eventually(() ->
                assertThat(queue.getWorkers()).extracting(ConnectedWorker::name).containsExactly("smith"));
        assertThat(job(queue, id).processedBy()).contains("smith");
    }

    @Test
    void extendsItsLock() {
        var queue = stage.queue();
        stage.start(job -> {
            job.extendLock(Duration.ofSeconds(30));
            return "kept";
        });

        var id = queue.add("work", "x").id();

        eventuallyIn(COMPLETED, queue, id);
        assertThat(job(queue, id).returnValue(String.class)).contains("kept");
    }

    @Test
    void isCancelledFromWithin() {
        var queue = stage.queue();
        var workers = new java.util.concurrent.atomic.AtomicReference<@Nullable Worker<String>>();
        workers.set(stage.start(job -> {
            stage.eventually(() -> assertThat(workers.get()).isNotNull());
            java.util.Objects.requireNonNull(workers.get()).cancel(job.id(), "not needed");
            job.cancellation().throwIfCancelled();
            return "never";
        }));

        var id = queue.add("work", "x").id();

        eventuallyIn(FAILED, queue, id);
        assertThat(job(queue, id).failedReason().orElseThrow()).contains("not needed");
    }
}
