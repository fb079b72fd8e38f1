package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.JobRequest;
import io.taurine.queue.PartitionedQueue;
import io.taurine.queue.Partitions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One worker over the partitions of a queue, on one server. */
@RedisTest
@Timeout(60)
class PartitionedWorkerIT {

    private static final int COUNT = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final PartitionedQueue<String> queue;
    private final List<Worker<?>> workers = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    PartitionedWorkerIT(TestQueue test) {
        name = test.name();
        var partitions = Partitions.of(name, COUNT);
        IntStream.range(0, COUNT).forEach(i -> test.under(partitions.prefixOf(i)));
        queue = PartitionedQueue.of(name, COUNT, String.class, Workbench.redis());
    }

    @AfterEach
    void close() {
        gate.countDown();
        workers.forEach(Worker::closeNow);
        queue.close();
    }

    private WorkerBuilder<String> worker(Processor<String> processor) {
        return Worker.of(name, String.class, Workbench.redis(), processor);
    }

    private PartitionedWorker<String> start(WorkerBuilder<String> builder) {
        var worker = builder.startPartitioned(COUNT);
        workers.add(worker);
        return worker;
    }

    private Object holdUp(ActiveJob<String> job) throws InterruptedException {
        Workbench.await(gate);
        return job.data();
    }

    private void addTo(int partition, int jobs) {
        queue.queues()
                .get(partition)
                .addBulk(IntStream.range(0, jobs)
                        .mapToObj(i -> JobRequest.of("work", partition + "-" + i))
                        .toList());
    }

