package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real script with what the build has packaged. It must not start another build inside this one. */
@Order(1) // takes long: whoever starts early does not end last
@RedisTest
@Timeout(180)
class ScriptIT {

    private static final Path SCRIPT = Path.of("..", "taurine").toAbsolutePath().normalize();

    private final TestQueue queue;

    @TempDir
    Path dir = Path.of("");

    ScriptIT(TestQueue queue) {
        this.queue = queue;
    }

    private Cli.Run run(Path script, List<String> environment, String... args) {
        var all = Stream.concat(
                        Stream.of(
                                "TAURINE_NO_BUILD=1",
                                "REDIS_URL=" + queue.redisUri(),
                                "JAVA_HOME=" + System.getProperty("java.home")),
                        environment.stream())
                .toList();
        return Script.run(script, dir, all, args);
    }

    @Test
    void runsTheDemo() {
        var run = run(SCRIPT, List.of(), "demo");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Taurine demo")
                .containsPattern("completed +20")
                .contains("redis-cli -p ");
    }

    @Test
    void worksFromAnyDirectoryThroughALinkAndLeavesNothingThere() throws IOException {
        var link = Files.createSymbolicLink(dir.resolve("link"), SCRIPT);

        var run = run(link, List.of(), "counts", queue.name(), "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("\"waiting\":0");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(link);
        }
        Files.delete(link);
    }

    @Test
    void understandsEveryLanguageInAnyLocale() {
        var added = run(SCRIPT, List.of("LC_ALL=POSIX"), "add", queue.name(), "bücher", "{\"t\":\"Ünïcödé 漢\"}");

        assertThat(added.exitCode()).isZero();
        assertThat(added.out()).contains("bücher");
        assertThat(queue.redis().hget(queue.key("1"), "data")).isEqualTo("{\"t\":\"Ünïcödé 漢\"}");
    }

    @Test
    void tellsTheShellHowItWent() {
        assertThat(run(SCRIPT, List.of(), "job", queue.name(), "1").exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run(SCRIPT, List.of(), "counts").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run(SCRIPT, List.of("REDIS_URL=redis://127.0.0.1:1"), "counts", "q")
                        .exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
    }
}
