package io.taurine.benchmark.soak;

import java.util.List;

/**
 * One process of the fleet, which keeps its name over all its lives.
 *
 * @param isMortal whether it is killed at times; one worker never is, so that its heap tells of leaks
 */
record Role(String name, boolean isJava, boolean isWorker, boolean isMortal) {
    static final List<Role> ALL = List.of(
            new Role("java-worker-1", true, true, false),
            new Role("java-worker-2", true, true, true),
            new Role("node-worker-1", false, true, true),
            new Role("java-producer-1", true, false, true),
            new Role("java-producer-2", true, false, true),
            new Role("node-producer-1", false, false, true));

    /** A Node producer has none of its own: BullMQ dates by the client's clock what then comes due minutes late. */
    boolean hasClock() {
        return isJava || isWorker;
    }
}
