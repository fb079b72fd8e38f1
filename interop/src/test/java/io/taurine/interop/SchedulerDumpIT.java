package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schedulers under one clock that the test moves: whoever takes a step, BullMQ, Taurine, or each in turn on the same schedulers,
 * the keys they leave are equal, field by field and to the millisecond.
 */
@RequiresNode
@RedisTest
final class SchedulerDumpIT {
    private static final int STEPS = 20;

    @RegisterExtension
    static final Sides SIDES = new Sides();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoeverTakesAStepTheKeysAreTheSame(long seed, TestQueue nodes) {
        var script = SchedulerScript.of(seed, STEPS);
        var javas = nodes.another();
        var mixed = nodes.another();
        var coin = new Random(seed);
        var sides = coin.ints(STEPS, 0, 2).toArray();

        var byNode = play(script, seed, nodes, (node, java) -> step -> node);
        var byJava = play(script, seed, javas, (node, java) -> step -> java);
        var byBoth = play(script, seed, mixed, (node, java) -> step -> sides[step] == 0 ? node : java);

        requireSame("by Java", byJava, byNode);
        requireSame("by both in turns", byBoth, byNode);
    }

    private static void requireSame(String who, JsonNode left, JsonNode expected) {
        var leaves = Json.leaves(left);
        var expectedLeaves = Json.leaves(expected);
        assertThat(without(leaves, expectedLeaves))
                .as("left %s, while Node alone left %s", who, without(expectedLeaves, leaves))
                .isEmpty();
        assertThat(leaves).as("left %s", who).isEqualTo(expectedLeaves);
    }

    private static List<String> without(List<String> leaves, List<String> others) {
        var left = new ArrayList<>(leaves);
        left.removeAll(others);
        return left;
    }

    private interface Casting {
        IntFunction<SchedulerHand> of(SchedulerHand node, SchedulerHand java);
    }

    private static JsonNode play(SchedulerScript script, long seed, TestQueue queue, Casting casting) {
        var peer = SIDES.peer();
        try (var worker = peer.startWorker(queue.name(), Map.of("manual", true))) {
            var node = new NodeSchedulerHand(peer, queue.name(), worker);
            var java = new JavaSchedulerHand(SIDES.redis(), queue.name());
            script.play(seed, casting.of(node, java));
            return peer.dump(queue.name(), "marker", "stalled", "stalled-check");
        } finally {
            peer.call("setClock", "at", null);
        }
    }
}
