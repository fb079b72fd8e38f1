package io.taurine.server.example;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.Services;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.worker.CancellationSignal;
import io.taurine.worker.JobCancelledException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run outside of any runner: keeps what the handler says, and can be cancelled. */
final class RecordingContext implements JobContext, CancellationSignal {

    record Progress(long done, long total, String message) {}

    record Emitted(String name, Object payload) {}

    private final Definition<?> definition;
    private final Services services;
    private final int attempt;
    private final Map<String, Object> config;
    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private final List<Emitted> emitted = new CopyOnWriteArrayList<>();
    private final List<Runnable> onCancel = new CopyOnWriteArrayList<>();
    private volatile boolean isCancelled;

    private RecordingContext(Definition<?> definition, Services services, int attempt, Map<String, Object> config) {
        this.definition = definition;
        this.services = services;
        this.attempt = attempt;
        this.config = config;
    }

    static RecordingContext of(Definition<?> definition) {
        return of(definition, ServiceRegistry.builder().build());
    }

    static RecordingContext of(Definition<?> definition, Services services) {
        return new RecordingContext(definition, services, 1, definition.config());
    }

    RecordingContext onAttempt(int number) {
        return new RecordingContext(definition, services, number, config);
    }

    RecordingContext configured(Map<String, Object> values) {
        return new RecordingContext(definition, services, attempt, values);
    }

    List<Progress> progress() {
        return List.copyOf(progress);
    }

    List<Emitted> emitted() {
        return List.copyOf(emitted);
    }

    void cancel() {
        isCancelled = true;
        onCancel.forEach(Runnable::run);
    }

    @Override
    public String jobId() {
        return definition.key() + ":1";
    }

    @Override
    public String executionId() {
        return jobId() + "/" + attempt;
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
        return definition.retry().attempts();
    }

    @Override
    public Map<String, Object> config() {
        return config;
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger(definition.key());
    }

    @Override
    public void progress(long done, long total, String message) {
        if (done < 0 || total < 1 || done > total) {
            throw new IllegalArgumentException("progress " + done + " of " + total);
        }
        progress.add(new Progress(done, total, message));
    }

    @Override
    public void touch() {}

    @Override
    public CancellationSignal cancellation() {
        return this;
    }

    @Override
    public void emit(String name, Object payload) {
        emitted.add(new Emitted(name, payload));
    }

    @Override
    public Services services() {
        return services;
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }

    @Override
    public Optional<Reason> reason() {
        return isCancelled ? Optional.of(Reason.CANCELLED) : Optional.empty();
    }

    @Override
    public Optional<String> message() {
        return Optional.empty();
    }

    @Override
    public void onCancel(Runnable action) {
        onCancel.add(action);
        if (isCancelled) {
            action.run();
        }
    }

    @Override
    public void throwIfCancelled() {
        if (isCancelled) {
            throw new JobCancelledException(Reason.CANCELLED, "cancelled by the test");
        }
    }
}
