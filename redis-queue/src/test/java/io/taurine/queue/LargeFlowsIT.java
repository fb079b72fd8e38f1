package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.flow.FlowChildren;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowQuery;
import io.taurine.testkit.TestQueue;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Trees of ten thousand jobs on a Redis of their own. Each script call may hold it for a few milliseconds; the processor
 * time that Redis has used tells, since on a busy machine its slow log tells of the machine.
 */
@Order(1) // takes long: whoever starts early does not end last
class LargeFlowsIT {

    private static final int MANY = 10_000;
    private static final int MILLIS = 5;

    private static EmbeddedRedis server;
    private static RedisConnection connection;

    private TestQueue keysOf;
    private Queue<Object> queue;
    private FlowProducer flows;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
        connection = RedisConnection.connect(server.uri());
    }

    @AfterAll
    static void stop() {
        connection.close();
        server.close();
    }

    @BeforeEach
    void open() {
        keysOf = TestQueue.create("large", server.uri());
        queue = Queue.of(keysOf.name(), Object.class, connection);
        flows = FlowProducer.of(connection);
    }

    @AfterEach
    void close() {
        keysOf.redis().flushall();
        queue.close();
        flows.close();
    }

    private FlowNode.Builder node(String id) {
        return FlowNode.of("n", keysOf.name())
                .data(1)
                .options(JobOptions.builder().jobId(id).build());
    }

    private List<FlowNode> leaves(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> node(prefix + i).build()).toList();
    }

    private void addWideTree() {
        flows.add(node("root").children(leaves("c", MANY - 1)).build());
    }

    private void addBranches(int branches, int each) {
        var root = node("root");
        IntStream.range(0, branches).forEach(i -> root.child(node("b" + i).children(leaves("b" + i + "-", each))));
        flows.add(root.build());
    }

    /** As if so many children had ended, a third of them in each way. */
    private void end(int count) {
        var redis = keysOf.redis();
        var parent = keysOf.key("root");
        for (var i = 0; i < count; i++) {
            var key = keysOf.key("c" + i);
            redis.srem(parent + ":dependencies", key);
            switch (i % 3) {
                case 0 -> redis.hset(parent + ":processed", key, "1");
                case 1 -> redis.hset(parent + ":failed", key, "why");
                default -> redis.zadd(parent + ":unsuccessful", i, key);
            }
        }
    }

    private void doesNotHoldRedis(Runnable call) {
        var redis = keysOf.redis();
        redis.configResetstat();
        redis.configSet("slowlog-log-slower-than", Integer.toString(MILLIS * 1000));
        redis.slowlogReset();
        var before = cpuMillis();

        call.run();

        var calls = scriptCalls();
        var each = (cpuMillis() - before) / Math.max(1, calls);
        assertThat(each).as("milliseconds for each of %s script calls", calls).isLessThan(MILLIS);
    }

    private double cpuMillis() {
        return 1000 * (number("cpu", "used_cpu_user:(.*)") + number("cpu", "used_cpu_sys:(.*)"));
    }

    private long scriptCalls() {
        return (long) number("commandstats", "cmdstat_evalsha:calls=(\\d+).*");
    }

    private double number(String section, String line) {
        var pattern = Pattern.compile(line);
        return keysOf.redis()
                .info(section)
                .lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    private void leavesNothing() {
        assertThat(keysOf.keys())
                .containsExactlyInAnyOrder(
                        keysOf.key("events"), keysOf.key("id"), keysOf.key("marker"), keysOf.key("meta"));
    }

    @Test
    void removingATreeOfBranches() {
        addBranches(100, 98);

        doesNotHoldRedis(() -> assertThat(queue.remove("root")).isTrue());

        leavesNothing();
    }

    @Test
    void removingATreeOfWhichPartHasEnded() {
        addWideTree();
        end(3000);

        doesNotHoldRedis(() -> assertThat(queue.remove("root")).isTrue());

        leavesNothing();
    }

    @Test
    void cancellingAParentThatIsToBeRemoved() {
        addBranches(20, 98);
        var options = CancelOptions.builder().reason("no").remove(true).build();

        doesNotHoldRedis(() -> assertThat(queue.cancel("root", options)).isEqualTo(CancelOutcome.REMOVED));

        leavesNothing();
    }

    @Test
    void removingWhatAParentWaitsFor() {
        addBranches(100, 98);

        doesNotHoldRedis(
                () -> assertThat(queue.removeUnprocessedChildren("root")).isEqualTo(100));

        assertThatJob(keysOf, "root").isWaiting();
        assertThat(keysOf.redis().llen(keysOf.key("wait"))).isEqualTo(1);
    }

    /** A tree is added at once, whatever its size; what it costs grows with its jobs alone. */
    @Test
    void addingTreesOfAHundred() {
        var node = FlowNode.of("n", keysOf.name());
        var tree = node.children(IntStream.range(0, 99)
                        .mapToObj(i -> FlowNode.of("n", keysOf.name()).build())
                        .toList())
                .build();

        doesNotHoldRedis(() -> IntStream.range(0, 100).forEach(i -> flows.add(tree)));

        assertThat(keysOf.redis().llen(keysOf.key("wait"))).isEqualTo(100 * 99);
        assertThat(keysOf.redis().get(keysOf.key("id"))).isEqualTo("10000");
    }

    @Test
    void readingATree() {
        addWideTree();

        doesNotHoldRedis(() -> {
            var query = FlowQuery.of(keysOf.name(), "root").withMaxChildren(1000);
            assertThat(flows.getFlow(query).orElseThrow().children()).hasSize(1000);
            assertThat(queue.getDependencies("root").unprocessed()).hasSize(MANY - 1);
        });
    }

    @Test
    void readingAllChildrenOfEachKindByPage() {
        addWideTree();
        end(3000);
        var query = FlowQuery.of(keysOf.name(), "root").withDepth(2).withMaxChildren(1000);

        doesNotHoldRedis(() -> {
            for (var kind : DependencyKind.values()) {
                var met = new HashSet<String>();
                var cursor = 0L;
                do {
                    var page = flows.getFlowChildren(query, kind, cursor);
                    page.children().forEach(child -> met.add(child.id()));
                    cursor = page.nextCursor();
                } while (cursor != 0);
                assertThat(met).as("%s", kind).hasSize(kind == DependencyKind.UNPROCESSED ? MANY - 3001 : 1000);
            }
            var all = queue.getDependencies("root");
            assertThat(all.unprocessed()).hasSize(MANY - 3001);
            assertThat(all.processed()).hasSize(1000).containsValue(1);
            assertThat(all.ignored())
                    .isEqualTo(queue.getIgnoredChildrenFailures("root"))
                    .hasSize(1000);
            assertThat(all.failed())
                    .containsExactlyElementsOf(queue.getFailedChildren("root").keySet())
                    .hasSize(1000);
        });
    }

    @Test
    void aPageOfChildrenHasWhatHangsBelowThem() {
        addBranches(3, 2);

        var page = flows.getFlowChildren(FlowQuery.of(keysOf.name(), "root"), DependencyKind.UNPROCESSED, 0);

        assertThat(page.isLast()).isTrue();
        assertThat(page.children())
                .hasSize(3)
                .allSatisfy(branch -> assertThat(branch.children()).hasSize(2))
                .allSatisfy(branch -> assertThat(branch.state()).isEqualTo(JobState.WAITING_CHILDREN));
        assertThat(flows.getFlowChildren(FlowQuery.of(keysOf.name(), "none"), DependencyKind.FAILED, 0))
                .isEqualTo(new FlowChildren(List.of(), 0));
    }

    @Test
    void refusesPagesOfChildrenThatCannotBe() {
        var query = FlowQuery.of(keysOf.name(), "root");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> flows.getFlowChildren(query, DependencyKind.FAILED, -1))
                .withMessageContaining("cursor must be 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flows.getFlowChildren(query.withDepth(1), DependencyKind.FAILED, 0))
                .withMessageContaining("depth must be 2 or more");
    }

    @Test
    void aLockedChildKeepsALargeTreeWhole() {
        addBranches(3, 60);
        keysOf.redis().set(keysOf.key("b1-7") + ":lock", "somebody");

        assertThatExceptionOfType(JobLockedException.class)
                .isThrownBy(() -> queue.remove("root"))
                .satisfies(e -> assertThat(e.jobId()).isEqualTo("root"));

        assertThat(keysOf.redis().llen(keysOf.key("wait"))).isEqualTo(180);
        assertThat(queue.removeUnprocessedChildren("root")).isEqualTo(3);
        assertThat(keysOf.redis().lrange(keysOf.key("wait"), 0, -1)).containsExactly("b1-7", "root");
    }

    @Test
    void aLongRowOfParentsGoesWhole() {
        var node = node("c0").build();
        for (var i = 1; i < 300; i++) {
            node = node("c" + i).child(node).build();
        }
        flows.add(node);

        assertThat(queue.remove("c299")).isTrue();

        leavesNothing();
    }

    @Test
    void aCircleThatAnotherClientLeftBehindEnds() {
        addBranches(3, 60);
        keysOf.redis().sadd(keysOf.key("b1-7") + ":dependencies", keysOf.key("root"), keysOf.key("b1"));
        keysOf.redis().sadd(keysOf.key("b2-0") + ":dependencies", keysOf.key("gone"));

        assertThat(queue.remove("root")).isTrue();

        leavesNothing();
    }
}
