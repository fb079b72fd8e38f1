package io.taurine.server.runner.internal;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.Services;
import io.taurine.server.event.PublishPermission;
import io.taurine.server.runner.RunnerSetup;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What the contexts of both runners have in common. A runner adds where progress and lines go, how the lock is renewed, and the
 * signal. Its run is wrapped in {@link #inMdc}.
 */
public abstract class RunContext implements JobContext {

    private final Definition<?> definition;
    private final RunnerSetup setup;
    private final PublishPermission permission;
    private final Services services;
    private final String jobId;
    private final String executionId;
    private final int attempt;
    private final int maxAttempts;
    private final Logger logger;

    /**
     * The context of one attempt.
     *
     * @param jobNumber the id in the queue
     * @param start how often the job has been started, this time included
     */
    protected RunContext(
            Definition<?> definition, RunnerSetup setup, String jobNumber, int start, int attempt, int maxAttempts) {
        this.definition = definition;
        this.setup = setup;
        this.permission = PublishPermission.of(definition);
        this.services = permission.guard(setup.services());
        this.jobId = definition.key() + ":" + jobNumber;
        this.executionId = jobId + "/" + start;
        this.attempt = attempt;
        this.maxAttempts = maxAttempts;
        this.logger = new JobLogger(LoggerFactory.getLogger("io.taurine.job." + definition.key()), this::addLine);
    }

    /** Keeps a line with the job. Must not throw, and not wait. */
    protected abstract void addLine(String line);

    /** Keeps the progress, tells of it, and renews the lock. The numbers fit. */
    protected abstract void tell(long done, long total, String message);

    @Override
    public String jobId() {
        return jobId;
    }

    @Override
    public String executionId() {
        return executionId;
    }

    @Override
    public String definitionKey() {
        return definition.key();
    }

    @Override
    public int definitionVersion() {
        return definition.version();
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public int maxAttempts() {
        return maxAttempts;
    }

    @Override
    public Map<String, Object> config() {
        return definition.config();
    }

    @Override
    public Logger logger() {
        return logger;
    }

    @Override
    public void progress(long done, long total, String message) {
        if (total < 1) {
            throw new IllegalArgumentException("total must be 1 or more, was " + total);
        }
        if (done < 0 || done > total) {
            throw new IllegalArgumentException("done must be 0 to " + total + ", was " + done);
        }
        tell(done, total, message);
    }

    @Override
    public void emit(String name, Object payload) {
        permission.check(name);
        setup.events().emit(name, payload, definition.key());
    }

    @Override
    public Services services() {
        return services;
    }

    /** Runs something with the job in the MDC, and takes away only what it put there. */
    public <T extends @org.jspecify.annotations.Nullable Object> T inMdc(java.util.concurrent.Callable<T> work)
            throws Exception {
        try (var queue = MDC.putCloseable("queue", definition.key());
                var job = MDC.putCloseable("jobId", jobId);
                var name = MDC.putCloseable("jobName", definition.name());
                var number = MDC.putCloseable("attempt", Integer.toString(attempt))) {
            return work.call();
        }
    }
}
