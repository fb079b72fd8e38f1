package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import picocli.CommandLine.Command;

@Command(
        name = "pause",
        description = "Stop all workers of the queue, in every language, from taking jobs; running jobs go on.")
final class PauseCommand extends QueueCommand {

    PauseCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        queue.pause();
        output.result(
                Json.object().put("queue", queue.name()).put("paused", true), () -> "Paused queue " + queue.name());
        return ExitCode.DONE;
    }
}
