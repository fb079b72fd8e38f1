package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.interop.Side.WorkerSetup;
import io.taurine.queue.ConnectedWorker;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The workers of a queue are found by the names of their connections. */
@RequiresNode
@RedisTest
final class WorkersListIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    @Test
    void bothSidesListTheWorkersOfBoth(TestQueue queue) {
        var node = SIDES.node(queue);
        var java = SIDES.java(queue);
        var elsewhere = SIDES.java(queue.another());

        node.startWorker(WorkerSetup.DEFAULT.named("n1"));
        node.startWorker(WorkerSetup.DEFAULT);
        java.startWorker(WorkerSetup.DEFAULT.named("j1"));
        java.startWorker(WorkerSetup.DEFAULT);
        elsewhere.startWorker(WorkerSetup.DEFAULT.named("stranger"));

        await().untilAsserted(() -> assertThat(java.queue().getWorkers())
                .extracting(ConnectedWorker::name)
                .containsExactlyInAnyOrder("n1", "", "j1", ""));
        assertThat(SIDES.peer().workers(queue.name()))
                .extracting(worker -> worker.path("rawname").asText().replaceFirst("^bull:[^:]+", ""))
                .containsExactlyInAnyOrder(":w:n1", "", ":w:j1", "");
    }

    @Test
    void aClosedWorkerIsListedNoMore(TestQueue queue) throws Exception {
        var java = SIDES.java(queue);
        var worker = java.startWorker(WorkerSetup.DEFAULT.named("j1"));
        await().untilAsserted(
                        () -> assertThat(SIDES.peer().workers(queue.name())).hasSize(1));

        worker.close();

        await().untilAsserted(
                        () -> assertThat(SIDES.peer().workers(queue.name())).isEmpty());
    }
}
