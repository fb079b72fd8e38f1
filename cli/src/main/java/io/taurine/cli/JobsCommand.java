package io.taurine.cli;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "jobs",
        description = "List a page of the jobs in a state: the newest end first, or the next to be run first.")
final class JobsCommand extends QueueCommand {

    private static final int DETAIL_WIDTH = 60;

    @Parameters(
            index = "1",
            paramLabel = "STATE",
            converter = StateConverter.class,
            description = "waiting, active, prioritized, delayed, completed, failed or waiting-children.")
    private JobState state = JobState.WAITING;

    @Option(names = "--from", paramLabel = "INDEX", description = "The first to show. Default: 0.")
    private long from;

    @Option(
            names = "--to",
            paramLabel = "INDEX",
            description = "The last to show, at most 1000 in all. Default: 19 after the first.")
    private long to = -1;

    JobsCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        long last = to < 0 ? from + 19 : to;
        var jobs = queue.getJobs(state, from, last);
        var document = Json.object()
                .put("queue", queue.name())
                .put("state", state.wireName())
                .put("from", from)
                .put("to", last);
        var list = document.putArray("jobs");
        jobs.forEach(job -> list.add(JobView.document(job)));
        output.result(document, () -> text(queue.name(), jobs));
        return ExitCode.DONE;
    }

    private String text(String queue, List<Job<JsonText>> jobs) {
        if (jobs.isEmpty()) {
            return "No " + state + " jobs in queue " + queue + (from > 0 ? " from " + from + " on" : "");
        }
        var table = new Table("ID", "NAME", "ATTEMPTS", "CREATED", detailHeading());
        jobs.forEach(job -> table.row(
                job.id(),
                Text.oneLine(job.name(), 30),
                JobView.attempts(job),
                JobView.time(job.timestamp()),
                Text.oneLine(detail(job), DETAIL_WIDTH)));
        return table.toString();
    }

    private String detailHeading() {
        return switch (state) {
            case COMPLETED -> "RESULT";
            case FAILED -> "REASON";
            case DELAYED -> "DELAY";
            case PRIORITIZED -> "PRIORITY";
            case ACTIVE -> "SINCE";
            default -> "DATA";
        };
    }

    private String detail(Job<JsonText> job) {
        return switch (state) {
            case COMPLETED -> job.returnValueJson().orElse("");
            case FAILED -> job.failedReason().orElse("");
            case DELAYED -> Durations.format(job.delay());
            case PRIORITIZED -> Integer.toString(job.priority());
            case ACTIVE -> job.processedOn().map(JobView::time).orElse("");
            default -> job.dataJson();
        };
    }
}
