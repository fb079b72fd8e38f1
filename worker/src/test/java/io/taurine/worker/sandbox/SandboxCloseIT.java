package io.taurine.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What is left when a sandbox is closed; counts what this JVM holds open, so no other test may run beside it. */
@Isolated("counts the pipes of this JVM")
class SandboxCloseIT extends SandboxBench {

    SandboxCloseIT(TestQueue test) {
        super(test);
    }

    @Test
    void closingEndsAllProcessesWithinItsBoundAndLeavesNothing() throws Exception {
        var self = ProcessHandle.current();
        var openFiles = openFiles();
        var sandbox = sandbox().build();
        var worker = worker(sandbox).concurrency(2).closeTimeout(Duration.ZERO).start();
        var idle = Long.parseLong(resultOf(add("pid")));
        var first = pidIn(loggedBy(add("sleepStubbornly")));
        var second = pidIn(loggedBy(add("sleepStubbornly")));
        assertThat(List.of(first, second)).contains(idle);
        var started = System.nanoTime();

        sandbox.close();
        worker.close();
        sandbox.close();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(8));
        assertThat(List.of(first, second)).noneMatch(SandboxBench::isAlive);
        assertThat(sandbox.processes()).isZero();
        // Not a zombie either: a process that nobody waited for would still be listed.
        assertThat(self.children().map(ProcessHandle::pid)).doesNotContain(first, second);
        await().atMost(LONG).untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(openFiles));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("taurine-sandbox-" + first));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> sandbox.prestart(1));
    }

    /** Pipes of this JVM; everything else comes and goes by itself. */
    private long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).toString().startsWith("pipe:");
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
