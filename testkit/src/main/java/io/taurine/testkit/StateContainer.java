package io.taurine.testkit;

import java.util.List;
import java.util.stream.Stream;

/** The lists and sorted sets of a queue whose members are job ids; the order is known to the scripts. */
enum StateContainer {
    WAIT("wait"),
    /** Written by old clients only, for the jobs of a paused queue; they count as waiting. */
    PAUSED("paused"),
    ACTIVE("active"),
    PRIORITIZED("prioritized"),
    DELAYED("delayed"),
    COMPLETED("completed"),
    FAILED("failed"),
    WAITING_CHILDREN("waiting-children");

    final String suffix;

    StateContainer(String suffix) {
        this.suffix = suffix;
    }

    /** The keys that every script takes first. */
    static Stream<String> keysOf(TestQueue queue) {
        return Stream.of(values()).map(container -> queue.key(container.suffix));
    }

    /** From the numbers that scripts answer with, which start at one. */
    static List<StateContainer> numbered(List<?> numbers) {
        return numbers.stream()
                .map(number -> values()[((Long) number).intValue() - 1])
                .toList();
    }

    @Override
    public String toString() {
        return suffix;
    }
}
