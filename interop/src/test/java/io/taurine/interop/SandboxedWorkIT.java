package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import io.taurine.worker.sandbox.Sandbox;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Node adds jobs that a Java worker runs in JVMs of their own: Node sees nothing of that but progress, log and end. */
@RequiresNode
@RedisTest
final class SandboxedWorkIT {

    private static final Sandbox<Map<String, Object>> SANDBOX = Sandbox.<Map<String, Object>>of(SandboxedErrands.class)
            .maxHeapMegabytes(32)
            .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .build();

    @RegisterExtension
    static final Sides SIDES = new Sides();

    private final TestQueue test;
    private final NodePeer node = SIDES.peer();
    private final NodeQueueEvents events;
    private final Worker<?> worker;

    SandboxedWorkIT(TestQueue test) {
        this.test = test;
        this.events = node.startEvents(test.name());
        this.worker =
                Worker.of(test.name(), Object.class, SIDES.redis(), asObjects()).start();
    }

    @SuppressWarnings("unchecked") // the process reads payloads as what its class takes
    private static Sandbox<Object> asObjects() {
        return (Sandbox<Object>) (Sandbox<?>) SANDBOX;
    }

    @AfterEach
    void closeWorker() {
        worker.close();
    }

    @AfterAll
    static void closeSandbox() {
        SANDBOX.close();
    }

    @Test
    void nodeSeesProgressLogAndResult() {
        var id = node.add(test.name(), "report", Map.of("text", "Größe / 1"), Map.of());

        assertThat(Json.parse(events.await("completed", id).path("returnvalue").toString()))
                .isEqualTo(Json.of(Map.of("text", "Größe / 1", "attempt", 1)));
        assertThat(events.await("progress", id).path("data")).isEqualTo(Json.of(Map.of("percent", 50)));
        var job = node.job(test.name(), id).orElseThrow();
        assertThat(job.path("state").asText()).isEqualTo("completed");
        assertThat(job.path("returnvalue")).isEqualTo(Json.of(Map.of("text", "Größe / 1", "attempt", 1)));
        assertThat(job.path("progress")).isEqualTo(Json.of(Map.of("percent", 50)));
        assertThat(Json.texts(job.path("logs"))).containsExactly("in process true");
    }

    @Test
    void nodeSeesWhatTheProcessorThrew() {
        var id = node.add(test.name(), "throw", Map.of(), Map.of("attempts", 3));

        assertThat(events.await("failed", id).path("failedReason").asText()).isEqualTo("no luck: ü");
        var job = node.job(test.name(), id).orElseThrow();
        assertThat(job.path("attemptsMade").asInt()).isEqualTo(1);
        assertThat(Json.texts(job.path("stacktrace")).get(0)).contains("SandboxedErrands.process");
    }

    @Test
    void nodeSeesWhyTheProcessEndedAndTheNextJobRuns() {
        var id = node.add(test.name(), "exit", Map.of(), Map.of("attempts", 2));

        assertThat(events.await("failed", id).path("failedReason").asText())
                .contains("exit code 3")
                .contains("on its way out");
        assertThat(node.job(test.name(), id).orElseThrow().path("attemptsMade").asInt())
                .isEqualTo(2);
        events.await("completed", node.add(test.name(), "report", Map.of("text", "next"), Map.of()));
    }
}
