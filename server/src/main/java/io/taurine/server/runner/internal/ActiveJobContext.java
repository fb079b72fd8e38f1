package io.taurine.server.runner.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/** What a handler knows of its run on Redis. */
public final class ActiveJobContext extends RunContext {

    private final Definition<?> definition;
    private final ActiveJob<JsonNode> job;
    private final Consumer<String> lines;

    /**
     * The context of one attempt.
     *
     * @param lines keeps a line with the job; must not throw
     */
    public ActiveJobContext(
            Definition<?> definition, RunnerSetup setup, ActiveJob<JsonNode> job, Consumer<String> lines) {
        super(
                definition,
                setup,
                job.id(),
                job.job().attemptsStarted(),
                job.attempt(),
                job.job().options().attempts());
        this.definition = definition;
        this.job = job;
        this.lines = lines;
    }

    @Override
    protected void addLine(String line) {
        lines.accept(line);
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
