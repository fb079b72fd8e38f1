package io.taurine.cli;

import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Remove a job that no worker holds.")
final class RemoveCommand extends QueueCommand {

    @Parameters(index = "1", paramLabel = "ID", description = "Id of the job.")
    private String id = "";

    RemoveCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        if (!queue.remove(id)) {
            throw new JobNotFoundException(queue.name(), id, "remove");
        }
        output.result(
                Json.object().put("queue", queue.name()).put("id", id).put("removed", 1),
                () -> "Removed job " + id + " from queue " + queue.name());
        return ExitCode.DONE;
    }
}
