package io.taurine.cli;

import io.taurine.queue.ConnectedWorker;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "workers", description = "List the workers of the queue that are connected, in every language.")
final class WorkersCommand extends QueueCommand {

    WorkersCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var workers = queue.getWorkers();
        var document = Json.object().put("queue", queue.name());
        var list = document.putArray("workers");
        workers.forEach(worker -> list.addObject()
                .put("name", worker.name())
                .put("address", worker.address())
                .put("age", worker.age().toSeconds())
                .put("idle", worker.idle().toSeconds()));
        output.result(document, () -> text(queue.name(), workers));
        return ExitCode.DONE;
    }

    private static String text(String queue, List<ConnectedWorker> workers) {
        if (workers.isEmpty()) {
            return "No workers are connected to queue " + queue;
        }
        var table = new Table("NAME", "ADDRESS", "CONNECTED FOR", "IDLE FOR");
        workers.forEach(worker -> table.row(
                worker.name().isEmpty() ? "-" : worker.name(),
                worker.address(),
                Durations.format(worker.age()),
                Durations.format(worker.idle())));
        return table.toString();
    }
}
