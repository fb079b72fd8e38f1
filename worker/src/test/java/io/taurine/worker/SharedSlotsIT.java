package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.Queue;
import io.taurine.testkit.TestQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedSlotsIT extends OnRedis {

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);

    SharedSlotsIT(TestQueue queue) {
        super(queue);
    }

    private Object run(ActiveJob<String> job) throws Exception {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        go.await();
        running.decrementAndGet();
        return job.id();
    }

    @Test
    void workersOfSeveralQueuesTogetherRunNoMoreThanTheyShare() {
        var slots = SharedSlots.of(3);
        var elsewhere = queue.another();
        bench.start(bench.worker(this::run).concurrency(2).sharedSlots(slots));
        try (var others = Queue.of(elsewhere.name(), String.class, Workbench.redis());
                var worker = Worker.of(elsewhere.name(), String.class, Workbench.redis(), this::run)
                        .concurrency(2)
                        .sharedSlots(slots)
                        .start()) {
            for (var i = 0; i < 5; i++) {
                bench.add("here");
                others.add("there", "there");
            }

            await().untilAsserted(() -> assertThat(running).hasValue(3));
            go.countDown();

            await().untilAsserted(() -> {
                for (var i = 1; i <= 5; i++) {
                    assertThatJob(queue, Integer.toString(i)).isCompleted();
                    assertThatJob(elsewhere, Integer.toString(i)).isCompleted();
                }
            });
            assertThat(most).hasValue(3);
            assertThat(worker.concurrency()).isEqualTo(2);
        }
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SharedSlots.of(0));
    }
}
