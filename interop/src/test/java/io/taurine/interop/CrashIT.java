package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.interop.Side.WorkerSetup;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker that dies in the middle of a job (SIGKILL) is replaced by one of the other language. */
@RequiresNode
@RedisTest
final class CrashIT {
    private static final String TOO_OFTEN = "job stalled more than allowable limit";

    @RegisterExtension
    static final Sides SIDES = new Sides();

    @Test
    void javaTakesOverTheJobOfADeadNodeProcess(TestQueue queue) {
        var node = SIDES.node(queue);
        var events = node.events();
        var id = node.add("hang", Map.of("n", 1));
        killNodeWhileItRuns(queue, id);

        SIDES.java(queue).startWorker(WorkerSetup.DEFAULT.quickToRecover(1));

        assertRecovered(queue, id, events, node);
    }

    @Test
    void nodeTakesOverTheJobOfADeadJvm(TestQueue queue) {
        var java = SIDES.java(queue);
        var events = java.events();
        var id = java.add("echo", Map.of("n", 1));
        killJvmWhileItRuns(queue, id);

        var worker = SIDES.node(queue).startWorker(WorkerSetup.DEFAULT.quickToRecover(1));

        worker.awaitReported("stalled", id);
        assertRecovered(queue, id, events, java);
    }

    @Test
    void javaFailsAJobThatNodeProcessesDiedOfTooOften(TestQueue queue) {
        var node = SIDES.node(queue);
        var events = node.events();
        var id = node.add("hang", Map.of(), Option.attempts(5));
        killNodeWhileItRuns(queue, id);

        SIDES.java(queue).startWorker(WorkerSetup.DEFAULT.quickToRecover(0));

        assertGivenUp(queue, id, events, node);
    }

    @Test
    void nodeFailsAJobThatJvmsDiedOfTooOften(TestQueue queue) {
        var java = SIDES.java(queue);
        var events = java.events();
        var id = java.add("echo", Map.of(), Option.attempts(5));
        killJvmWhileItRuns(queue, id);

        SIDES.node(queue).startWorker(WorkerSetup.DEFAULT.quickToRecover(0));

        assertGivenUp(queue, id, events, java);
    }

    private static void killNodeWhileItRuns(TestQueue queue, String id) {
        try (var vanishing = NodePeer.start(queue.redisUri())) {
            new NodeSide(vanishing, queue)
                    .startWorker(WorkerSetup.DEFAULT.quickToRecover(1))
                    .awaitRunOf(id);
            vanishing.kill();
        }
        assertThatJob(queue, id).isActive();
    }

    private static void killJvmWhileItRuns(TestQueue queue, String id) {
        try (var vanishing = ForkedJvm.start(HangingWorker.class, queue.redisUri(), queue.name())) {
            vanishing.awaitLine(line -> line.equals("running " + id), NodePeer.LIMIT);
            vanishing.kill();
        }
        assertThatJob(queue, id).isActive();
    }

    private static void assertRecovered(TestQueue queue, String id, SeenEvents events, Side watcher) {
        assertThat(events.awaitFirst("completed", id).told()).isEqualTo(Json.of(Map.of("n", 1)));
        assertThat(events.namesOf(id))
                .containsExactly("added", "waiting", "active", "waiting", "stalled", "active", "completed");
        assertThat(watcher.job(id)).satisfies(job -> {
            assertThat(job.stalledCount()).isEqualTo(1);
            assertThat(job.attemptsMade()).isEqualTo(1);
            assertThat(job.attemptsStarted()).isEqualTo(2);
        });
        assertThatJob(queue, id).isCompleted().isNotLocked();
        assertThatQueue(queue).eachJobIsInExactlyOneState();
    }

    private static void assertGivenUp(TestQueue queue, String id, SeenEvents events, Side watcher) {
        assertThat(events.awaitFirst("failed", id).told().asText()).isEqualTo(TOO_OFTEN);
        assertThat(events.namesOf(id))
                .containsExactly("added", "waiting", "active", "waiting", "stalled", "active", "failed");
        assertThat(watcher.job(id).failedReason()).contains(TOO_OFTEN);
        assertThatJob(queue, id).isFailed().isNotLocked().doesNotHaveField("defa");
    }
}
