package io.taurine.server.runner.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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
    public Map<String, JsonNode> childResults() {
        var results = new TreeMap<String, JsonNode>();
        job.getChildrenValues(JsonNode.class)
                .forEach((key, value) -> results.put(id(key), value == null ? NullNode.getInstance() : value));
        return results;
    }

    /** Keys in Redis are a prefix, a queue and an id, and the prefix may have colons. */
    private static String id(String key) {
        var last = key.lastIndexOf(':');
        return key.substring(key.lastIndexOf(':', last - 1) + 1);
    }

    @Override
    public CancellationSignal cancellation() {
        return job.cancellation();
    }
}
