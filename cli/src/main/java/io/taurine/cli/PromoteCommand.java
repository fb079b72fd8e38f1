package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import picocli.CommandLine.Command;

@Command(name = "promote", description = "Let a delayed job run now, or all of them.")
final class PromoteCommand extends JobOrAllCommand {

    PromoteCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var document = Json.object().put("queue", queue.name());
        var id = id();
        if (id.isPresent()) {
            queue.promote(id.get());
            output.result(
                    document.put("id", id.get()).put("promoted", 1),
                    () -> "Promoted job " + id.get() + " in queue " + queue.name());
        } else {
            long promoted = LongWork.show(output, "Promoting", queue::promoteJobs);
            output.result(
                    document.put("promoted", promoted),
                    () -> "Promoted " + Text.count(promoted, "job") + " in queue " + queue.name());
        }
        return ExitCode.DONE;
    }
}
