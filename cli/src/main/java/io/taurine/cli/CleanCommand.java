package io.taurine.cli;

import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "clean", description = "Remove old jobs of a state, the oldest first.")
final class CleanCommand extends QueueCommand {

    @Parameters(
            index = "1",
            paramLabel = "STATE",
            converter = StateConverter.class,
            description = "completed, failed, waiting, prioritized, delayed, or active without a lock.")
    private JobState state = JobState.COMPLETED;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "Only those that finished, or were created, longer ago than this. Default: 0s.")
    private Duration grace = Duration.ZERO;

    @Option(names = "--limit", paramLabel = "N", description = "Most jobs to remove, to 100000. Default: 1000.")
    private int limit = 1_000;

    CleanCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var removed = LongWork.show(output, "Cleaning", () -> queue.clean(grace, limit, state));
        var document = Json.object()
                .put("queue", queue.name())
                .put("state", state.wireName())
                .put("removed", removed.size());
        var ids = document.putArray("ids");
        removed.forEach(ids::add);
        output.result(
                document,
                () -> "Removed " + Text.count(removed.size(), state + " job") + " from queue " + queue.name());
        return ExitCode.DONE;
    }
}
