package io.taurine.cli;

import io.taurine.queue.CancelOptions;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "See to it that a job is not run, or not any longer, wherever it is.")
final class CancelCommand extends QueueCommand {

    @Parameters(index = "1", paramLabel = "ID", description = "Id of the job.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "What the job says it failed of. Default: cancelled.")
    private String reason = "cancelled";

    @Option(names = "--remove", description = "Remove a job that no worker holds, instead of failing it.")
    private boolean remove;

    CancelCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var options = CancelOptions.builder().reason(reason).remove(remove).build();
        var outcome = queue.cancel(id, options);
        if (outcome == CancelOutcome.NOT_FOUND) {
            throw new JobNotFoundException(queue.name(), id, "cancel");
        }
        output.result(
                Json.object().put("queue", queue.name()).put("id", id).put("outcome", word(outcome)),
                () -> "Job " + id + " in queue " + queue.name() + " " + text(outcome));
        return outcome == CancelOutcome.ALREADY_FINISHED ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private static String word(CancelOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(CancelOutcome outcome) {
        return switch (outcome) {
            case REMOVED -> "was removed";
            case FAILED -> "has failed and will not be run";
            case SIGNALLED -> "is running; its worker was told to end it";
            case MARKED -> "is running and no worker heard; it will not be run again";
            case ALREADY_FINISHED -> "had ended before; nothing was changed";
            case NOT_RUNNING -> "does not run";
            case NOT_FOUND -> "does not exist";
        };
    }
}
