package io.taurine.worker.sandbox;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.Queue;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Jobs in JVMs of their own, from the queue to the process and back. */
@Order(1) // takes long: whoever starts early does not end last
class SandboxIT extends SandboxBench {

    SandboxIT(TestQueue test) {
        super(test);
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class Work {

        @Test
        void theProcessorSeesItsJobAndItsResultIsTheJobs() {
            startShared();

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
            startShared();

            var id = add("report");

            assertThat(resultOf(id)).isEqualTo("\"reported\"");
            var job = queue.getJob(id).orElseThrow();
            assertThat(job.progressJson()).contains("{\"percent\":50}");
            assertThat(job.data()).isEqualTo(new Chore("nothing", "changed"));
            assertThat(queue.getJobLogs(id, 0, 9).rows()).containsExactly("half way");
        }

        @Test
        void whatItThrowsFailsTheJobWithItsTraceFromThere() {
            startShared();

            var id = add("throw", "bad weather");

            assertThat(failureOf(id)).isEqualTo("bad weather");
            assertThat(queue.getJob(id).orElseThrow().stackTraces().get(0))
                    .startsWith("java.lang.IllegalStateException: bad weather")
                    .contains("at io.taurine.worker.sandbox.Chores.process")
                    .contains("Caused by: java.lang.ArithmeticException: the cause");
        }

        @Test
        void anUnrecoverableFailureIsNotRetried() {
            startShared();

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
            startShared();

            assertThat(resultOf(add("print", "{\"not\":\"a message\"}\n\u0000\u0001")))
                    .isEqualTo("\"printed\"");
            assertThat(resultOf(add("print", "x".repeat(200_000)))).isEqualTo("\"printed\"");
        }

        @Test
        void whatAnEndedRunStillSaysReachesNoOtherJob() {
            start(sandbox().maxProcesses(1));

            var ids = IntStream.range(0, 20).mapToObj(i -> add("chatter")).toList();

            ids.forEach(this::resultOfOwn);
        }

        private void resultOfOwn(String id) {
            assertThat(resultOf(id)).isEqualTo("\"" + id + "\"");
            assertThat(queue.getJobLogs(id, 0, 99).rows()).allMatch(row -> row.equals(id));
        }

        @Test
        void mayMoveItsJob() {
            startShared();

            var id = add("delay");

            await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isDelayed());
            assertThat(resultOf(add("badDelay"))).contains("refused").contains("delay must be");
        }

        @Test
        void mayTellTheProgramThatRunsItWhatJobsCannot() {
            var heard = new CopyOnWriteArrayList<String>();
            start(sandbox().messages((job, text) -> {
                if (text.isEmpty()) {
                    throw new IllegalArgumentException("say something");
                }
                heard.add(job.id() + " " + text);
            }));

            var id = add("send", "hello");
            var silent = add("send", "");

            assertThat(resultOf(id)).isEqualTo("\"sent\"");
            assertThat(heard).containsExactly(id + " hello");
            assertThat(failureOf(silent)).contains("say something");
        }

        @Test
        void cannotTellAnythingWhereNobodyReceives() {
            startShared();

            assertThat(failureOf(add("send", "hello"))).contains("Nobody receives messages of this sandbox");
        }

        @Test
        void mayWaitForItsChildrenAndReadWhatTheyLeft() {
            var parent = add("family");
            var child = JobOptions.builder().parent(parent, "bull:" + test.name());
            queue.add("chore", new Chore("pid", ""), child.build());
            queue.add(
                    "chore",
                    new Chore("giveUp", "no luck"),
                    child.ignoreDependencyOnFailure(true).build());

            startShared();

            assertThat(resultOf(parent))
                    .isEqualTo("\"1 of 1, 2 in all, ignored [no luck], parent " + test.key(parent) + "\"");
            assertThatJob(test, parent).hasField("ats", "2").hasField("atm", "1");
        }

        @Test
        void aFailedChildFailsItForGoodWhenItWouldWait() {
            var parent = queue.add(
                            "chore",
                            new Chore("family", ""),
                            JobOptions.builder().attempts(3).build())
                    .id();
            test.redis().zadd(test.key(parent) + ":unsuccessful", 1, "bull:x:1");

            startShared();

            assertThat(failureOf(parent)).contains("at least one failed child");
            assertThatJob(test, parent).hasField("atm", "1");
        }

        @Test
        void aPayloadThatDoesNotFitFailsTheJobForGood() {
            @SuppressWarnings("unchecked") // it is the process that reads payloads as what its class takes
            var sandbox = (Sandbox<Object>) (Sandbox<?>) Shared.SANDBOX;
            open.add(Worker.of(test.name(), Object.class, redis, sandbox).start());
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
    @Execution(ExecutionMode.CONCURRENT)
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
        void haveTheClassPathOfThisJvmOrTheirOwn() throws Exception {
            start(small(Sandbox.<Chore>of(Chores.class)));
            assertThat(resultOf(add("knows", "org.assertj.core.api.Assertions")))
                    .isEqualTo("true");
            closeWorkers();

            startShared();
            assertThat(resultOf(add("knows", "org.assertj.core.api.Assertions")))
                    .isEqualTo("false");
        }

        @Test
        void aClassThatIsNotThereFailsTheJobClearly(@TempDir Path empty) {
            start(small(Sandbox.<Chore>of("com.example.Missing")).classPath(empty));

            assertThat(failureOf(add("info")))
                    .isEqualTo(
                            "The sandbox cannot run com.example.Missing: no class com.example.Missing on its class path");
        }

        @Test
        void aClassThatIsNoProcessorFailsTheJobClearly() {
            start(small(Sandbox.<Chore>of("java.lang.Object")).classPath(testClasses()));

            assertThat(failureOf(add("info"))).endsWith("class java.lang.Object is no Processor");
        }

        @Test
        void optionsTheJvmRefusesFailTheJobWithWhatItSaid() {
            start(sandbox().jvmOptions("-XX:+NoSuchOption"));

            assertThat(failureOf(add("info"))).contains("exit code 1").contains("NoSuchOption");
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class Catastrophes {

        @Test
        void systemExitFailsTheAttemptAndTheNextGetsAnotherProcess() {
            startShared();
            var before = resultOf(add("pid"));

            var twice = JobOptions.builder().attempts(2).build();
            var id = queue.add("chore", new Chore("exit", "3"), twice).id();
            assertThat(failureOf(id)).contains("exit code 3").contains("leaving");
            assertThatJob(test, id).hasAttemptsMade(2);
            assertThat(failureOf(add("exit", "0"))).contains("exit code 0").contains("leaving");

            assertThat(resultOf(add("pid"))).isNotEqualTo(before);
        }

        @Test
        void tooLittleMemoryFailsTheJobAndSaysSo() {
            startShared();
            var before = resultOf(add("pid"));

            assertThat(failureOf(add("hoard"))).contains("OutOfMemoryError").contains("exit code");

            assertThat(resultOf(add("pid"))).isNotEqualTo(before);
        }

        @Test
        void aKilledProcessFailsItsJob() {
            startShared();
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
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
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
            var worker = startShared();
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
        }

        @Test
        void aTimeoutEndsTheProcess() {
            var sandbox = sandbox()
                    .cancelGrace(Duration.ofMillis(50))
                    .killGrace(Duration.ofMillis(100))
                    .build();
            sandbox.prestart(1);
            start(sandbox, worker(sandbox).jobTimeout(Duration.ofSeconds(2)));
            var id = add("sleepStubbornly");
            var pid = pidIn(loggedBy(id));

            assertThat(failureOf(id)).contains("longer than its timeout of 2000 ms");

            await().atMost(LONG).until(() -> !isAlive(pid));
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class Pool {

        @Test
        void aProcessIsUsedAgainUntilItHadItsJobs() {
            var sandbox = start(sandbox().maxJobsPerProcess(3));

            assertThat(IntStream.range(0, 3).mapToObj(i -> resultOf(add("count"))))
                    .containsExactly("1", "2", "3");
            assertThat(resultOf(add("count"))).isEqualTo("1");
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
        }

        @Test
        void someMayBeStartedBeforeTheyAreNeededAndThereAreNoMoreThanAllowed() {
            var sandbox = sandbox().maxProcesses(2).build();
            sandbox.prestart(2);
            assertThat(sandbox.processes()).isEqualTo(2);
            start(sandbox, worker(sandbox).concurrency(6));
            var ids = IntStream.range(0, 12).mapToObj(i -> add("count")).toList();

            await().atMost(LONG).untilAsserted(() -> {
                assertThat(sandbox.processes()).isLessThanOrEqualTo(2);
                assertThatQueue(test).hasCompleted(ids.size());
            });
        }
    }
}
