package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.Test;

class UnkeptResultIT extends OnRedis {

    record Gone(String why) implements UnkeptResult {}

    UnkeptResultIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void aJobWithSuchAResultIsRemovedWhenItCompletes() {
        bench.start(job -> job.data().equals("go") ? new Gone("not wanted") : "kept");

        var gone = bench.add("go");
        var kept = bench.add("stay");

        await().untilAsserted(() -> assertThatJob(queue, kept).isCompleted());
        await().untilAsserted(() -> assertThat(bench.queue.getJob(gone)).isEmpty());
        assertThat(bench.eventsOf(gone)).contains("completed prev=active returnvalue={\"why\":\"not wanted\"}");
    }
}
