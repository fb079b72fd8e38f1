package io.taurine.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Job;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.worker.WorkerListener;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events and listeners. */
abstract class ListeningBehaviour extends Behaviour {

    ListeningBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void hearsTheEventsOfTheQueueInOrder() {
        var queue = stage.queue();
        stage.opened(QueueEvents.open(stage.queueName(), stage.connection(), event -> {
            stage.seen.add(event.getClass().getSimpleName());
            if (event instanceof QueueEvent.Completed completed) {
                stage.seen.add(completed.returnValueJson());
            }
        }));
        stage.start(job -> {
            if (job.attempt() == 1) {
                job.updateProgress(50);
                throw new IllegalStateException("again");
            }
            return 42;
        });

        queue.add("work", "x", options().attempts(2).build());

        stage.eventually(() -> assertThat(stage.seen)
                .containsExactly(
                        "Added", "Waiting", "Active", "Progress", "Waiting", "Active", "Completed", "42", "Drained"));
    }

    @Test
    void hearsWhatTheWorkerDoes() {
        var queue = stage.queue();
        stage.start(stage.worker(job -> {
                    job.updateProgress("half");
                    if (job.attempt() == 1) {
                        throw new IllegalStateException("again");
                    }
                    return "done";
                })
                .listener(new WorkerListener<>() {
                    @Override
                    public void onActive(Job<String> job) {
                        stage.seen.add("active");
                    }

                    @Override
                    public void onProgress(Job<String> job, Object progress) {
                        stage.seen.add("progress " + progress);
                    }

                    @Override
                    public void onFailed(Job<String> job, Throwable failure, boolean willRetry) {
                        stage.seen.add("failed, will retry " + willRetry);
                    }

                    @Override
                    public void onCompleted(Job<String> job, @Nullable Object result) {
                        stage.seen.add("completed " + result);
                    }
                }));

        queue.add("work", "x", options().attempts(2).build());

        stage.eventually(() -> assertThat(stage.seen)
                .containsExactly(
                        "active",
                        "progress half",
                        "failed, will retry true",
                        "active",
                        "progress half",
                        "completed done"));
    }
}
