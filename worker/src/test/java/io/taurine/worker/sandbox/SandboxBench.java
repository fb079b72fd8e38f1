package io.taurine.worker.sandbox;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A queue with sandboxes for its jobs, and what tests ask of them. */
@RedisTest
@Timeout(120)
abstract class SandboxBench {

    static final Duration LONG = Duration.ofSeconds(20);

    final TestQueue test;
    final RedisConnection redis = Shared.CONNECTION;
    final Queue<Chore> queue;
    final List<AutoCloseable> open = new ArrayList<>();

    SandboxBench(TestQueue test) {
        this.test = test;
        this.queue = Queue.of(test.name(), Chore.class, redis);
    }

    @AfterEach
    void closeAll() throws Exception {
        closeWorkers();
        queue.close();
    }

    void closeWorkers() throws Exception {
        for (var each : open) {
            each.close();
        }
        open.clear();
    }

    /** Small and quick to start: nothing of the test's own class path but its classes. */
    static SandboxBuilder<Chore> sandbox() {
        return small(Sandbox.<Chore>of(Chores.class)).classPath(testClasses());
    }

    static <T> SandboxBuilder<T> small(SandboxBuilder<T> builder) {
        return builder.maxHeapMegabytes(32).jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");
    }

    static Path testClasses() {
        try {
            return Path.of(Chores.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    WorkerBuilder<Chore> worker(Sandbox<Chore> sandbox) {
        return Worker.of(test.name(), Chore.class, redis, sandbox);
    }

    Worker<Chore> start(Sandbox<Chore> sandbox, WorkerBuilder<Chore> builder) {
        var worker = builder.start();
        open.add(worker);
        open.add(sandbox);
        return worker;
    }

    /** For tests that do not care which process they get: one that earlier ones left, most of the time. */
    Worker<Chore> startShared() {
        var worker = worker(Shared.SANDBOX).start();
        open.add(worker);
        return worker;
    }

    Sandbox<Chore> start(SandboxBuilder<Chore> builder) {
        var sandbox = builder.build();
        start(sandbox, worker(sandbox));
        return sandbox;
    }

    String add(String what, String text) {
        return queue.add("chore", new Chore(what, text)).id();
    }

    String add(String what) {
        return add(what, "");
    }

    String resultOf(String id) {
        await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isCompleted());
        return queue.getJob(id).orElseThrow().returnValueJson().orElseThrow();
    }

    String failureOf(String id) {
        await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isFailed());
        return queue.getJob(id).orElseThrow().failedReason().orElseThrow();
    }

    /** What a job wrote into its log once it ran. */
    String loggedBy(String id) {
        return await().atMost(LONG)
                .until(() -> queue.getJobLogs(id, 0, 9).rows(), rows -> !rows.isEmpty())
                .get(0);
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static void awaitStopped(long pid) {
        await().atMost(LONG)
                .until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
    }

    static long pidIn(String row) {
        return Long.parseLong(row.substring(row.lastIndexOf(' ') + 1));
    }

    static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", name, Long.toString(pid))
                .start()
                .waitFor();
    }

    /** What all tests share. A process ends a minute after its last job, or with this JVM. */
    static final class Shared {
        static final RedisConnection CONNECTION = RedisConnection.connect(TestRedis.shared());
        static final Sandbox<Chore> SANDBOX = sandbox().build();
    }
}
