package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.TextNode;
import io.taurine.history.Execution;
import io.taurine.history.ExecutionFilter;
import io.taurine.history.ExecutionHistory;
import io.taurine.history.HistoryPage;
import io.taurine.history.Outcome;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.WrongStatusException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers {@code /executions}, and what the history knows of a job. */
final class ExecutionCalls {

    private final JobRunner runner;
    private final ExecutionHistory history;

    ExecutionCalls(JobRunner runner, ExecutionHistory history) {
        this.runner = runner;
        this.history = history;
    }

    void bind(Bindings bindings) {
        bindings.on("listExecutions", this::list)
                .on("getExecution", call -> Reply.ok(ExecutionJson.of(find(call))))
                .on("getExecutionLogs", this::logs)
                .on("cancelExecution", this::cancel)
                .on("listJobExecutions", this::ofJob)
                .on("listJobEvents", this::states);
    }

    static <T> Page<T> page(Supplier<HistoryPage<T>> list) {
        return Pages.from(() -> {
            var page = list.get();
            return new Page<>(page.items(), page.nextCursor());
        });
    }

    private Reply list(Call call) {
        var outcomes = call.texts("status").stream().map(Outcome::of).collect(Collectors.toSet());
        var filter = new ExecutionFilter(
                call.optionalText("definitionKey"), outcomes, call.instant("from"), call.instant("to"));
        var page = page(() -> history.list(filter, call.cursor(), call.limit()));
        return Reply.ok(Pages.sparse(page, call, ExecutionJson::of));
    }

    private Execution find(Call call) {
        var id = call.text("jobId") + "/" + call.number("run");
        return history.find(id)
                .orElseThrow(() -> new ApiProblem(404, "no_such_execution", "There is no execution " + id + "."));
    }

    private Reply logs(Call call) {
        var ref = find(call).ref();
        var page = page(() -> history.logs(ref, call.cursor(), call.limit()));
        return Reply.ok(Pages.json(page, line -> TextNode.valueOf(line.message())));
    }

    /** Asks the runner, not the history, which comes a little later: a job that has gone on to its next run keeps it. */
    private Reply cancel(Call call) {
        var jobId = call.text("jobId");
        var run = call.number("run");
        if (call.isDryRun()) {
            if (!runs(jobId, run)) {
                throw notRunning(call);
            }
            return Reply.dryRun(call, jobId + "/" + run + " would be cancelled.");
        }
        try {
            var status = runner.executor().cancelRun(jobId, run, "");
            return Reply.ok(Json.object().put("jobId", jobId).put("status", status.wireName()));
        } catch (NoSuchJobException | WrongStatusException e) {
            throw notRunning(call);
        }
    }

    private WrongStatusException notRunning(Call call) {
        return new WrongStatusException("The execution " + find(call).id() + " does not run any more.");
    }

    private boolean runs(String jobId, int run) {
        return runner.executor()
                .find(jobId)
                .filter(job -> job.starts() == run)
                .filter(job -> job.status() == JobStatus.RUNNING || job.status() == JobStatus.CANCELLING)
                .isPresent();
    }

    private Reply ofJob(Call call) {
        var id = JobId.of(call);
        var page = page(() -> history.ofJob(id.queue(), id.id(), call.cursor(), call.limit()));
        requireKnown(call, page);
        return Reply.ok(Pages.sparse(page, call, ExecutionJson::of));
    }

    private Reply states(Call call) {
        var id = JobId.of(call);
        var page = page(() -> history.states(id.queue(), id.id(), call.cursor(), call.limit()));
        requireKnown(call, page);
        return Reply.ok(Pages.sparse(page, call, change -> {
            var json = Json.object().put("state", change.state());
            if (change.detail() != null) {
                json.put("detail", change.detail());
            }
            return json.put("at", change.happenedAt().toString());
        }));
    }

    /** A job that the history knows nothing of yet may be there all the same. */
    private void requireKnown(Call call, Page<?> page) {
        if (page.items().isEmpty() && call.cursor().isEmpty()) {
            JobCalls.find(runner, call.text("jobId"));
        }
    }

    /** A job's id in its two parts. */
    private record JobId(String queue, String id) {

        static JobId of(Call call) {
            var text = call.text("jobId");
            var colon = text.indexOf(':');
            if (colon <= 0 || colon == text.length() - 1) {
                throw new NoSuchJobException(
                        "There is no job " + text + "; an id is a key, a colon and the id in its queue.");
            }
            return new JobId(text.substring(0, colon), text.substring(colon + 1));
        }
    }
}
