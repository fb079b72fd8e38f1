package io.taurine.benchmark.soak;

import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.queue.LockLostException;
import io.taurine.queue.Queue;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private static final Duration POSTPONED = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final Queue<Task> parts;

    private SoakWorker(Ledger ledger, RedisConnection redis) {
        this.ledger = ledger;
        this.parts = tryHard(() -> Queue.of(Queues.PARTS, Task.class, redis));
    }

    public static void main(String[] args) throws IOException {
        ForkedJvm.exitWhenParentDies();
        var redis = connect(args[0]);
        var worker = new SoakWorker(Ledger.append(Path.of(args[1])), redis);
        var running = new ArrayList<Worker<Task>>();
        Queues.ALL.forEach(queue -> running.add(tryHard(() -> worker.start(redis, queue))));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "soak-close"));
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
                .closeTimeout(CLOSE_TIMEOUT)
                .drainDelay(Duration.ofSeconds(2))
                .listener(new WorkerListener<>() {
                    @Override
                    public void onLockLost(Job<Task> job) {
                        ledger.note("LOST", queue, job.id());
                    }

                    @Override
                    public void onError(Throwable error) {
                        if (error instanceof RedisUnavailableException) {
                            ledger.note("OUTAGE", queue);
                        }
                    }
                })
                .start();
    }

    /** As a service does that is told to end: all at once. */
    private static void close(List<Worker<Task>> running) {
        var closing = running.stream()
                .map(worker -> CompletableFuture.runAsync(worker::close))
                .toList();
        closing.forEach(CompletableFuture::join);
    }

    private String run(String queue, ActiveJob<Task> job) throws InterruptedException {
        var task = job.data();
        int attemptsMade = job.job().attemptsMade();
        var claims = Integer.toString(job.job().attemptsStarted());
        ledger.note("START", queue, job.id(), task.key(), Integer.toString(attemptsMade), claims);
        try {
            if (isPutAside(job, task)) {
                ledger.note("ASIDE", queue, job.id(), claims);
                return "";
            }
            work(queue, job, task);
        } catch (LockLostException e) {
            ledger.note("LOST", queue, job.id());
            throw e;
        } catch (RuntimeException e) {
            ledger.note("FAIL", queue, job.id(), task.key(), Integer.toString(attemptsMade));
            throw e;
        }
        ledger.note("END", queue, job.id(), task.key(), Integer.toString(attemptsMade));
        return task.key();
    }

    private boolean isPutAside(ActiveJob<Task> job, Task task) {
        if (task.way().equals("postpone") && job.job().attemptsStarted() == 1) {
            job.moveToDelayed(POSTPONED);
            return true;
        }
        if (!task.way().equals("step") || job.getChildrenValues(String.class).size() == task.values()) {
            return false;
        }
        for (int n = 1; n <= task.values(); n++) {
            var key = task.key() + "-" + n;
            parts.add(
                    "soak",
                    new Task(key, 5, 0, -1, ""),
                    JobOptions.builder().jobId(key).parent(job.asParent()).build());
        }
        return job.moveToWaitingChildren();
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
            var words = line.split(" ", -1);
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
