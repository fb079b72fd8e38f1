package io.taurine.server.child;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.Job;
import io.taurine.job.JobParent;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.JobDependencies;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An attempt of a runner without the engine, as the sandbox sees it. What only the engine has is refused. */
final class JobOfRun implements ActiveJob<JsonNode> {

    private final ChildRun run;
    private final Job<JsonNode> job;

    JobOfRun(Definition<?> definition, ChildRun run) {
        this.run = run;
        var fields = Map.of(
                "name", definition.name(),
                "data", run.params().toString(),
                "opts", "{\"attempts\":" + run.maxAttempts() + "}",
                "ats", Integer.toString(run.start()),
                "atm", Integer.toString(run.attemptsMade()));
        this.job = new Job<>(definition.key(), run.jobNumber(), fields, ExactJson.CODEC, JsonNode.class);
    }

    @Override
    public JsonNode data() {
        return run.params();
    }

    @Override
    public Job<JsonNode> job() {
        return job;
    }

    /** By which the sandbox tells runs of the same job apart. */
    @Override
    public String token() {
        return "run-" + run.start();
    }

    @Override
    public void updateProgress(Object progress) {
        var told = ExactJson.MAPPER.valueToTree(progress);
        run.progress(
                told.path("done").asLong(),
                told.path("total").asLong(),
                told.path("message").asText());
    }

    @Override
    public void log(String row) {
        run.addLine(row);
    }

    @Override
    public void extendLock(Duration duration) {
        run.touch();
    }

    @Override
    public CancellationSignal cancellation() {
        return run.cancellation();
    }

    @Override
    public boolean isLockLost() {
        return false;
    }

    @Override
    public void updateData(@Nullable JsonNode data) {
        throw onlyOfTheEngine();
    }

    @Override
    public void moveToDelayed(Duration delay) {
        throw onlyOfTheEngine();
    }

    @Override
    public void moveToWait() {
        throw onlyOfTheEngine();
    }

    @Override
    public void rateLimit(Duration duration) {
        throw onlyOfTheEngine();
    }

    @Override
    public JobParent asParent() {
        throw onlyOfTheEngine();
    }

    @Override
    public <R> Map<String, @Nullable R> getChildrenValues(Class<R> type) {
        return Map.of(); // there are no flows
    }

    @Override
    public Map<String, String> getIgnoredChildrenFailures() {
        throw onlyOfTheEngine();
    }

    @Override
    public JobDependencies getDependencies() {
        throw onlyOfTheEngine();
    }

    @Override
    public DependenciesCount getDependenciesCount() {
        throw onlyOfTheEngine();
    }

    @Override
    public boolean moveToWaitingChildren() {
        throw onlyOfTheEngine();
    }

    @Override
    public boolean moveToWaitingChildren(JobParent child) {
        throw onlyOfTheEngine();
    }

    private static UnsupportedOperationException onlyOfTheEngine() {
        return new UnsupportedOperationException("Only jobs on Redis can do that");
    }
}
