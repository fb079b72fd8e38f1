package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.ForkedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ServerCommandIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int SIGINT = 130;
    private static final int SIGTERM = 143;

    @TempDir
    Path folder = Path.of("");

    /** With nothing but what every shell has. The first address that is tried is the usual one. */
    private ForkedProcess plain() throws IOException {
        var script = Path.of("..", "taurine").toAbsolutePath().normalize();
        var command =
                new ArrayList<>(List.of("/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.toString(), "env", "-i"));
        if (canHeedSigint()) {
            // Whoever started this build in the background has it ignored, and what is ignored is inherited.
            command.add("--default-signal=INT");
        }
        command.addAll(List.of(
                "PATH=" + System.getenv("PATH"),
                "HOME=" + folder,
                "JAVA_HOME=" + System.getProperty("java.home"),
                "TAURINE_NO_BUILD=1"));
        if (isTaken(8080)) {
            command.add("PORT=0");
        }
        command.addAll(List.of(script.toString(), "server"));
        return ForkedProcess.of("plain-server", command).start();
    }

    private static boolean canHeedSigint() throws IOException {
        return shell("env --default-signal=INT true && echo yes").equals("yes\n");
    }

    private static boolean isTaken(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    private static List<String> curls(List<String> printed) {
        return printed.stream()
                .filter(line -> line.contains("curl "))
                .map(String::strip)
                .toList();
    }

    @Test
    void withAnEmptyEnvironmentThePrintedCurlLinesWorkAsPastedAndSigintEndsItInOrder() throws IOException {
        try (var server = plain()) {
            server.awaitLine(line -> line.contains("Ctrl-C ends it."), SOON);
            var lines = curls(server.lines());
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
            assertThat(folder.resolve("taurine-data")).isDirectory();
            var children =
                    ProcessHandle.of(server.pid()).orElseThrow().descendants().toList();
            assertThat(children).isNotEmpty();

            server.signal("INT");

            assertThat(server.exitCode(SOON)).hasValue(SIGINT);
            assertThat(server.errorLines()).isEmpty();
            await().atMost(SOON).untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void sigtermEndsItInOrder() throws IOException {
        var config = Files.writeString(
                folder.resolve("server.yaml"),
                "data-folder: " + folder.resolve("data") + "\nredis: {prefix: cli-" + UUID.randomUUID() + "}\n");

        try (var server = ForkedJvm.of(Main.class)
                .args("server", "--config", config.toString(), "--port", "0")
                .maxHeapMegabytes(256)
                .start()) {
            server.awaitLine(line -> line.contains("Ctrl-C ends it."), SOON);
            var lines = curls(server.lines());
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

    private static String shell(String script) throws IOException {
        var process = new ProcessBuilder(List.of("/bin/sh", "-c", script))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return printed;
    }
}
