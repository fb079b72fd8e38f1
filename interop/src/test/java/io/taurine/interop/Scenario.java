package io.taurine.interop;

import io.taurine.testkit.TestQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Something done to a queue, by either side, whose traces in Redis must be the same. */
final class Scenario {
    /** What is done; the keys are there for what no side can do, such as the loss of a lock. */
    interface Steps {
        void on(Side side, TestQueue keys);
    }

    /**
     * A place where Taurine leaves something else on purpose.
     *
     * @param bullmq traces that only BullMQ leaves
     * @param taurine traces that only Taurine leaves
     */
    record Difference(String reason, List<String> bullmq, List<String> taurine) {}

    private final String name;
    private final Steps steps;
    private final List<Difference> differences = new ArrayList<>();
    private final List<String> inexact = new ArrayList<>();

    private Scenario(String name, Steps steps) {
        this.name = name;
        this.steps = steps;
    }

    static Scenario of(String name, Steps steps) {
        return new Scenario(name, steps);
    }

    Scenario differs(String reason, List<String> bullmq, List<String> taurine) {
        differences.add(new Difference(reason, bullmq, taurine));
        return this;
    }

    /** A leaf that depends on the clock: both sides must have it, with whatever value. */
    Scenario withInexact(String path) {
        inexact.add(path);
        return this;
    }

    void run(Side side, TestQueue keys) {
        steps.on(side, keys);
    }

    List<String> inexact() {
        return Collections.unmodifiableList(inexact);
    }

    List<String> leftByBullmqOnly() {
        return differences.stream().flatMap(one -> one.bullmq().stream()).toList();
    }

    List<String> leftByTaurineOnly() {
        return differences.stream().flatMap(one -> one.taurine().stream()).toList();
    }

    String reasons() {
        return differences.stream().map(Difference::reason).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name;
    }
}
