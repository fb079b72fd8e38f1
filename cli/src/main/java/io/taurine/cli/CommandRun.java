package io.taurine.cli;

import io.taurine.worker.process.ChildProcess;
import io.taurine.worker.process.OutputCapture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One run of a shell command, with everything it starts. Whoever starts it must close it. */
final class CommandRun implements AutoCloseable {

    private static final int MAX_OUTPUT_BYTES = 32 << 20;
    private static final int ERROR_BYTES = 4 << 10;

    /** How long a command may tidy up after SIGTERM. */
    private static final Duration UNTIL_KILLED = Duration.ofSeconds(1);

    /** How long output is waited for that something in the background may still write. */
    private static final Duration UNTIL_SILENT = Duration.ofSeconds(2);

    private final ChildProcess process;
    private final OutputCapture output;
    private final OutputCapture errors;

    private CommandRun(ChildProcess process, String label) {
        this.process = process;
        this.output = OutputCapture.ofStart(process.output(), MAX_OUTPUT_BYTES, label + "-out");
        this.errors = OutputCapture.ofEnd(process.errors(), ERROR_BYTES, label + "-err");
    }

    static CommandRun start(String command, Map<String, String> environment, String input, String label)
            throws IOException {
        // A Ctrl-C in the terminal reaches every process there; what is running is ours to end, once it had its time.
        var builder = new ProcessBuilder("/bin/sh", "-c", "trap '' INT; " + command);
        builder.environment().putAll(environment);
        var run = new CommandRun(ChildProcess.start(builder), label);
        run.feed(input, label + "-in");
        return run;
    }

    private void feed(String input, String threadName) {
        var thread = new Thread(
                () -> {
                    try (OutputStream stdin = process.input()) {
                        stdin.write(input.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException notRead) {
                        // A command need not read its data.
                    }
                },
                threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for its end and for what it printed, and returns its exit code. */
    int await() throws InterruptedException {
        int exitCode = process.await();
        output.await(UNTIL_SILENT);
        errors.await(UNTIL_SILENT);
        return exitCode;
    }

    String output() {
        return output.text();
    }

    /** True when it printed more than {@link #output()} has. */
    boolean isOutputCut() {
        return output.isCut();
    }

    static int maxOutputBytes() {
        return MAX_OUTPUT_BYTES;
    }

    List<String> lastErrorLines(int count) {
        return errors.lastLines(count);
    }

    /** Asks it and all its descendants to end, and kills what is left a second later. */
    void terminate() {
        process.terminate(UNTIL_KILLED);
    }

    /** Kills whatever of it still runs. */
    @Override
    public void close() {
        process.close();
    }
}
