package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.testkit.TestQueue;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CompletionIT extends OnRedis {

    CompletionIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void storesWhatTheProcessorReturns() {
        bench.start(job -> Map.of("echo", job.data()));

        var id = bench.add("hello");

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isCompleted()
                .hasReturnValue("{\"echo\":\"hello\"}")
                .hasAttemptsMade(1)
                .hasAttemptsStarted(1)
                .isNotLocked());
    }

    @Test
    void storesNullWhenTheProcessorReturnsNothing() {
        bench.start(job -> null);

        var id = bench.add("hello");

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasField("returnvalue", "null"));
    }

    @Test
    void takesWhatWasAddedBeforeItStarted() {
        var id = bench.add("early");

        bench.start(job -> job.data());

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"early\""));
    }

    @Test
    void tellsTheJobsLifeOnTheEventStream() {
        bench.start(job -> "done");

        var id = bench.add("hello");

        await().untilAsserted(() -> assertThat(bench.eventsOf(id))
                .containsExactly(
                        "added name=work",
                        "waiting",
                        "active prev=waiting",
                        "completed prev=active returnvalue=\"done\""));
        await().untilAsserted(() -> assertThat(bench.events()).contains("drained"));
    }

    @Test
    void showsTheProcessorItsJob() {
        var seen = new AtomicReference<String>();
        var worker = bench.start(bench.worker(job -> {
                    seen.set(job.id() + " " + job.name() + " " + job.data() + " " + job.attempt() + " "
                            + job.token().substring(0, job.token().lastIndexOf(':')));
                    assertThatJob(queue, job.id()).isActive().isLockedBy(job.token());
                    return null;
                })
                .name("mill"));

        var id = bench.add("hello");

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().wasProcessedBy("mill"));
        assertThat(seen).hasValue(id + " work hello 1 " + worker.id());
    }

    @Test
    void removesCompletedJobsAsTheWorkerSays() {
        bench.start(bench.worker(job -> null).removeOnComplete(KeepJobs.count(2)));

        var ids = bench.addMany(5);

        await().untilAsserted(() -> assertThatJob(queue, ids.get(4)).isCompleted());
        assertThatQueue(queue).hasCompleted(2).eachJobIsInExactlyOneState();
        assertThatJob(queue, ids.get(0)).doesNotExist();
    }

    @Test
    void theOptionOfAJobGoesBeforeThatOfTheWorker() {
        bench.start(bench.worker(job -> null).removeOnComplete(KeepJobs.none()));

        var kept = bench.add("kept", JobOptions.builder().removeOnComplete(false));
        var removed = bench.add("removed");
        var last = bench.add("last", JobOptions.builder().removeOnComplete(false));

        await().untilAsserted(() -> assertThatJob(queue, last).isCompleted());
        assertThatJob(queue, kept).isCompleted();
        assertThatJob(queue, removed).doesNotExist();
        assertThat(bench.eventsOf(removed)).contains("completed prev=active returnvalue=null");
    }

    @Test
    void removesFailedJobsAsTheWorkerSays() {
        bench.start(bench.worker(job -> {
                    throw new IllegalStateException("no");
                })
                .removeOnFail(KeepJobs.none()));

        var removed = bench.add("removed");
        var kept = bench.add("kept", JobOptions.builder().removeOnFail(false));

        await().untilAsserted(() -> assertThatJob(queue, kept).isFailed());
        assertThatJob(queue, removed).doesNotExist();
        assertThatQueue(queue).hasFailed(1);
    }

    @Test
    void failsAJobWhoseResultHasNoJsonForm() {
        bench.start(job -> new Object());

        var id = bench.add("hello");

        await().untilAsserted(() ->
                assertThatJob(queue, id).isFailed().hasFailedReasonContaining("cannot be written as JSON"));
    }

    @Test
    void failsAJobWhoseResultRefersToItself() {
        bench.start(job -> new Selfish());

        var id = bench.add("hello");

        await().untilAsserted(() ->
                assertThatJob(queue, id).isFailed().hasFailedReasonContaining("cannot be written as JSON"));
    }

    /** A cycle, over which encoders run out of stack. */
    static final class Selfish {
        public Selfish getSelf() {
            return this;
        }
    }
}
