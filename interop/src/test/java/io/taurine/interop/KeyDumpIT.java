package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same done by BullMQ and by Taurine leaves the same in Redis, field by field and event by event. */
@Order(1) // takes long: whoever starts early does not end last
@RequiresNode
@RedisTest
final class KeyDumpIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    static Stream<Scenario> producing() {
        return Stream.concat(AddingScenarios.all(), DeduplicationScenarios.producing());
    }

    static Stream<Scenario> working() {
        return Stream.of(
                        WorkingScenarios.all(),
                        LossScenarios.all(),
                        DeduplicationScenarios.working(),
                        FlowScenarios.all())
                .flatMap(scenarios -> scenarios);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("producing")
    void producersLeaveTheSame(Scenario scenario, TestQueue queue) {
        compare(scenario, queue, queue.another());
    }

    static Stream<Scenario> looping() {
        return Stream.concat(LoopScenarios.all(), FlowScenarios.looping());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("working")
    void workersLeaveTheSame(Scenario scenario, TestQueue queue) {
        compare(scenario, queue, queue.another());
    }

    /** A worker takes markers whenever it likes, so these and what its stalled checks note are left out. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("looping")
    void workersThatRunByThemselvesLeaveTheSame(Scenario scenario, TestQueue queue) {
        var javas = queue.another();
        scenario.run(SIDES.node(queue), queue);
        scenario.run(SIDES.java(javas), javas);

        requireSame(scenario, withoutMarkers(queue), withoutMarkers(javas));
    }

    private static List<String> withoutMarkers(TestQueue queue) {
        return Json.leaves(SIDES.peer().dump(queue.name(), "marker", "stalled", "stalled-check")).stream()
                .map(KeyDumpIT::withoutRank)
                .toList();
    }

    /** Jobs that came in the same millisecond are sorted by id: which of them did is chance. */
    private static String withoutRank(String leaf) {
        return leaf.replaceFirst("^/keys/(completed|waiting-children)/value/[0-9]+/", "/keys/$1/value/*/");
    }

    private static List<String> withoutRanks(List<String> leaves) {
        return leaves.stream().map(KeyDumpIT::withoutRank).toList();
    }

    private static void compare(Scenario scenario, TestQueue nodes, TestQueue javas) {
        var node = tracesOf(scenario, SIDES.node(nodes), nodes);
        var java = tracesOf(scenario, SIDES.java(javas), javas);

        requireSame(scenario, node, java);
    }

    private static void requireSame(Scenario scenario, List<String> node, List<String> java) {
        assertThat(without(node, java))
                .as("left by BullMQ only (%s), while Taurine left %s", scenario.reasons(), without(java, node))
                .isEqualTo(withoutRanks(scenario.leftByBullmqOnly()));
        assertThat(without(java, node))
                .as("left by Taurine only (%s)", scenario.reasons())
                .isEqualTo(withoutRanks(scenario.leftByTaurineOnly()));
    }

    private static List<String> tracesOf(Scenario scenario, Side side, TestQueue queue) {
        var markers = new MarkerWatch(queue);
        scenario.run(markers.over(side), queue);
        var traces = new ArrayList<>(leaves(scenario, SIDES.peer().dump(queue.name())));
        traces.replaceAll(KeyDumpIT::withoutRank);
        assertThat(traces).as("traces of " + side).isNotEmpty();
        traces.addAll(markers.seen());
        return traces;
    }

    private static List<String> leaves(Scenario scenario, JsonNode dump) {
        return Json.leaves(dump).stream()
                .map(leaf -> scenario.inexact().stream()
                        .filter(path -> leaf.startsWith(path + " = "))
                        .findFirst()
                        .orElse(leaf))
                .toList();
    }

    private static List<String> without(List<String> leaves, List<String> others) {
        var left = new ArrayList<>(leaves);
        left.removeAll(others);
        return left;
    }
}
