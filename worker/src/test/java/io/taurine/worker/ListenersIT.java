package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListenersIT extends OnRedis {

    private final Heard heard = new Heard();

    ListenersIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void hearsAJobsLifeInOrder() {
        bench.start(bench.worker(job -> {
                    job.updateProgress(50);
                    return "done";
                })
                .listener(heard));

        var id = bench.add("x");

        await().untilAsserted(() -> assertThat(heard.withoutDrained())
                .containsExactly("active " + id, "progress " + id + " 50", "completed " + id + " done"));
    }

    @Test
    void hearsWhetherAFailureIsTheLast() {
        bench.start(bench.worker(job -> {
                    throw new IOException("attempt " + job.attempt());
                })
                .listener(heard));

        var id = bench.add("x", JobOptions.builder().attempts(2));

        await().untilAsserted(() -> assertThat(heard.withoutDrained())
                .containsExactly(
                        "active " + id,
                        "failed " + id + " attempt 1 and will be retried",
                        "active " + id,
                        "failed " + id + " attempt 2"));
    }

    @Test
    void hearsACompletionOnlyOnceRedisHasRecordedIt() {
        var states = new CopyOnWriteArrayList<String>();
        bench.start(bench.worker(job -> null).listener(new WorkerListener<>() {
            @Override
            public void onCompleted(Job<String> job, @Nullable Object result) {
                states.add(bench.queue.getJobState(job.id()).toString());
            }
        }));

        bench.add("x");

        await().untilAsserted(() -> assertThat(states).hasSize(1));
        assertThat(states.get(0)).isEqualToIgnoringCase("completed");
    }

    @Test
    void hearsOnceThatTheQueueIsDrainedUntilThereIsAJobAgain() {
        bench.start(bench.worker(job -> null).drainDelay(Duration.ofMillis(20)).listener(heard));
        await().untilAsserted(() -> assertThat(heard.calls).containsExactly("drained"));
        var id = bench.add("x");

        await().untilAsserted(() -> assertThat(heard.calls)
                .containsExactlyInAnyOrder("drained", "active " + id, "completed " + id + " null", "drained"));
    }

    @Test
    void hearsOfJobsThatItPutBackInLine() {
        var id = bench.add("x");
        queue.redis().lrem(queue.key("wait"), 1, id);
        queue.redis().lpush(queue.key("active"), id);
        queue.redis().sadd(queue.key("stalled"), id);

        bench.start(bench.worker(job -> null).listener(heard));

        await().untilAsserted(() -> assertThat(heard.calls).contains("stalled " + id, "completed " + id + " null"));
        assertThatJob(queue, id).hasStalledCount(1);
    }

    @Test
    void hearsLastThatTheWorkerClosed() {
        var worker = bench.start(bench.worker(job -> null).listener(heard));
        var id = bench.add("x");
        await().untilAsserted(() -> assertThat(heard.calls).contains("completed " + id + " null"));

        worker.close();
        worker.close();

        assertThat(heard.calls).endsWith("closed").containsOnlyOnce("closed");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        bench.start(bench.worker(job -> null)
                .listener(new WorkerListener<>() {
                    @Override
                    public void onActive(Job<String> job) {
                        throw new IllegalStateException("on purpose");
                    }
                })
                .listener(heard));

        var id = bench.add("x");

        await().untilAsserted(() ->
                assertThat(heard.withoutDrained()).containsExactly("active " + id, "completed " + id + " null"));
        assertThatJob(queue, id).isCompleted();
    }

    @Test
    void hearsFromTheMomentItIsAdded() {
        var worker = bench.start(job -> null);
        var before = bench.add("before");
        await().untilAsserted(() -> assertThatJob(queue, before).isCompleted());

        worker.addListener(heard);
        var after = bench.add("after");

        await().untilAsserted(() -> assertThat(heard.calls).contains("completed " + after + " null"));
        assertThat(heard.calls).doesNotContain("active " + before);
    }

    /** Writes down what it is told. */
    static final class Heard implements WorkerListener<String> {

        final List<String> calls = new CopyOnWriteArrayList<>();

        List<String> withoutDrained() {
            return calls.stream().filter(call -> !call.equals("drained")).toList();
        }

        @Override
        public void onActive(Job<String> job) {
            calls.add("active " + job.id());
        }

        @Override
        public void onCompleted(Job<String> job, @Nullable Object result) {
            calls.add("completed " + job.id() + " " + result);
        }

        @Override
        public void onFailed(Job<String> job, Throwable failure, boolean willRetry) {
            calls.add("failed " + job.id() + " " + failure.getMessage() + (willRetry ? " and will be retried" : ""));
        }

        @Override
        public void onStalled(String jobId) {
            calls.add("stalled " + jobId);
        }

        @Override
        public void onProgress(Job<String> job, Object progress) {
            calls.add("progress " + job.id() + " " + progress);
        }

        @Override
        public void onDrained() {
            calls.add("drained");
        }

        @Override
        public void onLockLost(Job<String> job) {
            calls.add("lockLost " + job.id());
        }

        @Override
        public void onError(Throwable error) {
            calls.add("error " + error.getMessage());
        }

        @Override
        public void onClosed() {
            calls.add("closed");
        }
    }
}
