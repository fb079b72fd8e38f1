package io.taurine.benchmark.soak;

import io.taurine.job.Job;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.testkit.ForkedJvm;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Main of a worker process. Arguments: Redis, and the file for what it notes. */
final class SoakWorker {
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
    static final Duration LOCK = Duration.ofSeconds(3);
    static final Duration STALLED_INTERVAL = Duration.ofSeconds(1);
    /** No job of a soak fails because its workers died too often. */
    static final int MAX_STALLED = 1_000;

    static final RedisOptions OPTIONS = RedisOptions.builder()
            .connectTimeout(COMMAND_TIMEOUT)
            .commandTimeout(COMMAND_TIMEOUT)
            .build();

    private final Ledger ledger;

    private SoakWorker(Ledger ledger) {
        this.ledger = ledger;
    }

    public static void main(String[] args) throws IOException {
        ForkedJvm.exitWhenParentDies();
        var worker = new SoakWorker(Ledger.append(Path.of(args[1])));
        var redis = connect(args[0]);
        Queues.ALL.forEach(queue -> tryHard(() -> worker.start(redis, queue)));
        System.out.println("ready");
        obey();
    }

    static RedisConnection connect(String uri) {
        return tryHard(() -> RedisConnection.connect(uri, OPTIONS));
    }

    /** Redis may be away when a process starts. */
    static <R> R tryHard(Supplier<R> start) {
        while (true) {
            try {
                return start.get();
            } catch (RedisUnavailableException e) {
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private Worker<Task> start(RedisConnection redis, String queue) {
        return Worker.of(queue, Task.class, redis, job -> run(queue, job))
                .concurrency(Queues.concurrency(queue))
                .lockDuration(LOCK)
                .stalledInterval(STALLED_INTERVAL)
                .maxStalledCount(MAX_STALLED)
                .drainDelay(Duration.ofSeconds(2))
                .listener(new WorkerListener<>() {
                    @Override
                    public void onLockLost(Job<Task> job) {
                        ledger.note("LOST", queue, job.id());
                    }
                })
                .start();
    }

    private String run(String queue, ActiveJob<Task> job) throws InterruptedException {
        var task = job.data();
        int attemptsMade = job.job().attemptsMade();
        ledger.note(
                "START",
                queue,
                job.id(),
                task.key(),
                Integer.toString(attemptsMade),
                Integer.toString(job.job().attemptsStarted()));
        try {
            work(queue, job, task);
        } catch (RuntimeException e) {
            ledger.note("FAIL", queue, job.id(), task.key(), Integer.toString(attemptsMade));
            throw e;
        }
        ledger.note("END", queue, job.id(), task.key(), Integer.toString(attemptsMade));
        return task.key();
    }

    private void work(String queue, ActiveJob<Task> job, Task task) throws InterruptedException {
        if (task.ms() > 0) {
            Thread.sleep(task.ms());
        }
        if (task.values() >= 0) {
            int found = job.getChildrenValues(String.class).size();
            if (found != task.values()) {
                ledger.note("EARLY", queue, job.id(), found + "/" + task.values());
            }
        }
        if (job.job().attemptsMade() < task.failures()) {
            throw new IllegalStateException("as planned");
        }
    }

    /** {@code clock MILLIS} moves the clock, {@code heap TAG} tells what this JVM takes. */
    private static void obey() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var words = line.split(" ");
            if (words[0].equals("clock")) {
                MovedClock.moveBy(Long.parseLong(words[1]));
            } else if (words[0].equals("heap")) {
                System.out.println("heap " + words[1] + " " + heapBytes() + " "
                        + ManagementFactory.getThreadMXBean().getThreadCount());
            }
        }
    }

    private static long heapBytes() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc(); // what the first one has only made ready for it
        return memory.getHeapMemoryUsage().getUsed();
    }
}
