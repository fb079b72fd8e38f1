package io.taurine.cli;

import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs a shell command for each job: data on its standard input, result from its standard output. */
final class CommandProcessor implements Processor<JsonText>, AutoCloseable {

    private static final int ERROR_LINES = 5;

    private final String command;
    private final Set<CommandRun> running = ConcurrentHashMap.newKeySet();

    CommandProcessor(String command) {
        this.command = command;
    }

    @Override
    public @Nullable Object process(ActiveJob<JsonText> job)
            throws IOException, InterruptedException, CommandFailedException {
        var environment = Map.of(
                "TAURINE_JOB_ID", job.id(),
                "TAURINE_JOB_NAME", job.name(),
                "TAURINE_JOB_QUEUE", job.job().queueName(),
                "TAURINE_JOB_ATTEMPT", Integer.toString(job.attempt()));
        try (var run = CommandRun.start(command, environment, job.data().text(), "taurine-exec-" + job.id())) {
            running.add(run);
            try {
                return outcome(run, run.await());
            } catch (InterruptedException e) {
                // Cancelled, timed out, or the worker closes.
                run.terminate();
                throw e;
            } finally {
                running.remove(run);
            }
        }
    }

    private static @Nullable Object outcome(CommandRun run, int exitCode) throws CommandFailedException {
        if (exitCode != 0) {
            var said = String.join("\n", run.lastErrorLines(ERROR_LINES));
            throw new CommandFailedException("exit code " + exitCode + (said.isEmpty() ? "" : ": " + said));
        }
        if (run.isOutputCut()) {
            throw new CommandFailedException(
                    "the command printed more than " + CommandRun.maxOutputBytes() + " bytes, too much for a result");
        }
        var printed = run.output().strip();
        if (printed.isEmpty()) {
            return null;
        }
        return new JsonText(Json.parse(printed).isPresent() ? printed : Json.quoted(printed));
    }

    /** Kills what still runs; for the end of the program. */
    @Override
    public void close() {
        running.forEach(CommandRun::close);
    }
}
