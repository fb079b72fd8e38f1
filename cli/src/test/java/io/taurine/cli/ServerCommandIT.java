package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ServerCommandIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int SIGTERM = 143;

    @TempDir
    Path folder = Path.of("");

    @Test
    void thePrintedCurlLinesWorkAsPastedAndSigtermEndsItInOrder() throws IOException, InterruptedException {
        var config = Files.writeString(
                folder.resolve("server.yaml"),
                "data-folder: " + folder.resolve("data") + "\nredis: {prefix: cli-" + UUID.randomUUID() + "}\n");

        try (var server = ForkedJvm.of(Main.class)
                .args("server", "--config", config.toString(), "--port", "0")
                .maxHeapMegabytes(256)
                .start()) {
            server.awaitLine(line -> line.contains("Ctrl-C ends it."), SOON);
            var lines = server.lines().stream()
                    .filter(line -> line.contains("curl "))
                    .map(String::strip)
                    .toList();
            assertThat(lines).hasSize(3);

            var printed = shell(String.join("\n", lines)).lines().toList();

            assertThat(printed).hasSize(3);
            var job = printed.get(0);
            assertThat(job).startsWith("echo:");
            assertThat(printed.get(1)).contains("\"id\":\"" + job + "\"", "\"message\":\"hi\"");
            assertThat(printed.get(2)).contains("\"" + job + "\"");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(shell("job=" + job + "\n" + lines.get(1)))
                            .contains("\"status\":\"succeeded\""));

            var url = lines.get(2).replaceFirst(".*'(http://[^/]*)/.*", "$1");
            var followed = Cli.on("redis://127.0.0.1:1")
                    .done("jobs", "start", "echo", "{\"message\":\"hi\"}", "--server", url, "--follow");
            assertThat(followed.lines()).first().asString().startsWith("Started job echo:");
            assertThat(followed.lines()).last().asString().endsWith("succeeded: {\"message\":\"hi\"}");

            server.terminate();

            assertThat(server.exitCode(SOON)).hasValue(SIGTERM);
            assertThat(server.errorLines()).isEmpty();
        }
    }

    @Test
    void tellsAllThatIsWrongWithItsConfiguration() throws IOException {
        var config = Files.writeString(folder.resolve("bad.yaml"), "http:\n  prot: 80\nroles: boss\n");

        var run = Cli.on("redis://127.0.0.1:1").run("server", "--config", config.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("bad.yaml:2: there is no setting http.prot; did you mean http.port?");
        assertThat(run.err()).contains("bad.yaml:3: roles must be one of api, worker, scheduler, was boss");
    }

    private static String shell(String script) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of("/bin/sh", "-c", script))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return printed;
    }
}
