package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.TestQueue;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program inside this JVM, with what it printed. */
final class Cli {

    private final Map<String, String> environment;
    private final String input;
    private final Terminal terminal;

    private Cli(Map<String, String> environment, String input, Terminal terminal) {
        this.environment = environment;
        this.input = input;
        this.terminal = terminal;
    }

    static Cli on(String redisUri) {
        return new Cli(Map.of("REDIS_URL", redisUri), "", Terminal.NONE);
    }

    static Cli on(TestQueue queue) {
        return on(queue.redisUri());
    }

    Cli reading(String text) {
        return new Cli(environment, text, terminal);
    }

    /** As if a person sat there. */
    Cli onTerminal() {
        return new Cli(environment, input, new Terminal(true, true, true));
    }

    Run run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var surroundings = new Surroundings(
                environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                terminal);
        int exitCode = Taurine.execute(surroundings, args);
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** What must succeed for the test to mean anything. */
    Run done(String... args) {
        var run = run(args);
        if (run.exitCode() != ExitCode.DONE) {
            throw new AssertionError("taurine " + String.join(" ", args) + " ended with " + run);
        }
        return run;
    }

    /** The one document that the command prints. */
    JsonNode json(String... args) {
        var lines = done(withJson(args)).lines();
        if (lines.size() != 1) {
            throw new AssertionError("expected one document, got " + lines);
        }
        return parse(lines.get(0));
    }

    /** The documents that the command prints, one on each line. */
    List<JsonNode> jsonLines(String... args) {
        return done(withJson(args)).lines().stream().map(Cli::parse).toList();
    }

    private static String[] withJson(String... args) {
        return Stream.concat(Stream.of(args), Stream.of("--json")).toArray(String[]::new);
    }

    private static JsonNode parse(String line) {
        return Json.parse(line).orElseThrow(() -> new AssertionError("no JSON: " + line));
    }

    record Run(int exitCode, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }
    }
}
