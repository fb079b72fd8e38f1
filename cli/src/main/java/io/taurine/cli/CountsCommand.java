package io.taurine.cli;

import io.taurine.queue.JobCounts;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import picocli.CommandLine.Command;

@Command(name = "counts", description = "Show how many jobs are in each state.")
final class CountsCommand extends QueueCommand {

    CountsCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var counts = queue.getJobCounts();
        boolean paused = queue.isPaused();
        var document = Json.object().put("queue", queue.name()).put("paused", paused);
        var states = document.putObject("counts");
        counts.byState().forEach((state, count) -> states.put(state.wireName(), count));
        output.result(document, () -> table(counts) + (paused ? "\nThe queue is paused." : ""));
        return ExitCode.DONE;
    }

    static Table table(JobCounts counts) {
        var table = new Table("STATE", "JOBS");
        counts.byState().forEach((state, count) -> table.row(state, count));
        return table;
    }
}
