package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "drain", description = "Remove every job that waits to be run.")
final class DrainCommand extends QueueCommand {

    @Option(names = "--delayed", description = "The delayed ones, too.")
    private boolean delayed;

    DrainCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        long removed = LongWork.show(output, "Draining", () -> queue.drain(delayed));
        output.result(
                Json.object().put("queue", queue.name()).put("removed", removed),
                () -> "Removed " + Text.count(removed, "job") + " from queue " + queue.name());
        return ExitCode.DONE;
    }
}
