package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.testkit.SlotMove;
import io.taurine.testkit.TestCluster;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ActiveJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The slot of a queue moves to another master while workers, producers and listeners use it. */
class SlotMovedIT {

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.builder().nodeTimeout(Duration.ofSeconds(10)).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** A master that does not have the queue and does not know the scripts. */
    private static EmbeddedRedis newHomeFor(TestQueue queue) {
        var home = cluster.masterOf(queue.key("wait"));
        var target = cluster.masters().stream()
                .filter(master -> master != home)
                .findFirst()
                .orElseThrow();
        cluster.commands(target).scriptFlush();
        return target;
    }

    @Test
    void nothingIsLostOrStuckOrDoneTwiceWhileTheSlotMoves() throws Exception {
        var queue = cluster.queue("{moved}");
        try (var bench = new Bench(queue)) {
            var redis = bench.closing(RedisConnection.connect(cluster.uri()));
            List<QueueEvent> events = new CopyOnWriteArrayList<>();
            bench.closing(QueueEvents.open(queue.name(), redis, events::add));
            var runs = new AtomicInteger();
            bench.start(Bench.worker(queue.name(), redis, job -> {
                        runs.incrementAndGet();
                        return Bench.brief(job);
                    })
                    .lockDuration(Duration.ofSeconds(30))
                    .concurrency(10));
            var producer = bench.closing(Queue.of(queue.name(), Integer.class, redis));
            List<String> ids = new CopyOnWriteArrayList<>(Bench.addMany(producer, 300));
            var enough = new AtomicBoolean();
            var adding = Executors.newSingleThreadExecutor();
            adding.execute(() -> {
                while (!enough.get()) {
                    ids.add(producer.add("number", 1).id());
                }
            });
            Bench.eventually().until(() -> bench.completed() > 50);

            var move = cluster.move(queue.key("wait"), newHomeFor(queue));
            // Some of its keys are there and some here: calls are held back, none breaks off in the middle.
            for (int i = 0; i < 10; i++) {
                move.moveSome(20);
            }
            move.finish();
            var added = ids.size();
            Bench.eventually().until(() -> ids.size() > added + 20);
            enough.set(true);
            adding.shutdown();
            Bench.eventually().until(adding::isTerminated);

            bench.awaitEachCompletedOnce(ids);
            assertThat(runs).hasValue(ids.size());
            assertThatQueue(queue).eachJobIsInExactlyOneState();
            assertThat(cluster.masterOf(queue.key("wait"))).isSameAs(move.target());
            var stream = queue.redis().xrange(queue.key("events"), Range.unbounded());
            Bench.eventually().until(() -> events.size() >= stream.size());
            assertThat(events).extracting(QueueEvent::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void anIdleWorkerIsNotDeafAfterTheMove() throws Exception {
        var queue = cluster.queue("{idle-moved}");
        try (var bench = new Bench(queue)) {
            var redis = bench.closing(RedisConnection.connect(cluster.uri()));
            bench.start(Bench.worker(queue.name(), redis, ActiveJob::data).drainDelay(Duration.ofMinutes(1)));
            var producer = bench.closing(Queue.of(queue.name(), Integer.class, redis));
            producer.add("before", 1);
            Bench.eventually().until(() -> bench.completed() == 1);

            cluster.move(queue.key("wait"), newHomeFor(queue)).finish();
            producer.add("after", 2);

            Bench.eventually().atMost(Duration.ofSeconds(10)).until(() -> bench.completed() == 2);
        }
    }

    @Test
    void workersThatShareAConnectionFollowTheirSlotTogether() throws Exception {
        var queues = IntStream.range(0, 12)
                .mapToObj(i -> cluster.queue("{all-moved}-" + i))
                .toList();
        try (var bench = new Bench(queues.get(0))) {
            var redis = bench.closing(RedisConnection.connect(cluster.uri()));
            for (var queue : queues) {
                bench.start(Bench.worker(queue.name(), redis, ActiveJob::data).drainDelay(Duration.ofMinutes(1)));
            }
            addToAndAwait(queues, 1, bench, redis);

            cluster.move(queues.get(0).key("wait"), newHomeFor(queues.get(0))).finish();

            addToAndAwait(queues, 2, bench, redis);
        }
    }

    private static void addToAndAwait(List<TestQueue> queues, int completed, Bench bench, RedisConnection redis) {
        queues.forEach(queue ->
                bench.closing(Queue.of(queue.name(), Integer.class, redis)).add("n", completed));
        Bench.eventually()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(queues)
                        .allSatisfy(queue -> assertThatQueue(queue).hasCompleted(completed)));
    }

    @Test
    void aCallThatMeetsAHalfMovedQueueWaitsAndThenSeesAllOfIt() throws Exception {
        var queue = cluster.queue("{half-moved}");
        try (var bench = new Bench(queue)) {
            var redis = bench.closing(RedisConnection.connect(cluster.uri()));
            var producer = bench.closing(Queue.of(queue.name(), Integer.class, redis));
            var ids = Bench.addMany(producer, 5);

            var move = cluster.move(queue.key("wait"), newHomeFor(queue));
            // The job is there, and the settings, all that the script is given, are here ...
            move.moveKey(queue.key(ids.get(1)));
            var logged = producer.addJobLogAsync(ids.get(1), "a line").toCompletableFuture();
            awaitRefusalOf(logged, move);
            // ... or the other way round.
            move.moveKey(queue.key("meta"));
            var updated = producer.updateDataAsync(ids.get(0), 42).toCompletableFuture();
            awaitRefusalOf(updated, move);
            move.finish();

            updated.join();
            assertThat(logged.join()).isEqualTo(1);
            assertThat(producer.getJob(ids.get(0)).orElseThrow().data()).isEqualTo(42);
            assertThatQueue(queue).hasWaiting(5).eachJobIsInExactlyOneState();
        }
    }

    /** Waits until Redis has told a call under way to come back later. */
    private static void awaitRefusalOf(CompletableFuture<?> call, SlotMove move) {
        var before = refusals(move);
        Bench.eventually().until(() -> call.isDone() || refusals(move) > before);
        assertThat(call).as("a call that must not see half a queue").isNotDone();
    }

    private static long refusals(SlotMove move) {
        return Stream.of(move.source(), move.target())
                .flatMap(node -> cluster.commands(node).info("errorstats").lines())
                .filter(line -> line.startsWith("errorstat_TRYAGAIN:count="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
                .sum();
    }
}
