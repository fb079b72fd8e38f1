package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.taurine.interop.Side.NewJob;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two Node and two Java workers share what both languages add. */
@RequiresNode
@RedisTest
final class MixedFleetIT {
    private static final int JOBS = 10_000;
    private static final int BULK = 500;

    @RegisterExtension
    static final Sides SIDES = new Sides();

    @Test
    void runsEachOfTenThousandJobsExactlyOnce(TestQueue queue) {
        // Every event has to be there at the end, to be counted.
        var untrimmed = Map.of("streams", Map.of("events", Map.of("maxLen", 20 * JOBS)));
        SIDES.peer().call("open", "queue", queue.name(), "options", untrimmed);
        var node = SIDES.node(queue);
        var java = SIDES.java(queue);
        var fleet = WorkerSetup.DEFAULT.withConcurrency(10);
        var nodeWorkers = List.of(node.startWorker(fleet), node.startWorker(fleet));
        var first = java.startWorker(fleet);
        var second = java.startWorker(fleet);

        var javaAdds = CompletableFuture.supplyAsync(() -> addHalf(java));
        var ids = new ArrayList<>(addHalf(node));
        ids.addAll(javaAdds.join());

        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(JOBS));
        assertThat(ids).hasSize(JOBS).doesNotHaveDuplicates();
        var nodeRuns = nodeWorkers.stream().map(worker -> runsOf(worker)).toList();
        var runs = new ArrayList<>(java.behaviours().runs());
        nodeRuns.forEach(runs::addAll);
        assertThat(countsIn(runs))
                .hasSize(JOBS)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        assertThat(countsIn(completedEvents(queue)))
                .hasSize(JOBS)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        assertThat(nodeRuns).allSatisfy(ofOne -> assertThat(ofOne).isNotEmpty());
        assertThat(java.behaviours().runs()).isNotEmpty();
        assertThat(first.runningJobs() + second.runningJobs()).isZero();
        assertThatQueue(queue).hasWaiting(0).hasActive(0).hasFailed(0).eachJobIsInExactlyOneState();
    }

    private static List<String> addHalf(Side side) {
        var ids = new ArrayList<String>();
        for (var from = 0; from < JOBS / 2; from += BULK) {
            ids.addAll(side.addBulk(IntStream.range(from, from + BULK)
                    .mapToObj(n -> new NewJob("echo", Map.of("n", n), Option.NONE))
                    .toList()));
        }
        return ids;
    }

    private static List<String> runsOf(NodeWorker worker) {
        return worker.runs().stream().map(run -> run.path("job").asText()).toList();
    }

    private static List<String> completedEvents(TestQueue queue) {
        return queue.redis().xrange(queue.key("events"), Range.unbounded()).stream()
                .filter(event -> "completed".equals(event.getBody().get("event")))
                .map(event -> event.getBody().get("jobId"))
                .toList();
    }

    private static Map<String, Long> countsIn(List<String> ids) {
        return ids.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
