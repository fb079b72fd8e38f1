package io.taurine.cli;

import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.queue.RetryOptions;
import io.taurine.queue.connection.RedisConnection;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "retry", description = "Run a finished job again, or all of them.")
final class RetryCommand extends JobOrAllCommand {

    @Option(
            names = "--state",
            paramLabel = "STATE",
            converter = StateConverter.class,
            description = "failed or completed. Default: failed.")
    private JobState state = JobState.FAILED;

    @Option(
            names = "--reset-attempts",
            description = "Forget the attempts made, so that all are available again; only with an ID.")
    private boolean resetAttempts;

    RetryCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() {
        super.prepare();
        if (id().isEmpty() && resetAttempts) {
            throw new IllegalArgumentException("--reset-attempts needs the ID of a job");
        }
        options();
    }

    private RetryOptions options() {
        return new RetryOptions(state, resetAttempts, resetAttempts);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var document = Json.object().put("queue", queue.name());
        var id = id();
        if (id.isPresent()) {
            queue.retry(id.get(), options());
            output.result(
                    document.put("id", id.get()).put("retried", 1),
                    () -> "Job " + id.get() + " in queue " + queue.name() + " will run again");
        } else {
            long retried = LongWork.show(output, "Retrying", () -> queue.retryJobs(state, Instant.now()));
            output.result(
                    document.put("retried", retried),
                    () -> Text.count(retried, state + " job") + " of queue " + queue.name() + " will run again");
        }
        return ExitCode.DONE;
    }
}
