package io.taurine.cli;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.JobInspector;
import io.taurine.queue.JobLogs;
import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "job", description = "Show everything about one job, its log included.")
final class JobCommand extends QueueCommand {

    private static final int LABEL_WIDTH = 14;

    @Parameters(index = "1", paramLabel = "ID", description = "Id of the job.")
    private String id = "";

    JobCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        var job = queue.getJob(id).orElseThrow(() -> new JobNotFoundException(queue.name(), id, "job"));
        var state = queue.getJobState(id);
        var logs = queue.getJobLogs(id, 0, JobInspector.MAX_PAGE - 1);
        var document = Json.object().put("queue", queue.name()).put("state", state.wireName());
        document.setAll(JobView.document(job));
        var rows = document.putArray("logs");
        logs.rows().forEach(rows::add);
        document.put("logCount", logs.count());
        output.result(document, () -> text(queue.name(), job, state, logs));
        return ExitCode.DONE;
    }

    private static String text(String queue, Job<JsonText> job, JobState state, JobLogs logs) {
        var lines = new ArrayList<String>();
        lines.add("Job " + Text.oneLine(job.id()) + " in queue " + queue);
        add(lines, "state", state.wireName());
        add(lines, "name", job.name());
        add(lines, "data", job.dataJson());
        add(lines, "options", job.field("opts").orElse("{}"));
        add(lines, "created", JobView.time(job.timestamp()));
        if (!job.delay().equals(Duration.ZERO)) {
            add(lines, "delay", Durations.format(job.delay()));
        }
        if (job.priority() != 0) {
            add(lines, "priority", Integer.toString(job.priority()));
        }
        add(lines, "attempts", JobView.attempts(job) + ", started " + job.attemptsStarted());
        if (job.stalledCount() > 0) {
            add(lines, "stalled", job.stalledCount() + " times");
        }
        add(lines, "last started", job.processedOn().map(JobView::time));
        add(lines, "finished", job.finishedOn().map(JobView::time));
        add(lines, "worker", job.processedBy());
        add(lines, "progress", job.progressJson());
        add(lines, "result", job.returnValueJson());
        add(lines, "failed reason", job.failedReason());
        add(lines, "parent", job.parentKey());
        add(lines, "deduplication", job.deduplicationId());
        add(lines, "scheduler", job.schedulerId());
        add(lines, "will fail", job.deferredFailure());
        addBlocks(lines, job.stackTraces(), logs);
        return String.join("\n", lines);
    }

    private static void addBlocks(List<String> lines, List<String> stackTraces, JobLogs logs) {
        for (var trace : stackTraces) {
            lines.add("  stack trace");
            trace.lines().forEach(line -> lines.add("    " + Text.oneLine(line)));
        }
        if (logs.count() > 0) {
            lines.add("  log, " + Text.count(logs.count(), "row"));
            logs.rows().forEach(row -> lines.add("    " + Text.oneLine(row)));
            if (logs.count() > logs.rows().size()) {
                lines.add("    …");
            }
        }
    }

    private static void add(List<String> lines, String label, Optional<String> value) {
        value.ifPresent(text -> add(lines, label, text));
    }

    private static void add(List<String> lines, String label, String value) {
        lines.add("  " + Text.padded(label, LABEL_WIDTH) + Text.oneLine(value));
    }
}
