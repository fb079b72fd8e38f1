package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.cluster.SlotHash;
import io.taurine.job.JobState;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.ConnectedWorker;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.testkit.TestCluster;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Queues, flows, events and blocking reads on three masters, of which none dies. */
@Order(1) // takes long: whoever starts early does not end last
class ClusterIT {

    private static TestCluster cluster;

    private Bench bench;
    private RedisConnection redis;

    @BeforeAll
    static void start() {
        cluster = TestCluster.builder().nodeTimeout(Duration.ofSeconds(10)).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void connect() {
        bench = new Bench(cluster.queue("{any}"));
        redis = bench.closing(RedisConnection.connect(cluster.uri()));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    /** Nobody dies here, so locks may live long; a busy machine must not make a job look stalled. */
    private static WorkerBuilder<Integer> worker(
            String queueName, RedisConnection redis, Processor<Integer> processor) {
        return Bench.worker(queueName, redis, processor).lockDuration(Duration.ofSeconds(30));
    }

    private Queue<Integer> open(TestQueue queue) {
        return bench.closing(Queue.of(queue.name(), Integer.class, redis));
    }

    /** Queues so that each of the three masters has some. */
    private static List<TestQueue> queues(String label, int count) {
        var queues = IntStream.range(0, count)
                .mapToObj(i -> cluster.queue("{" + label + "-" + i + "}"))
                .toList();
        var thirds = queues.stream()
                .map(queue -> SlotHash.getSlot(queue.key("wait")) * 3 / SlotHash.SLOT_COUNT)
                .collect(Collectors.toSet());
        assertThat(thirds).as("masters with a queue").containsExactlyInAnyOrder(0, 1, 2);
        return queues;
    }

    @Test
    void thirtyQueuesOverAllNodesAreAddedToWorkedAndCounted() {
        var queues = queues("many", 30);
        var producers = queues.stream().map(this::open).toList();
        producers.forEach(producer -> Bench.addMany(producer, 20));
        assertThat(producers)
                .allSatisfy(producer ->
                        assertThat(producer.getJobCounts().of(JobState.WAITING)).isEqualTo(20));

        for (var queue : queues) {
            bench.start(worker(queue.name(), redis, ActiveJob::data).concurrency(5));
        }

        for (int i = 0; i < queues.size(); i++) {
            var queue = queues.get(i);
            var producer = producers.get(i);
            Bench.eventually().until(() -> producer.getJobCounts().of(JobState.COMPLETED) == 20);
            assertThatQueue(queue).hasCompleted(20).hasFailed(0).eachJobIsInExactlyOneState();
        }
    }

    @Test
    void anIdleWorkerOnEachNodeStartsAJobAtOnce() {
        var queues = queues("idle", 6);
        for (var queue : queues) {
            bench.start(worker(queue.name(), redis, ActiveJob::data).drainDelay(Duration.ofMinutes(1)));
            Bench.eventually().until(() -> isSomebodyBlockedIn("bzpopmin", queue));
        }

        queues.forEach(queue -> open(queue).add("n", 1));

        queues.forEach(queue -> Bench.eventually()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(1)));
    }

    @Test
    void manyWorkersWhoseQueuesAreInOneSlotShareAConnectionToItsNode() {
        var together = IntStream.range(0, 15)
                .mapToObj(i -> cluster.queue("{together}-" + i))
                .toList();
        var alone = queues("alone", 6);
        Stream.concat(together.stream(), alone.stream())
                .forEach(queue ->
                        bench.start(worker(queue.name(), redis, ActiveJob::data).drainDelay(Duration.ofMinutes(1))));

        // One for the fifteen, and one for each other slot: Redis refuses a read over several (CROSSSLOT).
        Bench.eventually().untilAsserted(() -> {
            assertThat(readers())
                    .hasSize(1 + alone.size())
                    .filteredOn(name -> name.startsWith("taurine|"))
                    .singleElement()
                    .satisfies(name -> assertThat(name.split("\\|")).hasSize(1 + together.size()));
        });
        together.forEach(queue -> open(queue).add("n", 1));
        alone.forEach(queue -> open(queue).add("n", 1));

        Bench.eventually().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(together).allSatisfy(queue -> assertThatQueue(queue).hasCompleted(1));
            assertThat(alone).allSatisfy(queue -> assertThatQueue(queue).hasCompleted(1));
        });
        assertThat(open(together.get(3)).getWorkers()).hasSize(1);
    }

    /** The names of the connections that block in a read for markers, at all nodes. */
    private static List<String> readers() {
        return cluster.nodes().stream()
                .flatMap(node -> cluster.commands(node).clientList().lines())
                .filter(line -> line.contains("cmd=bzpopmin") && line.contains("flags=b"))
                .map(line -> line.replaceAll(".* name=(\\S*) .*", "$1"))
                .toList();
    }

    private static boolean isSomebodyBlockedIn(String command, TestQueue queue) {
        return queue.redis()
                .clientList()
                .lines()
                .anyMatch(line -> line.contains("cmd=" + command) && line.contains("flags=b"));
    }

    @Test
    void eventsOfQueuesOnAllNodesAreHeardAndEndsWaitedFor() throws Exception {
        for (var queue : queues("heard", 6)) {
            Set<String> heard = ConcurrentHashMap.newKeySet();
            bench.closing(QueueEvents.open(queue.name(), redis, event -> heard.add(event.name())));
            bench.start(worker(queue.name(), redis, ActiveJob::data));
            var producer = open(queue);

            var id = producer.add("n", 7).id();

            assertThat(producer.waitUntilFinished(id, Duration.ofSeconds(20), Integer.class))
                    .contains(7);
            Bench.eventually()
                    .untilAsserted(() -> assertThat(heard).contains("added", "waiting", "active", "completed"));
        }
    }

    @Test
    void aFlowInOneTagIsWorkedBottomUp() {
        var orders = cluster.queue("{shop}-orders");
        var items = cluster.queue("{shop}-items");
        var flows = bench.closing(FlowProducer.of(redis));
        List<Map<String, ?>> seen = new ArrayList<>();
        bench.start(worker(items.name(), redis, job -> job.data() * 2));
        bench.start(worker(orders.name(), redis, job -> {
            seen.add(job.getChildrenValues(Integer.class));
            return 0;
        }));

        var tree = flows.add(FlowNode.of("order", orders.name())
                .data(0)
                .children(List.of(
                        FlowNode.of("item", items.name()).data(1).build(),
                        FlowNode.of("item", items.name()).data(2).build()))
                .build());

        Bench.eventually()
                .untilAsserted(() -> assertThatJob(orders, tree.job().id()).isCompleted());
        assertThat(seen)
                .singleElement()
                .satisfies(values -> assertThat(values.values().stream().map(Object::toString))
                        .containsExactlyInAnyOrder("2", "4"));
        assertThat(flows.getFlow(orders.name(), tree.job().id()).orElseThrow().children())
                .hasSize(2);
    }

    @Test
    void aFlowAcrossSlotsIsRefusedAndNothingIsWritten() {
        var parent = cluster.queue("{left}");
        var child = cluster.queue("{right}");
        var flows = bench.closing(FlowProducer.of(redis));
        var tree = FlowNode.of("p", parent.name())
                .data(0)
                .children(List.of(FlowNode.of("c", child.name()).data(1).build()))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> flows.add(tree))
                .withMessageContaining("parents and children must share one slot")
                .withMessageContaining("hash tag");
        assertThat(parent.keys()).isEmpty();
        assertThat(child.keys()).isEmpty();
    }

    @Test
    void workersAreListedOnceWhereverTheQueueIs() {
        for (var queue : queues("listed", 6)) {
            bench.start(worker(queue.name(), redis, ActiveJob::data).name("one"));
            bench.start(worker(queue.name(), redis, ActiveJob::data).name("two"));
            bench.start(worker(queue.name(), redis, ActiveJob::data));

            Bench.eventually()
                    .untilAsserted(() -> assertThat(open(queue).getWorkers())
                            .extracting(ConnectedWorker::name)
                            .containsExactlyInAnyOrder("one", "two", ""));
        }
    }

    @Test
    void aCancelIsHeardWhicheverNodeTheWorkerListensAt() {
        var elsewhere = bench.closing(RedisConnection.connect(cluster.uri()));
        for (var queue : queues("cancelled", 6)) {
            var started = new CountDownLatch(1);
            var worker = bench.start(worker(queue.name(), redis, job -> {
                started.countDown();
                new CountDownLatch(1).await();
                return 0;
            }));
            awaitListening(queue, worker.id());
            var producer = bench.closing(Queue.of(queue.name(), Integer.class, elsewhere));
            var id = producer.add("n", 1).id();
            Bench.eventually().until(() -> started.getCount() == 0);

            assertThat(producer.cancel(id, "enough")).isEqualTo(CancelOutcome.SIGNALLED);

            Bench.eventually()
                    .untilAsserted(() -> assertThatJob(queue, id).isFailed().hasFailedReason("enough"));
        }
    }

    @Test
    void aCancelThatNobodyHearsIsMarked() {
        var queue = cluster.queue("{unheard}");
        var producer = open(queue);
        var id = producer.add("n", 1).id();
        var byHand = bench.closing(Worker.of(queue.name(), Integer.class, redis).manual());
        assertThat(byHand.getNextJob("somebody:1", Duration.ZERO)).isPresent();

        assertThat(producer.cancel(id, "enough")).isEqualTo(CancelOutcome.MARKED);
    }

    private static void awaitListening(TestQueue queue, String workerId) {
        var channel = queue.key("cancel:" + workerId);
        Bench.eventually()
                .until(() -> cluster.nodes().stream()
                        .anyMatch(node ->
                                cluster.commands(node).pubsubChannels(channel).contains(channel)));
    }
}
