package io.taurine.testkit;

import java.time.Duration;

/** A main for {@link ForkedJvmTest}: forks another JVM itself, and is then killed. */
final class Parent {
    private Parent() {}

    public static void main(String[] args) {
        ForkedJvm.exitWhenParentDies();
        try (var child = ForkedJvm.start(Echo.class)) {
            child.awaitLine(line -> line.startsWith("ready"), Duration.ofSeconds(20));
            System.out.println("child " + child.pid());
            child.exitCode(Duration.ofMinutes(1));
        }
    }
}
