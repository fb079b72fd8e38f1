package io.taurine.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;

/** A main for {@link ForkedJvmTest}: says back what it is told. */
final class Echo {
    private Echo() {}

    public static void main(String[] args) {
        ForkedJvm.exitWhenParentDies();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("goodbye")));
        // A heap of this size is rounded by the collector, and less is usable than was asked for.
        System.err.println(
                "heap at most " + (Runtime.getRuntime().maxMemory() / (1 << 20) <= 32 ? 32 : "more than 32") + " MB");
        System.out.println("ready " + System.getProperty("greeting") + " " + List.of(args));
        var input = new Scanner(System.in, StandardCharsets.UTF_8);
        while (input.hasNextLine()) {
            var line = input.nextLine();
            if (line.equals("exit")) {
                System.exit(3);
            }
            System.out.println("echo " + line);
        }
    }
}
