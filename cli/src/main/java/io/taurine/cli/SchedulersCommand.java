package io.taurine.cli;

import io.taurine.queue.BrokenScheduler;
import io.taurine.queue.JobScheduler;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "schedulers", description = "List a page of the job schedulers, the next to run first.")
final class SchedulersCommand extends QueueCommand {

    @Option(names = "--from", paramLabel = "INDEX", description = "The first to show. Default: 0.")
    private long from;

    @Option(
            names = "--to",
            paramLabel = "INDEX",
            description = "The last to show, at most 1000 in all. Default: 19 after the first.")
    private long to = -1;

    @Option(names = "--broken", description = "Show those that will not run again by themselves, all of them.")
    private boolean broken;

    SchedulersCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        return broken ? listBroken(queue, output) : listPage(queue, output);
    }

    private int listPage(Queue<JsonText> queue, Output output) {
        long last = to < 0 ? from + 19 : to;
        var schedulers = queue.getJobSchedulers(from, last, true);
        var count = queue.getJobSchedulersCount();
        var document = Json.object()
                .put("queue", queue.name())
                .put("from", from)
                .put("to", last)
                .put("count", count);
        var list = document.putArray("schedulers");
        schedulers.forEach(scheduler -> list.add(SchedulerView.document(scheduler)));
        output.result(document, () -> text(queue.name(), schedulers));
        return ExitCode.DONE;
    }

    private String text(String queue, List<JobScheduler<JsonText>> schedulers) {
        if (schedulers.isEmpty()) {
            return "No job schedulers in queue " + queue + (from > 0 ? " from " + from + " on" : "");
        }
        var table = new Table("ID", "NAME", "SCHEDULE", "NEXT", "RUNS");
        schedulers.forEach(scheduler -> table.row(
                Text.oneLine(scheduler.id(), 40),
                Text.oneLine(scheduler.name(), 30),
                Text.oneLine(SchedulerView.schedule(scheduler), 50),
                JobView.time(scheduler.next()),
                scheduler.iterationCount()));
        return table.toString();
    }

    private static int listBroken(Queue<JsonText> queue, Output output) {
        var found = queue.findBrokenSchedulers();
        var document = Json.object().put("queue", queue.name());
        var list = document.putArray("broken");
        found.forEach(one -> list.addObject()
                .put("key", one.id())
                .put("last", one.lastSlot().toEpochMilli())
                .put("problem", problem(one)));
        output.result(document, () -> {
            if (found.isEmpty()) {
                return "No job scheduler in queue " + queue.name() + " is broken";
            }
            var table = new Table("ID", "PROBLEM", "LAST");
            found.forEach(one -> table.row(one.id(), problem(one), JobView.time(one.lastSlot())));
            return table + "\nRepair one with: taurine schedule " + queue.name() + " ID --repair";
        });
        return ExitCode.DONE;
    }

    private static String problem(BrokenScheduler broken) {
        return switch (broken.problem()) {
            case NO_PENDING_RUN -> "no pending run";
            case NO_RECORD -> "no record";
            case LEGACY -> "repeatable job of BullMQ 4";
            case UNREADABLE_SCHEDULE -> "unreadable schedule";
        };
    }
}
