package io.taurine.cli;

import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "add", description = "Add a job.")
final class AddCommand extends QueueCommand {

    private static final String STDIN = "-";

    @Parameters(index = "1", paramLabel = "NAME", description = "What kind of job it is.")
    private String name = "";

    @Parameters(
            index = "2",
            paramLabel = "JSON",
            arity = "0..1",
            description = "Its data; - reads it from standard input. Default: {}.")
    private String data = "{}";

    @Mixin
    private final RunOptions run = new RunOptions();

    @Option(names = "--delay", paramLabel = "TIME", description = "Not to be run before that long from now.")
    private @Nullable Duration delay;

    @Option(
            names = "--job-id",
            paramLabel = "ID",
            description = "An id of your own; nothing is added while a job with that id exists.")
    private @Nullable String jobId;

    @Option(names = "--lifo", description = "Before the jobs that are waiting, not behind them.")
    private boolean lifo;

    @Option(names = "--keep-logs", paramLabel = "N", description = "Keep only the newest rows of the job's log.")
    private @Nullable Integer keepLogs;

    @Option(names = "--stack-trace-limit", paramLabel = "N", description = "Stack traces to keep of failed attempts.")
    private @Nullable Integer stackTraceLimit;

    @Option(names = "--size-limit", paramLabel = "BYTES", description = "Refuse data that is larger.")
    private @Nullable Integer sizeLimit;

    @Option(
            names = "--timestamp",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "When the job was created, in ms since 1970 or as 2026-11-22T10:15:30Z. Default: now.")
    private @Nullable Instant timestamp;

    private JobOptions options = JobOptions.defaults();

    AddCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() throws IOException {
        if (data.equals(STDIN)) {
            data = new String(surroundings().in().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        if (Json.parse(data).isEmpty()) {
            throw new IllegalArgumentException("the job's data is not JSON: " + Text.oneLine(data, 60));
        }
        options = jobOptions();
    }

    private JobOptions jobOptions() {
        var builder = run.builder();
        RunOptions.given(delay, builder::delay);
        RunOptions.given(jobId, builder::jobId);
        RunOptions.given(lifo ? Boolean.TRUE : null, builder::lifo);
        RunOptions.given(keepLogs, builder::keepLogs);
        RunOptions.given(stackTraceLimit, builder::stackTraceLimit);
        RunOptions.given(sizeLimit, builder::sizeLimit);
        RunOptions.given(timestamp, builder::timestamp);
        return builder.build();
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var job = queue.add(name, new JsonText(data), options);
        output.result(
                Json.object()
                        .put("queue", queue.name())
                        .put("id", job.id())
                        .put("name", name)
                        .put("added", job.isNew()),
                () -> job.isNew()
                        ? "Added job " + job.id() + " (" + Text.oneLine(name) + ") to queue " + queue.name()
                        : "Job " + job.id() + " is in queue " + queue.name() + " already; nothing was added");
        return ExitCode.DONE;
    }
}
