package io.taurine.worker.sandbox;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in JVMs of their own, from the queue to the process and back. */
@RedisTest
@Timeout(120)
class SandboxIT {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestQueue test;
    private final RedisConnection redis = Shared.CONNECTION;
    private final Queue<Chore> queue;
    private final List<AutoCloseable> open = new ArrayList<>();

    SandboxIT(TestQueue test) {
        this.test = test;
        this.queue = Queue.of(test.name(), Chore.class, redis);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var each : open) {
            each.close();
        }
        queue.close();
    }

    /** Small and quick to start. */
    private static SandboxBuilder<Chore> sandbox() {
        return Sandbox.<Chore>of(Chores.class)
                .maxHeapMegabytes(32)
                .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");
    }

    private WorkerBuilder<Chore> worker(Sandbox<Chore> sandbox) {
        return Worker.of(test.name(), Chore.class, redis, sandbox);
    }

    private Worker<Chore> start(Sandbox<Chore> sandbox, WorkerBuilder<Chore> builder) {
        var worker = builder.start();
        open.add(worker);
        open.add(sandbox);
        return worker;
    }

    private Sandbox<Chore> start(SandboxBuilder<Chore> builder) {
        var sandbox = builder.build();
        start(sandbox, worker(sandbox));
        return sandbox;
    }

    private String add(String what, String text) {
        return queue.add("chore", new Chore(what, text)).id();
    }

    private String add(String what) {
        return add(what, "");
    }

    private String resultOf(String id) {
        await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isCompleted());
        return queue.getJob(id).orElseThrow().returnValueJson().orElseThrow();
    }

    private String failureOf(String id) {
        await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isFailed());
        return queue.getJob(id).orElseThrow().failedReason().orElseThrow();
    }

    /** What a job wrote into its log once it ran. */
    private String loggedBy(String id) {
        return await().atMost(LONG)
                .until(() -> queue.getJobLogs(id, 0, 9).rows(), rows -> !rows.isEmpty())
                .get(0);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Nested
    class Work {

        @Test
        void theProcessorSeesItsJobAndItsResultIsTheJobs() {
            start(sandbox());

            var id = queue.add(
                            "chore",
                            new Chore("info", "with \"quotes\" — ü"),
                            JobOptions.builder().attempts(3).build())
                    .id();

            assertThat(resultOf(id))
                    .contains("\"id\":\"" + id + "\"", "\"name\":\"chore\"", "\"attempt\":1", test.name())
                    .contains("with \\\"quotes\\\" — ü");
            assertThat(resultOf(add("nothing"))).isEqualTo("null");
        }

        @Test
        void reportsProgressAndLogsAndChangesItsData() {
            start(sandbox());

            var id = add("report");

            assertThat(resultOf(id)).isEqualTo("\"reported\"");
            var job = queue.getJob(id).orElseThrow();
            assertThat(job.progressJson()).contains("{\"percent\":50}");
            assertThat(job.data()).isEqualTo(new Chore("nothing", "changed"));
            assertThat(queue.getJobLogs(id, 0, 9).rows()).containsExactly("half way");
        }

        @Test
        void whatItThrowsFailsTheJobWithItsTraceFromThere() {
            start(sandbox());

            var id = add("throw", "bad weather");

            assertThat(failureOf(id)).isEqualTo("bad weather");
            assertThat(queue.getJob(id).orElseThrow().stackTraces().get(0))
                    .startsWith("java.lang.IllegalStateException: bad weather")
                    .contains("at io.taurine.worker.sandbox.Chores.process")
                    .contains("Caused by: java.lang.ArithmeticException: the cause");
        }

        @Test
        void anUnrecoverableFailureIsNotRetried() {
            start(sandbox());

            var id = queue.add(
                            "chore",
                            new Chore("giveUp", "never"),
                            JobOptions.builder().attempts(3).build())
                    .id();

            assertThat(failureOf(id)).isEqualTo("never");
            assertThatJob(test, id).hasAttemptsMade(1);
        }

        @Test
        void whatItPrintsDisturbsNothing() {
            start(sandbox());

            assertThat(resultOf(add("print", "{\"not\":\"a message\"}\n\u0000\u0001")))
                    .isEqualTo("\"printed\"");
            assertThat(resultOf(add("print", "x".repeat(200_000)))).isEqualTo("\"printed\"");
        }

        @Test
        void mayMoveItsJob() {
            start(sandbox());

            var id = add("delay");

            await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isDelayed());
            assertThat(resultOf(add("badDelay"))).contains("refused").contains("delay must be");
        }

        @Test
        void aPayloadThatDoesNotFitFailsTheJobForGood() {
            var sandbox = Sandbox.<Object>of(Chores.class.getName())
                    .maxHeapMegabytes(32)
                    .build();
            open.add(Worker.of(test.name(), Object.class, redis, sandbox).start());
            open.add(sandbox);
            try (var other = Queue.of(test.name(), Object.class, redis)) {
                var id = other.add(
                                "chore",
                                List.of(1, 2),
                                JobOptions.builder().attempts(3).build())
                        .id();

                assertThat(failureOf(id)).contains("cannot be read as");
                assertThatJob(test, id).hasAttemptsMade(1);
            }
        }
    }

    @Nested
    class Surroundings {

        @Test
        void haveTheirOwnEnvironmentMemoryAndFolder(@TempDir Path folder) throws IOException {
            start(sandbox()
                    .environment("CHORE_COLOUR", "blue")
                    .directory(folder)
                    .maxHeapMegabytes(24));

            assertThat(resultOf(add("environment", "CHORE_COLOUR"))).isEqualTo("\"blue\"");
            assertThat(Integer.parseInt(resultOf(add("heap")))).isBetween(8, 24);
            assertThat(resultOf(add("folder")))
                    .contains(folder.toRealPath().getFileName().toString());
        }

        @Test
        void mayStartFromNothing() {
            start(sandbox().inheritEnvironment(false));

            assertThat(resultOf(add("environment", "HOME"))).isEqualTo("\"(absent)\"");
        }

        @Test
        void haveTheirOwnClassPath() throws Exception {
            var classes = Path.of(Chores.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            start(sandbox().classPath(classes));

            assertThat(resultOf(add("info"))).contains("\"name\":\"chore\"");
        }

        @Test
        void aClassThatIsNotThereFailsTheJobClearly(@TempDir Path empty) {
            start(Sandbox.<Chore>of("com.example.Missing").classPath(empty).maxHeapMegabytes(32));

            assertThat(failureOf(add("info")))
                    .isEqualTo(
                            "The sandbox cannot run com.example.Missing: no class com.example.Missing on its class path");
        }

        @Test
        void aClassThatIsNoProcessorFailsTheJobClearly() {
            start(Sandbox.<Chore>of("java.lang.Object").maxHeapMegabytes(32));

            assertThat(failureOf(add("info"))).endsWith("class java.lang.Object is no Processor");
        }

        @Test
        void optionsTheJvmRefusesFailTheJobWithWhatItSaid() {
            start(sandbox().jvmOptions("-XX:+NoSuchOption"));

            assertThat(failureOf(add("info"))).contains("exit code 1").contains("NoSuchOption");
        }
    }

    @Nested
    class Catastrophes {

        @Test
        void systemExitFailsTheJobAndTheNextGetsAnotherProcess() {
            start(sandbox());
            var before = resultOf(add("pid"));

            assertThat(failureOf(add("exit", "3"))).contains("exit code 3").contains("leaving");
            assertThat(failureOf(add("exit", "0"))).contains("exit code 0").contains("leaving");

            assertThat(resultOf(add("pid"))).isNotEqualTo(before);
        }

        @Test
        void tooLittleMemoryFailsTheJobAndSaysSo() {
            start(sandbox());

            assertThat(failureOf(add("hoard"))).contains("OutOfMemoryError").contains("exit code");
            assertThat(resultOf(add("count"))).isEqualTo("1");
        }

        @Test
        void aKilledProcessFailsItsJob() {
            start(sandbox());
            var id = add("sleepStubbornly");
            var pid = pidIn(loggedBy(id));

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            assertThat(failureOf(id)).contains("exit code 137 (SIGKILL)");
        }

        @Test
        void aCrashedProcessFailsItsJob(@TempDir Path folder) throws Exception {
            start(sandbox().directory(folder).jvmOptions("-XX:-CreateCoredumpOnCrash"));
            var id = add("sleepStubbornly");
            var pid = pidIn(loggedBy(id));

            signal("SEGV", pid);

            assertThat(failureOf(id))
                    .contains("exit code")
                    .contains("A fatal error has been detected by the Java Runtime Environment");
        }

        @Test
        void aCrashIsRetriedAsTheJobsOptionsSay() {
            start(sandbox());

            var id = queue.add(
                            "chore",
                            new Chore("exit", "3"),
                            JobOptions.builder().attempts(2).build())
                    .id();

            assertThat(failureOf(id)).contains("exit code 3");
            assertThatJob(test, id).hasAttemptsMade(2);
        }
    }

    private static long pidIn(String row) {
        return Long.parseLong(row.substring(row.lastIndexOf(' ') + 1));
    }

    private static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", name, Long.toString(pid))
                .start()
                .waitFor();
    }

    @Nested
    class Ends {

        @Test
        void aCancelReachesTheProcessorAndKeepsTheProcess() {
            start(sandbox());
            var pid = resultOf(add("pid"));
            var id = add("sleep");
            await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isActive());

            await().until(() -> queue.cancel(id, "not needed") == CancelOutcome.SIGNALLED);

            assertThat(failureOf(id)).isEqualTo("not needed");
            assertThat(resultOf(add("pid"))).isEqualTo(pid);
        }

        @Test
        void theSignalHasReasonAndMessage() {
            var sandbox = sandbox().build();
            var worker = start(sandbox, worker(sandbox));
            var id = add("untilSignal");
            loggedBy(id);

            assertThat(worker.cancel(id, "enough")).isTrue();

            assertThat(resultOf(id)).isEqualTo("\"CANCELLED enough\"");
        }

        @Test
        void aRunThatDoesNotReactIsEndedWithAllItStarted() {
            start(sandbox().cancelGrace(Duration.ofMillis(50)).killGrace(Duration.ofMillis(100)));
            var id = add("spawn");
            var rows =
                    await().atMost(LONG).until(() -> queue.getJobLogs(id, 0, 9).rows(), all -> all.size() == 2);
            var shell = pidIn(rows.get(0));
            var pid = pidIn(rows.get(1));
            var all = ProcessHandle.of(pid).orElseThrow().descendants().toList();
            assertThat(all).extracting(ProcessHandle::pid).contains(shell);

            queue.cancel(id, "not needed");

            assertThat(failureOf(id)).isEqualTo("not needed");
            await().atMost(LONG).until(() -> !isAlive(pid) && all.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(resultOf(add("count"))).isEqualTo("1");
        }

        @Test
        void aTimeoutEndsTheProcess() {
            var sandbox = sandbox()
                    .cancelGrace(Duration.ofMillis(50))
                    .killGrace(Duration.ofMillis(100))
                    .build();
            sandbox.prestart(1);
            start(sandbox, worker(sandbox).jobTimeout(Duration.ofMillis(500)));
            var id = add("sleepStubbornly");
            var pid = pidIn(loggedBy(id));

            assertThat(failureOf(id)).contains("longer than its timeout of 500 ms");

            await().atMost(LONG).until(() -> !isAlive(pid));
        }
    }

    @Nested
    class Pool {

        @Test
        void aProcessIsUsedAgain() {
            var sandbox = start(sandbox());

            assertThat(IntStream.range(0, 5).mapToObj(i -> resultOf(add("count"))))
                    .containsExactly("1", "2", "3", "4", "5");
            assertThat(sandbox.processes()).isEqualTo(1);
        }

        @Test
        void aProcessIsReplacedAfterItsJobs() {
            var sandbox = start(sandbox().maxJobsPerProcess(2));

            assertThat(IntStream.range(0, 5).mapToObj(i -> resultOf(add("count"))))
                    .containsExactly("1", "2", "1", "2", "1");
            await().atMost(LONG).until(() -> sandbox.processes() == 1);
        }

        @Test
        void aProcessIsReplacedByAge() {
            var nanos = new AtomicLong();
            start(sandbox().maxAge(Duration.ofMinutes(10)).nanos(nanos::get));
            resultOf(add("count"));

            nanos.addAndGet(TimeUnit.MINUTES.toNanos(11));

            assertThat(resultOf(add("count"))).isEqualTo("1");
        }

        @Test
        void anIdleProcessIsEnded() {
            var sandbox = start(sandbox().idleTimeout(Duration.ofMillis(20)));
            var pid = Long.parseLong(resultOf(add("pid")));

            await().atMost(LONG).until(() -> sandbox.processes() == 0 && !isAlive(pid));

            assertThat(resultOf(add("count"))).isEqualTo("1");
        }

        @Test
        void thereAreNoMoreProcessesThanAllowed() {
            var sandbox = sandbox().maxProcesses(2).build();
            start(sandbox, worker(sandbox).concurrency(6));
            var ids = IntStream.range(0, 12).mapToObj(i -> add("count")).toList();

            await().atMost(LONG).untilAsserted(() -> {
                assertThat(sandbox.processes()).isLessThanOrEqualTo(2);
                assertThatQueue(test).hasCompleted(ids.size());
            });
        }

        @Test
        void processesMayBeStartedBeforeTheyAreNeeded() {
            var sandbox = sandbox().build();
            open.add(sandbox);

            sandbox.prestart(2);

            assertThat(sandbox.processes()).isEqualTo(2);
        }

        @Test
        void closingEndsAllProcessesWithinItsBoundAndLeavesNothing() throws Exception {
            var self = ProcessHandle.current();
            var openFiles = openFiles();
            var sandbox = sandbox().build();
            var worker =
                    worker(sandbox).concurrency(2).closeTimeout(Duration.ZERO).start();
            var idle = Long.parseLong(resultOf(add("pid")));
            var first = pidIn(loggedBy(add("sleepStubbornly")));
            var second = pidIn(loggedBy(add("sleepStubbornly")));
            assertThat(List.of(first, second)).contains(idle);
            var started = System.nanoTime();

            sandbox.close();
            worker.close();
            sandbox.close();

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(8));
            assertThat(List.of(first, second)).noneMatch(SandboxIT::isAlive);
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

    private static final class Shared {
        static final RedisConnection CONNECTION = RedisConnection.connect(TestRedis.shared());
    }
}
