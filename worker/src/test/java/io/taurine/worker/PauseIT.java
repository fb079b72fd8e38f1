package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.TestQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The pause of one worker; each of these waits less than the five seconds after which a lost marker would not matter. */
class PauseIT extends OnRedis {

    PauseIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void claimsNothingUntilItIsResumed() {
        var worker = bench.start(job -> "by the paused");
        await().until(() -> bench.queue.getWorkers().size() == 1);
        worker.pause();
        assertThat(worker.isPaused()).isTrue();
        var id = bench.add("x");
        var other = bench.start(job -> "by another");
        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"by another\""));
        other.close();
        var next = bench.add("y");

        worker.resume();

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, next).isCompleted().hasReturnValue("\"by the paused\""));
    }

    @Test
    void letsRunningJobsGoOn() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var worker = bench.start(job -> {
            started.countDown();
            Workbench.await(release);
            return null;
        });
        var running = bench.add("x");
        Workbench.await(started);
        var waiting = bench.add("y");

        worker.pause();
        release.countDown();

        await().untilAsserted(() -> assertThatJob(queue, running).isCompleted());
        await().until(() -> worker.runningJobs() == 0);
        assertThatJob(queue, waiting).isWaiting();
    }

    @Test
    void aPauseThatIsOverAtOnceIsNoOutage() {
        var errors = new CopyOnWriteArrayList<Throwable>();
        var worker = bench.start(bench.worker(job -> "done").listener(new WorkerListener<>() {
            @Override
            public void onError(Throwable error) {
                errors.add(error);
            }
        }));

        for (int i = 0; i < 10; i++) {
            await().until(() -> queue.redis().clientList().contains(" flags=b "));
            worker.pause();
            worker.resume();
        }

        var id = bench.add("x");
        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        assertThat(errors).isEmpty();
    }

    @RepeatedTest(10)
    void aMarkerThatMeetsAPauseIsLeftToTheOtherWorkers() {
        var paused = bench.start(job -> "by the paused");
        bench.start(job -> "by another");
        await().until(() -> bench.queue.getWorkers().size() == 2);

        var pausing = new Thread(paused::pause);
        pausing.start();
        var id = bench.add("x");

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
    }

    @RepeatedTest(10)
    void aMarkerThatMeetsACloseIsLeftToTheOtherWorkers() {
        var closed = bench.start(job -> "by the closed");
        bench.start(job -> "by another");
        await().until(() -> bench.queue.getWorkers().size() == 2);

        var closing = new Thread(closed::close);
        closing.start();
        var id = bench.add("x");

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
    }

    @Test
    void aMarkerIsPassedOnWhenTheLastSlotGoesWhileTheWorkerWaits() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Processor<String> waiting = job -> {
            started.countDown();
            Workbench.await(release);
            return null;
        };
        var shrunk = bench.start(bench.worker(waiting).concurrency(2));
        bench.add("running");
        Workbench.await(started);
        // Let it take the marker of its own claim, look once more and wait with its second slot.
        await().until(() -> queue.redis().exists(queue.key("marker")) == 0);
        shrunk.setConcurrency(1);
        bench.start(job -> "by another");
        await().until(() -> bench.queue.getWorkers().size() == 2);

        for (int i = 0; i < 3; i++) {
            var id = bench.add("x");
            await().atMost(Workbench.SOON)
                    .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        }
        release.countDown();
    }
}
