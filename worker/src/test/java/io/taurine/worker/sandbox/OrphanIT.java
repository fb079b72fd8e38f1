package io.taurine.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.ForkedJvm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrphanIT {

    @Test
    void aSandboxProcessDoesNotOutliveItsWorkersJvm() {
        try (var parent = ForkedJvm.start(SandboxParent.class)) {
            var line = parent.awaitLine(printed -> printed.startsWith("sandbox "), Duration.ofSeconds(30));
            var orphan = ProcessHandle.of(Long.parseLong(line.substring("sandbox ".length())))
                    .orElseThrow();
            assertThat(orphan.isAlive()).isTrue();

            parent.kill();

            await().atMost(Duration.ofSeconds(20)).until(() -> !orphan.isAlive());
        }
    }
}
