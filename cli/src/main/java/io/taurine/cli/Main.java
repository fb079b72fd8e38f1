package io.taurine.cli;

import java.util.Arrays;

/** Starts the program and ends the JVM with its exit code. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Before the first logger exists: logback.xml reads it.
        if (Arrays.asList(args).contains("--verbose")) {
            System.setProperty("taurine.log.level", "INFO");
        } else if (Arrays.asList(args).contains("server")) {
            // Nobody else tells of an outage there.
            System.setProperty("taurine.log.level", "WARN");
        }
        var surroundings = Surroundings.ofProcess();
        int exitCode = Taurine.execute(surroundings, args);
        surroundings.out().flush();
        surroundings.err().flush();
        // Also where a thread of somebody's is still there.
        System.exit(exitCode);
    }
}