    private void awaitCompleted(long jobs) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(queue.getJobCounts().of(JobState.COMPLETED)).isEqualTo(jobs));
    }

    @Test
    void worksAllPartitionsAndNeverMoreJobsAtOnceThanItsConcurrency() {
        for (int i = 0; i < COUNT; i++) {
            addTo(i, 150);
        }
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var runs = new AtomicInteger();

        start(worker(job -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    runs.incrementAndGet();
                    LockSupport.parkNanos(100_000); // long enough to meet others
                    running.decrementAndGet();
                    return job.data();
                })
                .concurrency(6));

        awaitCompleted(COUNT * 150);
        assertThat(runs).hasValue(COUNT * 150);
        assertThat(most.get()).isBetween(1, 6);
    }

    @Test
    void letsOnePartitionUseEverySlot() {
        var worker = start(worker(this::holdUp).concurrency(10));

        addTo(2, 15);

        await().atMost(PATIENCE).until(() -> worker.workers().get(2).runningJobs() == 10);
        assertThat(worker.runningJobs()).isEqualTo(10);
        assertThat(queue.getJobCounts().of(JobState.ACTIVE)).isEqualTo(10);
    }

    @Test
    void givesTheNextSlotToThePartitionThatHasNone() throws Exception {
        var order = new LinkedBlockingQueue<String>();
        var turns = new LinkedBlockingQueue<CountDownLatch>();
        start(worker(job -> {
                    var turn = new CountDownLatch(1);
                    turns.add(turn);
                    order.add(job.data());
                    Workbench.await(turn);
                    return job.data();
                })
                .drainDelay(Duration.ofMinutes(1)));
        await().atMost(PATIENCE).until(() -> fetchersIn("awaitWork") == COUNT);
        addTo(0, 50);
        assertThat(Workbench.next(order)).isEqualTo("0-0");
        addTo(3, 1);
        await().atMost(PATIENCE).until(() -> fetchersIn("awaitFree") == 2);

        Workbench.next(turns).countDown();

        assertThat(Workbench.next(order)).isEqualTo("3-0");
        Workbench.next(turns).countDown();
        assertThat(Workbench.next(order)).isEqualTo("0-1");
        Workbench.next(turns).countDown();
    }

    private long fetchersIn(String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("taurine-worker-" + name + "-fetch"))
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals(method)))
                .count();
    }

    @Test
    void wakesForAJobInAnyPartition() throws Exception {
        var seen = new LinkedBlockingQueue<String>();
        start(worker(job -> {
                    seen.add(job.data());
                    return null;
                })
                .drainDelay(Duration.ofMinutes(1)));
        await().atMost(PATIENCE).until(() -> fetchersIn("awaitWork") == COUNT);

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < COUNT; i++) {
                addTo(i, 1);
                assertThat(Workbench.next(seen)).isEqualTo(i + "-0");
            }
        }
    }

    @Test
    void listensToEmptyPartitionsWhileAnotherKeepsAllSlotsBusy() {
        var wait = Duration.ofMillis(100);
        var over = new AtomicBoolean();
        var seen = ConcurrentHashMap.<String>newKeySet();
        var busy = queue.queues().get(0);
        addTo(0, 10);
        start(worker(job -> {
                    seen.add(job.data());
                    if (job.data().startsWith("0-") && !over.get()) {
                        busy.add("work", "0-again");
                    }
                    return null;
                })
                .concurrency(2)
                .drainDelay(wait));
        await().atMost(PATIENCE).until(() -> seen.contains("0-again"));
        var waitsOver = System.nanoTime() + 5 * wait.toNanos();
        await().atMost(PATIENCE).until(() -> System.nanoTime() > waitsOver);

        for (int i = 1; i < COUNT; i++) {
            addTo(i, 1);
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).contains("1-0", "2-0", "3-0"));
        over.set(true);
    }

    /** Two workers, more slots than partitions: the limit of the partitions keeps the order. */
    @Test
    void runsTheJobsOfAKeyOneAfterTheOtherWhereEachPartitionRunsOneAtATime() {
        queue.setGlobalConcurrency(COUNT);
        var keys = 8;
        var perKey = 25;
        var jobs = new ArrayList<JobRequest<String>>();
        for (int i = 0; i < perKey; i++) {
            for (int key = 0; key < keys; key++) {
                jobs.add(JobRequest.of("key-" + key, Integer.toString(i)));
            }
        }
        queue.addBulk(jobs, JobRequest::name);
        Map<String, List<String>> starts = new ConcurrentHashMap<>();
        Map<String, String> running = new ConcurrentHashMap<>();
        var overlaps = new CopyOnWriteArrayList<String>();
        Processor<String> recording = job -> {
            if (running.put(job.name(), job.data()) != null) {
                overlaps.add(job.name());
            }
            starts.computeIfAbsent(job.name(), key -> new CopyOnWriteArrayList<>())
                    .add(job.data());
            LockSupport.parkNanos(100_000); // long enough to meet others
            running.remove(job.name());
            return null;
        };

        start(worker(recording).concurrency(10));
        start(worker(recording).concurrency(10));

        awaitCompleted((long) keys * perKey);
        assertThat(overlaps).isEmpty();
        var inOrder = IntStream.range(0, perKey).mapToObj(Integer::toString).toList();
        assertThat(starts)
                .hasSize(keys)
                .allSatisfy((key, order) -> assertThat(order).isEqualTo(inOrder));
    }

    @Test
    void changesItsConcurrencyForAllPartitions() {
        var worker = start(worker(this::holdUp));
        for (int i = 0; i < COUNT; i++) {
            addTo(i, 3);
        }
        await().atMost(PATIENCE).until(() -> worker.runningJobs() == 1);

        worker.setConcurrency(5);

        await().atMost(PATIENCE).until(() -> worker.runningJobs() == 5);
        assertThat(worker.concurrency()).isEqualTo(5);
        assertThatIllegalArgumentException().isThrownBy(() -> worker.setConcurrency(0));
    }

    @Test
    void pausesAndResumesAllPartitions() {
        var worker = start(worker(ActiveJob::data).concurrency(4));
        assertThat(worker.pauseAndWait(PATIENCE)).isTrue();
        for (int i = 0; i < COUNT; i++) {
            addTo(i, 2);
        }
        assertThat(worker.isPaused()).isTrue();
        assertThat(worker.workers()).allMatch(Worker::isPaused);
        assertThat(queue.count()).isEqualTo(2 * COUNT);

        worker.resume();

        awaitCompleted(2 * COUNT);
        assertThat(worker.isPaused()).isFalse();
    }

    @Test
    void tellsItsListenersOneThingAtATimeAndWhatConcernsTheWholeOnce() {
        var heard = new CopyOnWriteArrayList<String>();
        var atOnce = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var listener = new WorkerListener<String>() {
            private void hear(String what) {
                if (atOnce.incrementAndGet() > 1) {
                    overlaps.incrementAndGet();
                }
                heard.add(what);
                atOnce.decrementAndGet();
            }

            @Override
            public void onCompleted(Job<String> job, @Nullable Object result) {
                hear("completed");
            }

            @Override
            public void onDrained() {
                hear("drained");
            }

            @Override
            public void onPaused() {
                hear("paused");
            }

            @Override
            public void onResumed() {
                hear("resumed");
            }

            @Override
            public void onClosing() {
                hear("closing");
            }

            @Override
            public void onClosed() {
                hear("closed");
            }
        };
        for (int i = 0; i < COUNT; i++) {
            addTo(i, 20);
        }
        var worker = start(worker(ActiveJob::data).concurrency(8).listener(listener));
        await().atMost(PATIENCE).until(() -> heard.contains("drained") && count(heard, "completed") == 20 * COUNT);

        worker.pause();
        worker.pause();
        worker.resume();
        worker.close();
        worker.close();

        assertThat(overlaps).hasValue(0);
        assertThat(count(heard, "drained")).isEqualTo(1);
        assertThat(heard).endsWith("paused", "resumed", "closing", "closed");
    }

    private static long count(List<String> heard, String what) {
        return heard.stream().filter(what::equals).count();
    }

    @Test
    void isOneWorkerToItsMeter() {
        var started = new CopyOnWriteArrayList<Worker<?>>();
        var closed = new CopyOnWriteArrayList<Worker<?>>();
        var worker = start(worker(ActiveJob::data).concurrency(7).meter(new WorkerMeter() {
            @Override
            public void started(Worker<?> one) {
                started.add(one);
            }

            @Override
            public void closed(Worker<?> one) {
                closed.add(one);
            }
        }));
        worker.close();

        assertThat(started).singleElement().isSameAs(worker);
        assertThat(closed).singleElement().isSameAs(worker);
        assertThat(worker.concurrency()).isEqualTo(7);
        assertThat(worker.workers()).extracting(Worker::id).containsOnly(worker.id());
        assertThat(worker.isRunning()).isFalse();
    }

    @Test
    void putsWhatStillRunsBackWhereItWasWhenItIsClosedNow() {
        for (int i = 0; i < COUNT; i++) {
            addTo(i, 1);
        }
        var worker = start(worker(this::holdUp).concurrency(COUNT));
        await().atMost(PATIENCE).until(() -> worker.runningJobs() == COUNT);

        worker.closeNow();

        assertThat(queue.queues())
                .allSatisfy(one ->
                        assertThat(one.getJobCounts().of(JobState.WAITING)).isEqualTo(1));
    }

    @Test
    void waitsForRunningJobsOfAllPartitionsWhenItIsClosed() {
        for (int i = 0; i < COUNT; i++) {
            addTo(i, 1);
        }
        var worker = start(worker(this::holdUp).concurrency(COUNT));
        await().atMost(PATIENCE).until(() -> worker.runningJobs() == COUNT);
        var closing = new Thread(worker::close);
        closing.start();
        await().atMost(PATIENCE).until(() -> !worker.isRunning());

        gate.countDown();

        await().atMost(PATIENCE).until(() -> !closing.isAlive());
        assertThat(queue.getJobCounts().of(JobState.COMPLETED)).isEqualTo(COUNT);
    }

    @Test
    void closesAPartitionThatHasNothingToDoWhileAnotherStillWaitsForItsJobs() throws Exception {
        addTo(0, 1);
        var worker = start(worker(this::holdUp));
        await().atMost(PATIENCE).until(() -> worker.runningJobs() == 1);
        var closing = new Thread(() -> worker.close(ChronoUnit.FOREVER.getDuration()));
        closing.start();

        assertThat(worker.workers().get(COUNT - 1).awaitClosed(PATIENCE)).isTrue();
        assertThat(worker.runningJobs()).isEqualTo(1);
        gate.countDown();

        assertThat(worker.awaitClosed(ChronoUnit.FOREVER.getDuration())).isTrue();
        assertThat(queue.getJobCounts().of(JobState.COMPLETED)).isEqualTo(1);
    }

    @Test
    void cancelsAJobUnlessItsIdRunsInSeveralPartitions() {
        addTo(0, 2);
        addTo(1, 1);
        var worker = start(worker(this::holdUp).concurrency(5));
        await().atMost(PATIENCE).until(() -> worker.runningJobs() == 3);

        assertThatIllegalStateException()
                .isThrownBy(() -> worker.cancel("1", "which?"))
                .withMessageContaining("jobs of 2 partitions");
        assertThat(worker.runningJobIds()).containsExactlyInAnyOrder("1", "2", "1");
        assertThat(worker.cancel("2", "enough")).isTrue();
        assertThat(worker.cancel("9", "nobody")).isFalse();
        assertThat(worker.workers().get(1).cancel("1", "enough")).isTrue();

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(queue.getJobCounts().of(JobState.FAILED)).isEqualTo(2));
        assertThat(worker.runningJobs()).isEqualTo(1);
        assertThat(worker.cancelAll("all")).isEqualTo(1);
    }

    @Test
    void hearsOfACancelThatComesThroughTheQueue() {
        addTo(2, 1);
        var worker = start(worker(this::holdUp));
        await().atMost(PATIENCE).until(() -> worker.runningJobs() == 1);

        queue.queues().get(2).cancel("1", "enough");

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(queue.queues().get(2).getJobState("1")).isEqualTo(JobState.FAILED));
    }

    @Test
    void refusesWhatLeavesAPartitionNoShare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> worker(ActiveJob::data)
                        .limiter(3, Duration.ofSeconds(1))
                        .startPartitioned(COUNT))
                .withMessageContaining("limiter max must be at least the number of partitions, 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> worker(ActiveJob::data).startPartitioned(0))
                .withMessageContaining("partitions must be between 1 and 100");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> Worker.of(name, String.class, Workbench.redis()).startPartitioned(2));
    }

    @Test
    void sharesItsLimiterOut() {
        for (int i = 0; i < COUNT; i++) {
            addTo(i, 3);
        }

        start(worker(ActiveJob::data).concurrency(20).limiter(COUNT, Duration.ofHours(1)));

        awaitCompleted(COUNT);
        assertThat(queue.queues())
                .allSatisfy(one ->
                        assertThat(one.getJobCounts().of(JobState.COMPLETED)).isEqualTo(1));
        assertThat(queue.count()).isEqualTo(2 * COUNT);
    }

    @Test
    void worksBesidePlainWorkersOfItsPartitions() {
        var partitions = queue.partitions();
        var plain = worker(ActiveJob::data).prefix(partitions.prefixOf(1)).start();
        workers.add(plain);
        start(worker(ActiveJob::data).concurrency(2));

        for (int i = 0; i < COUNT; i++) {
            addTo(i, 30);
        }

        awaitCompleted(30 * COUNT);
    }

    @Test
    void listsAsAWorkerOfEachPartition() {
        start(worker(ActiveJob::data).name("all"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(queue.queues())
                        .allSatisfy(one -> assertThat(one.getWorkers()).hasSize(1)));
    }
}
