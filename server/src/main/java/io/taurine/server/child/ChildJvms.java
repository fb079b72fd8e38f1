package io.taurine.server.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.UnrecoverableException;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.server.runner.internal.FailureText;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.RetryAfterException;
import io.taurine.worker.sandbox.Sandbox;
import java.io.File;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sandboxes of the definitions that run in a JVM of their own, made as they are needed. Safe to share between threads. */
public final class ChildJvms implements AutoCloseable {

    private final RunnerSetup setup;
    private final Map<Code, Sandbox<JsonNode>> sandboxes = new ConcurrentHashMap<>();

    public ChildJvms(RunnerSetup setup) {
        this.setup = setup;
    }

    /** A definition whose handler is another object may have come with another jar. */
    private record Code(String name, JobHandler<?> handler) {}

    /** Runs a job of the engine; throws in the engine's words what its handler threw. */
    public @Nullable Object run(Definition<?> definition, ActiveJob<JsonNode> job) throws Exception {
        return sandboxes
                .computeIfAbsent(new Code(definition.name(), definition.handler()), code -> open(definition))
                .process(job);
    }

    /**
     * Runs an attempt of a runner without the engine. An interrupt ends it, and its process if it does not react in time.
     *
     * @throws FatalJobException if the handler threw one, or the like
     * @throws RetryableJobException if the handler asked for a delay
     */
    public @Nullable Object run(Definition<?> definition, ChildRun run) throws Exception {
        try {
            return run(definition, new JobOfRun(definition, run));
        } catch (UnrecoverableException e) {
            throw new FatalJobException(FailureText.message(e), e);
        } catch (RetryAfterException e) {
            throw new RetryableJobException(FailureText.message(e), e.delay(), e);
        }
    }

    /** The two times until a process is killed stay below the grace that the worker gives. */
    private Sandbox<JsonNode> open(Definition<?> definition) {
        var half = setup.cancelGrace().dividedBy(2);
        var sandbox = Sandbox.<JsonNode>of(ChildHandler.class);
        var classPath = classPath(definition.handler().getClass().getClassLoader());
        if (classPath.length > 0) {
            sandbox.classPath(classPath);
        }
        return sandbox.environment(
                        ChildHandler.HANDLER, definition.handler().getClass().getName())
                .environment(ChildHandler.DEFINITION, definition.name())
                .environment(ChildHandler.CONFIG, config(definition))
                .environment(ChildHandler.LOCK, definition.lockLifetime().toString())
                .messages((job, text) -> ChildEvents.receive(setup.events(), definition, text))
                .cancelGrace(half)
                .killGrace(half.dividedBy(2))
                .build();
    }

    /** That of this JVM, with the jar of the handler's module in front; empty where that is none of a module. */
    private static Path[] classPath(@Nullable ClassLoader loader) {
        if (!(loader instanceof URLClassLoader module)) {
            return new Path[0];
        }
        var entries = new ArrayList<Path>();
        for (var url : module.getURLs()) {
            entries.add(Path.of(URI.create(url.toString())));
        }
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                entries.add(Path.of(entry));
            }
        }
        return entries.toArray(Path[]::new);
    }

    private static String config(Definition<?> definition) {
        try {
            return ExactJson.MAPPER.writeValueAsString(definition.config());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The configuration of " + definition + " cannot be written as JSON", e);
        }
    }

    @Override
    public void close() {
        sandboxes.values().forEach(Sandbox::close);
    }
}
