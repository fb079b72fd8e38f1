package io.taurine.cli;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@RedisTest
@Timeout(120)
class WorkCommandIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final TestQueue queue;
    private final Cli cli;

    @TempDir
    Path dir = Path.of("");

    WorkCommandIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    private void add(String json, String... options) {
        var args = new ArrayList<>(List.of("add", queue.name(), "task", json));
        args.addAll(List.of(options));
        cli.done(args.toArray(String[]::new));
    }

    private JsonNode job(String id) {
        return cli.json("job", queue.name(), id);
    }

    private static Path pidFile(Path dir) {
        return dir.resolve("pid");
    }

    private static long pidIn(Path file) {
        return await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> Long.parseLong(Files.readString(file).strip()), pid -> pid > 0);
    }

    /** A process that was killed may stay as a zombie where nobody collects it. */
    private static void awaitGone(long pid) {
        await().atMost(LONG)
                .until(() -> ProcessHandle.of(pid)
                        .map(process ->
                                !process.isAlive() || process.info().command().isEmpty())
                        .orElse(true));
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class UntilDrained {

        @Test
        void echoesTheDataWithoutACommand() {
            add("{\"n\":12345678901234567890}");

            var lines = cli.jsonLines("work", queue.name(), "--until-drained");

            assertThat(lines.get(0).get("event").asText()).isEqualTo("completed");
            assertThat(lines.get(0).get("jobId").asText()).isEqualTo("1");
            assertThat(lines.get(0).get("elapsedMs").isNumber()).isTrue();
            assertThat(lines.get(1)).hasToString("{\"event\":\"closed\",\"completed\":1,\"failed\":0,\"retried\":0}");
            assertThatJob(queue, "1").isCompleted().hasReturnValue("{\"n\":12345678901234567890}");
        }

        @Test
        void endsAtOnceWhenThereIsNothingToDo() {
            assertThat(cli.done("work", queue.name(), "--until-drained").out()).contains("0 completed");
        }

        @Test
        void worksOnManyJobsAtOnce() {
            for (int i = 0; i < 20; i++) {
                add("{\"i\":" + i + "}");
            }

            cli.done("work", queue.name(), "--until-drained", "--concurrency", "8", "--exec", "cat", "--name", "crew");

            assertThatQueue(queue).hasCompleted(20).eachJobIsInExactlyOneState();
            assertThat(job("7").get("processedBy").asText()).isEqualTo("crew");
        }

        @Test
        void leavesWhatIsNotDueAndSaysSo() {
            add("{}");
            add("{}", "--delay", "1h");

            var run = cli.done("work", queue.name(), "--until-drained");

            assertThat(run.err()).contains("1 job of queue " + queue.name() + " is delayed and not due yet");
            assertThatQueue(queue).hasCompleted(1).hasDelayed(1);
        }

        @Test
        void takesWhatIsDue() {
            add("{}", "--delay", "1s", "--timestamp", "1000000000000");

            cli.done("work", queue.name(), "--until-drained");

            assertThatQueue(queue).hasCompleted(1);
        }

        @Test
        void refusesToWaitForAPausedQueue() {
            add("{}");
            cli.done("pause", queue.name());

            var run = cli.run("work", queue.name(), "--until-drained");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains("is paused");
        }

        @Test
        void showsHowItStandsOnATerminal() {
            add("{}");

            var run = cli.onTerminal().done("work", queue.name(), "--until-drained", "--exec", "cat");

            assertThat(run.err()).contains("\r\033[K").contains(" running, ");
            assertThat(run.out()).contains("completed").contains("Closed: 1 completed");
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class Exec {

        private JsonNode outcome(String json, String command, String... options) {
            add(json, options);
            cli.done("work", queue.name(), "--until-drained", "--exec", command);
            return job("1");
        }

        @Test
        void handsTheDataOverAndTakesJsonBack() {
            assertThat(outcome("{\"a\": 1.10}", "cat").get("returnvalue")).hasToString("{\"a\":1.10}");
        }

        @Test
        void takesOtherOutputAsAString() {
            assertThat(outcome("{}", "echo \"it's done, büro\"").get("returnvalue"))
                    .hasToString("\"it's done, büro\"");
        }

        @Test
        void takesNoOutputAsNull() {
            assertThat(outcome("{}", "true").get("returnvalue").isNull()).isTrue();
        }

        @Test
        void passesMuchDataThroughACommandThatStartsToPrintAtOnce() {
            var text = "x".repeat(1_000_000);

            var job = outcome("{}", "head -c 1000000 /dev/zero | tr '\\0' x");
            assertThat(job.get("returnvalue").asText()).isEqualTo(text);
        }

        @Test
        void doesNotMindACommandThatReadsNothing() {
            cli.reading("\"" + "x".repeat(500_000) + "\"").done("add", queue.name(), "task", "-");

            cli.done("work", queue.name(), "--until-drained", "--exec", "echo 1");

            assertThatJob(queue, "1").isCompleted().hasReturnValue("1");
        }

        @Test
        void tellsTheCommandWhichJobItIs() {
            var job =
                    outcome("{}", "echo \"$TAURINE_JOB_ID $TAURINE_JOB_NAME $TAURINE_JOB_QUEUE $TAURINE_JOB_ATTEMPT\"");

            assertThat(job.get("returnvalue").asText()).isEqualTo("1 task " + queue.name() + " 1");
        }

        @Test
        void failsWithTheExitCodeAndTheLastErrorLines() {
            var job = outcome("{}", "seq 1 9 >&2; echo 'disk full' >&2; exit 3");

            assertThat(job.get("state").asText()).isEqualTo("failed");
            assertThat(job.get("failedReason").asText()).isEqualTo("exit code 3: 6\n7\n8\n9\ndisk full");
        }

        @Test
        void failsWithoutErrorLinesToo() {
            assertThat(outcome("{}", "false").get("failedReason").asText()).isEqualTo("exit code 1");
        }

        @Test
        void retriesAsTheJobSays() {
            add("{}", "--attempts", "3");

            var lines = cli.jsonLines(
                    "work", queue.name(), "--until-drained", "--exec", "test \"$TAURINE_JOB_ATTEMPT\" -eq 3");

            assertThat(lines)
                    .extracting(line -> line.get("event").asText())
                    .containsExactly("failed", "failed", "completed", "closed");
            assertThat(lines.get(0).get("willRetry").asBoolean()).isTrue();
            assertThat(lines.get(0).get("failedReason").asText()).isEqualTo("exit code 1");
            assertThat(job("1").get("attemptsMade").asInt()).isEqualTo(3);
        }

        @Test
        void killsTheCommandAndItsDescendantsWhenTheTimeIsUp() {
            add("{}");

            cli.done(
                    "work",
                    queue.name(),
                    "--until-drained",
                    "--timeout",
                    "1s",
                    "--exec",
                    "sh -c 'echo $$ > " + pidFile(dir) + "; sleep 300' & sleep 300");

            assertThat(job("1").get("failedReason").asText()).contains("longer than its timeout of 1000 ms");
            awaitGone(pidIn(pidFile(dir)));
        }

        @Test
        void killsACommandThatDoesNotWantToEnd() {
            add("{}");

            cli.done(
                    "work",
                    queue.name(),
                    "--until-drained",
                    "--timeout",
                    "1s",
                    "--exec",
                    "trap '' TERM; echo $$ > " + pidFile(dir) + "; while true; do sleep 300; done");

            assertThatQueue(queue).hasFailed(1);
            awaitGone(pidIn(pidFile(dir)));
        }

        @Test
        void doesNotWaitForWhatTheCommandLeavesInTheBackground() {
            var job = outcome("{}", "echo 1; sleep 30 & echo $! > " + pidFile(dir));

            assertThat(job.get("returnvalue").asInt()).isEqualTo(1);
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class Closing {

        private ForkedJvm start(String... options) {
            var args = new ArrayList<>(List.of("work", queue.name(), "--redis", queue.redisUri()));
            args.addAll(List.of(options));
            return ForkedJvm.start(Main.class, args.toArray(String[]::new));
        }

        @Test
        void handsRunningJobsBackAndKillsTheirCommands() {
            add("{}");

            try (var jvm = start("--close-timeout", "100ms", "--exec", "echo $$ > " + pidFile(dir) + "; sleep 300")) {
                long pid = pidIn(pidFile(dir));
                jvm.terminate();

                assertThat(jvm.exitCode(LONG)).hasValue(143);
                awaitGone(pid);
                assertThat(jvm.lines()).last().asString().startsWith("Closed: 0 completed, 0 failed");
                assertThatJob(queue, "1").isWaiting();
                assertThatQueue(queue).eachJobIsInExactlyOneState();
            }
        }

        @Test
        void waitsForAJobThatIsAlmostDone() throws Exception {
            add("{}");
            var go = dir.resolve("go");

            try (var jvm = start(
                    "--close-timeout",
                    "60s",
                    "--exec",
                    "echo $$ > " + pidFile(dir) + "; until [ -e " + go + " ]; do sleep 0.05; done; echo 5")) {
                pidIn(pidFile(dir));
                jvm.terminate();
                await().atMost(LONG).until(() -> jvm.errorLines().stream().anyMatch(line -> line.contains("Closing")));
                Files.createFile(go);

                assertThat(jvm.exitCode(LONG)).hasValue(143);
                assertThatJob(queue, "1").isCompleted().hasReturnValue("5");
            }
        }
    }
}
