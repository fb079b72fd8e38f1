package io.taurine.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.server.child.ChildRun;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.internal.RunContext;
import io.taurine.worker.CancellationSignal;
import java.util.Map;

/** What a handler in this process knows of its run. */
final class LocalContext extends RunContext implements ChildRun {

    private final LocalState state;
    private final LocalJob job;
    private final CancellationSignal signal;
    private final int start;
    private boolean over;

    LocalContext(LocalState state, LocalJob job, CancellationSignal signal) {
        super(
                job.definition,
                state.setup(),
                Integer.toString(job.number),
                job.starts,
                job.attemptsMade + 1,
                job.maxAttempts);
        this.state = state;
        this.job = job;
        this.signal = signal;
        this.start = job.starts;
    }

    /** Called with the state's lock. */
    void end() {
        over = true;
    }

    @Override
    public void addLine(String line) {
        state.locked(() -> job.lines.add(line));
    }

    @Override
    protected void tell(long done, long total, String message) {
        state.locked(() -> {
            requireRunning();
            job.progress = JsonNodeFactory.instance
                    .objectNode()
                    .put("done", done)
                    .put("total", total)
                    .put("message", message);
            state.tell(
                    JobEvent.Kind.PROGRESS,
                    job,
                    executionId(),
                    Map.of("done", done, "total", total, "message", message));
        });
    }

    /** There is no lock that could be lost. */
    @Override
    public void touch() {
        state.locked(this::requireRunning);
    }

    private void requireRunning() {
        if (over) {
            throw new IllegalStateException("Execution " + executionId() + " has ended");
        }
    }

    @Override
    public CancellationSignal cancellation() {
        return signal;
    }

    @Override
    public String jobNumber() {
        return Integer.toString(job.number);
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int attemptsMade() {
        return attempt() - 1;
    }

    @Override
    public JsonNode params() {
        return job.params;
    }
}
