package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.RunContext;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import java.util.LinkedHashMap;

/** What a handler knows of its run on Redis. */
final class RedisRunContext extends RunContext {

    private final Definition<?> definition;
    private final ActiveJob<JsonNode> job;
    private final JobLines lines;

    RedisRunContext(Definition<?> definition, RunnerSetup setup, ActiveJob<JsonNode> job, Queue<JsonNode> queue) {
        super(
                definition,
                setup,
                job.id(),
                job.job().attemptsStarted(),
                job.attempt(),
                job.job().options().attempts());
        this.definition = definition;
        this.job = job;
        this.lines = new JobLines(queue, job.id());
    }

    @Override
    protected void addLine(String line) {
        lines.add(line);
    }

    /** Waits, for a while at most, until the lines are where they belong. */
    void flush() {
        lines.flush();
    }

    @Override
    protected void tell(long done, long total, String message) {
        var progress = new LinkedHashMap<String, Object>();
        progress.put("done", done);
        progress.put("total", total);
        progress.put("message", message);
        job.updateProgress(progress);
        touch();
    }

    @Override
    public void touch() {
        job.extendLock(definition.lockLifetime());
    }

    @Override
    public CancellationSignal cancellation() {
        return job.cancellation();
    }
}
