package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JobOptions;
import io.taurine.queue.ConnectedWorker;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers of many queues in one process wait on one connection, and each is as quick as if it waited alone. */
class ManyQueuesIT {

    /** So long that whatever starts sooner was woken. */
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Sooner than a wait that nobody ended. */
    private static final Duration WOKEN = Duration.ofSeconds(15);

    private static EmbeddedRedis server;

    private final Map<String, Instant> started = new ConcurrentHashMap<>();
    private Bench bench;
    private TestQueue any;

    @BeforeAll
    static void startServer() {
        server = EmbeddedRedis.builder().setting("save", "").start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        any = TestQueue.create("many", server.uri());
        bench = new Bench(any);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private List<TestQueue> queues(int count) {
        return IntStream.range(0, count).mapToObj(i -> any.another()).toList();
    }

    private RedisConnection sharing(String uri) {
        return bench.closing(RedisConnection.connect(
                uri,
                Bench.QUICK.toBuilder()
                        .connectTimeout(Duration.ofSeconds(10))
                        .ownWorkerConnections(0)
                        .build()));
    }

    private WorkerBuilder<Integer> worker(TestQueue queue, RedisConnection redis) {
        return Worker.of(queue.name(), Integer.class, redis, this::note)
                .stalledCheck(false)
                .drainDelay(LONG);
    }

    private Integer note(ActiveJob<Integer> job) {
        started.putIfAbsent(job.job().queueName(), Instant.now());
        return job.data();
    }

    private List<Worker<Integer>> workers(List<TestQueue> queues, RedisConnection redis) {
        var workers = new ArrayList<Worker<Integer>>();
        queues.forEach(queue -> workers.add(bench.start(worker(queue, redis))));
        return workers;
    }

    private RedisConnection producer() {
        return bench.closing(RedisConnection.connect(server.uri()));
    }

    private Queue<Integer> queue(TestQueue queue, RedisConnection redis) {
        return bench.closing(Queue.of(queue.name(), Integer.class, redis));
    }

    private void addTo(List<TestQueue> queues) {
        var redis = producer();
        queues.forEach(queue -> queue(queue, redis).add("n", 1));
    }

    private static void awaitCompleted(List<TestQueue> queues, int jobsEach) {
        Bench.eventually()
                .atMost(WOKEN)
                .untilAsserted(() -> assertThat(queues)
                        .allSatisfy(queue -> assertThatQueue(queue).hasCompleted(jobsEach)));
    }

    private static List<String> blocked() {
        return clients(line -> line.contains(" flags=b "));
    }

    private static List<String> clients(Predicate<String> which) {
        try (var look = TestQueue.create("look", server.uri())) {
            return look.redis().clientList().lines().filter(which).toList();
        }
    }

    /** All of them wait, in one read. */
    private static void awaitWaiting(List<TestQueue> queues) {
        Bench.eventually().until(() -> {
            var names = blocked();
            return names.size() == 1 && named(names.get(0)) == queues.size();
        });
    }

    private static int named(String client) {
        var name = client.replaceAll(".* name=(\\S*) .*", "$1");
        return name.startsWith("taurine|") ? name.split("\\|").length - 1 : 1;
    }

    @Test
    void twoHundredQueuesBlockOnOneConnection() {
        var queues = queues(200);
        var before = clients(line -> true).size();
        var redis = bench.closing(RedisConnection.connect(server.uri()));
        workers(queues, redis);
        awaitWaiting(queues);
        // Commands, cancels, and the wait for jobs; a slow machine may show connections of the start for a while.
        Bench.eventually().untilAsserted(() -> assertThat(clients(line -> true)).hasSizeLessThanOrEqualTo(before + 3));

        addTo(queues);

        awaitCompleted(queues, 1);
        awaitWaiting(queues);
        addTo(queues);
        awaitCompleted(queues, 2);
        // Nothing of the waits stays behind.
        Bench.eventually()
                .untilAsserted(
                        () -> assertThat(any.redis().keys("bull:*:marker:*")).isEmpty());
    }

    @Test
    void fewHaveAConnectionEachUntilTheyAreMany() {
        var queues = queues(4);
        var redis = bench.closing(RedisConnection.connect(
                server.uri(), RedisOptions.builder().ownWorkerConnections(3).build()));
        queues.subList(0, 3).forEach(queue -> bench.start(worker(queue, redis).drainDelay(Duration.ofMillis(200))));
        Bench.eventually().until(() -> blocked().size() == 3);

        bench.start(worker(queues.get(3), redis));

        awaitWaiting(queues);
        addTo(queues);
        awaitCompleted(queues, 1);
    }

    @Test
    void eachIsListedAmongTheWorkersOfItsQueueUntilItIsClosed() {
        var queues = queues(3);
        var redis = sharing(server.uri());
        bench.start(worker(queues.get(0), redis).name("a|b%7C"));
        bench.start(worker(queues.get(0), redis).name("other"));
        bench.start(worker(queues.get(1), redis));
        var closed = bench.start(worker(queues.get(2), redis));
        var look = producer();

        Bench.eventually().untilAsserted(() -> {
            assertThat(queue(queues.get(0), look).getWorkers())
                    .extracting(ConnectedWorker::name)
                    .containsExactlyInAnyOrder("a|b%7C", "other");
            assertThat(queue(queues.get(1), look).getWorkers()).hasSize(1);
            assertThat(queue(queues.get(2), look).getWorkers()).hasSize(1);
        });
        closed.close();

        Bench.eventually()
                .untilAsserted(() ->
                        assertThat(queue(queues.get(2), look).getWorkers()).isEmpty());
        assertThat(queue(queues.get(1), look).getWorkers()).hasSize(1);
    }

    @Test
    void aWorkerThatComesWhileOthersWaitIsWokenToo() {
        var queues = queues(12);
        var redis = sharing(server.uri());
        for (var queue : queues) {
            bench.start(worker(queue, redis));

            addTo(List.of(queue));

            awaitCompleted(List.of(queue), 1);
        }
    }

    @Test
    void delayedJobsStartInTime() {
        var queues = queues(30);
        workers(queues, sharing(server.uri()));
        awaitWaiting(queues);
        var redis = producer();
        var due = new ConcurrentHashMap<String, Instant>();

        for (int i = 0; i < queues.size(); i++) {
            var delay = Duration.ofMillis(300 + 20L * i);
            due.put(queues.get(i).name(), Instant.now().plus(delay));
            queue(queues.get(i), redis)
                    .add("n", i, JobOptions.builder().delay(delay).build());
        }

        awaitCompleted(queues, 1);
        // The median, as a busy machine may stop anybody for a while.
        var late = queues.stream()
                .map(queue -> Duration.between(due.get(queue.name()), started.get(queue.name())))
                .sorted()
                .toList();
        assertThat(late.get(late.size() / 2)).isBetween(Duration.ofMillis(-50), Duration.ofSeconds(3));
    }

    @Test
    void pausingAndClosingOneLeavesTheOthersAlone() {
        var queues = queues(12);
        var workers = workers(queues, sharing(server.uri()));
        awaitWaiting(queues);
        var paused = queues.get(3);
        var closed = queues.get(5);
        var others = queues.stream()
                .filter(queue -> queue != paused && queue != closed)
                .toList();

        workers.get(3).pause();
        workers.get(5).close();

        addTo(queues);
        awaitCompleted(others, 1);
        assertThat(List.of(paused, closed))
                .allSatisfy(queue -> assertThatQueue(queue).hasCompleted(0).hasWaiting(1));

        workers.get(3).resume();

        awaitCompleted(List.of(paused), 1);
        assertThatQueue(closed).hasWaiting(1);
    }

    @Test
    void aMarkerThatMeetsAPauseIsLeftToTheWorkersOfOthers() {
        var queues = queues(12);
        var workers = workers(queues, sharing(server.uri()));
        awaitWaiting(queues);
        var elsewhere = bench.closing(RedisConnection.connect(server.uri()));
        queues.forEach(queue -> bench.start(worker(queue, elsewhere)));

        var pausing = new Thread(() -> workers.forEach(Worker::pause));
        pausing.start();
        addTo(queues);

        awaitCompleted(queues, 1);
    }

    @Test
    void whoeverWaitsForTheSameQueueIsServedInTurn() {
        var queue = any.another();
        var redis = sharing(server.uri());
        IntStream.range(0, 3).forEach(i -> bench.start(worker(queue, redis).concurrency(1)));
        var producer = queue(queue, producer());

        Bench.addMany(producer, 60);

        awaitCompleted(List.of(queue), 60);
    }

    @Test
    void allWakeAfterTheirConnectionsWereCut() throws Exception {
        try (var proxy = FaultProxy.to(server.uri())) {
            afterTheFault(proxy, LONG, () -> {
                proxy.cut();
                return proxy::heal;
            });
        }
    }

    @Test
    void allWakeAfterTheirConnectionsFellSilent() throws Exception {
        try (var proxy = FaultProxy.to(server.uri())) {
            afterTheFault(proxy, Duration.ofMillis(500), () -> {
                proxy.stallOpen();
                return () -> {};
            });
        }
    }

    private void afterTheFault(FaultProxy proxy, Duration drainDelay, Supplier<Runnable> fault) throws Exception {
        var queues = queues(20);
        var redis = sharing(proxy.uri());
        for (var queue : queues) {
            bench.start(worker(queue, redis).drainDelay(drainDelay));
        }
        awaitWaiting(queues);

        var heal = fault.get();
        addTo(queues);
        queues.forEach(queue -> queue.redis().del(queue.key("marker")));
        heal.run();

        awaitCompleted(queues, 1);
        awaitWaiting(queues);
        addTo(queues);
        awaitCompleted(queues, 2);
        bench.close();
    }

    @Test
    void aLimitOutOfRangeIsRefused() {
        for (var wrong : List.of(-1, 10_001)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedisOptions.builder().ownWorkerConnections(wrong))
                    .withMessageContaining("0 to 10000");
        }
    }
}
