package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.job.TypeRef;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a worker tells of itself between start and close, and how one waits for it. */
class LifeCycleIT extends OnRedis {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final WorkerListener<String> listener = new WorkerListener<>() {
        @Override
        public void onPaused() {
            heard.add("paused");
        }

        @Override
        public void onResumed() {
            heard.add("resumed");
        }

        @Override
        public void onClosing() {
            heard.add("closing");
        }

        @Override
        public void onClosed() {
            heard.add("closed");
        }

        @Override
        public void onLocksRenewed(List<String> jobIds) {
            heard.add("renewed " + jobIds);
        }

        @Override
        public void onLockRenewalFailed(List<String> jobIds) {
            heard.add("not renewed " + jobIds);
        }
    };

    LifeCycleIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void tellsEachTurnOfItsLifeOnce() {
        var worker = bench.start(bench.worker(job -> null).name("mill").listener(listener));
        assertThat(worker.name()).isEqualTo("mill");

        worker.resume();
        worker.pause();
        worker.pause();
        worker.resume();
        worker.close();
        worker.close();

        assertThat(heard).containsExactly("paused", "resumed", "closing", "closed");
    }

    @Test
    void aPauseCanWaitForRunningJobs() throws Exception {
        var running = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var worker = bench.start(job -> {
            running.countDown();
            Workbench.await(gate);
            return null;
        });
        var id = bench.add("x");
        Workbench.await(running);

        assertThat(worker.pauseAndWait(Duration.ofMillis(10))).isFalse();
        var paused = CompletableFuture.supplyAsync(() -> worker.pauseAndWait(Duration.ofSeconds(10)));
        gate.countDown();

        assertThat(paused.get()).isTrue();
        assertThatJob(queue, id).isCompleted();
        assertThat(worker.isPaused()).isTrue();
    }

    @Test
    void nothingStartsOnceAPauseHasWaited() {
        for (int i = 0; i < 30; i++) {
            var started = new CopyOnWriteArrayList<String>();
            var worker = bench.start(bench.worker(job -> started.add(job.id())).concurrency(3));
            bench.addMany(20);

            assertThat(worker.pauseAndWait(Duration.ofSeconds(10))).isTrue();

            var before = List.copyOf(started);
            worker.close();
            assertThat(started).isEqualTo(before);
            bench.queue.drain(false);
        }
    }

    @Test
    void aMainThreadCanWaitUntilItIsClosed() throws Exception {
        var worker = bench.start(job -> null);
        assertThat(worker.awaitClosed(Duration.ofMillis(1))).isFalse();
        var main = CompletableFuture.runAsync(() -> {
            try {
                worker.awaitClosed();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(main).isNotDone();

        worker.close();

        main.get();
        assertThat(worker.awaitClosed(Duration.ZERO)).isTrue();
        assertThat(worker.awaitClosed(ChronoUnit.FOREVER.getDuration())).isTrue();
        worker.awaitClosed();
    }

    @Test
    void tellsWhichLocksWereRenewedAndWhichNot() {
        var gate = new CountDownLatch(1);
        bench.start(bench.worker(job -> {
                    Workbench.awaitStubbornly(gate);
                    return null;
                })
                .concurrency(2)
                .lockDuration(Duration.ofSeconds(2))
                .lockRenewTime(Duration.ofMillis(100))
                .listener(listener));
        var kept = bench.add("kept");
        var lost = bench.add("lost");
        await().untilAsserted(() -> assertThat(heard)
                .anySatisfy(call -> assertThat(call).startsWith("renewed").contains(kept, lost)));

        queue.redis().set(queue.key(lost) + ":lock", "another");

        await().untilAsserted(() -> assertThat(heard).contains("not renewed [" + lost + "]", "renewed [" + kept + "]"));
        gate.countDown();
    }

    @Test
    void refusesWaitsThatMakeNoSense() {
        var worker = bench.start(job -> null);

        assertThatThrownBy(() -> worker.pauseAndWait(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be 0 or more, was PT-0.001S");
        assertThatThrownBy(() -> worker.awaitClosed(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be 0 or more, was PT-0.001S");
        assertThat(worker.isPaused()).isFalse();
    }

    @Test
    void takesPayloadsWhoseTypeHasArguments() {
        var type = new TypeRef<List<String>>() {};
        bench.queue.add("work", "unread");
        try (var hand = Worker.of(queue.name(), type, Workbench.redis()).manual()) {
            queue.redis().hset(queue.key("1"), "data", "[\"a\",\"b\"]");

            var job = hand.getNextJob("mine", Duration.ZERO).orElseThrow();

            assertThat(job.job().data()).containsExactly("a", "b");
        }
    }
}
