package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import picocli.CommandLine.Command;

@Command(name = "resume", description = "End a pause.")
final class ResumeCommand extends QueueCommand {

    ResumeCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        queue.resume();
        output.result(
                Json.object().put("queue", queue.name()).put("paused", false), () -> "Resumed queue " + queue.name());
        return ExitCode.DONE;
    }
}
