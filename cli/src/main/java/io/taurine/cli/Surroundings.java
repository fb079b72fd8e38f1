package io.taurine.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the program meets outside itself; a test brings its own.
 *
 * @param terminal which of the three streams a person looks at
 */
record Surroundings(
        Map<String, String> environment, InputStream in, PrintWriter out, PrintWriter err, Terminal terminal) {

    /** Both outputs are UTF-8 whatever the locale says: a job's data must not turn into question marks in a cron job. */
    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                System.in,
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Terminal.ofProcess());
    }
}
