package io.taurine.server.rest;

import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobListener;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.NoSuchScheduleException;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.internal.VersionChoice;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A runner without a job in it, which keeps the names of all that was asked to change it: requests refused must leave none. */
final class ReadOnlyRunner implements JobRunner {

    private static final Map<String, Object> READS = Map.of(
            "find",
            Optional.empty(),
            "check",
            Optional.empty(),
            "list",
            new Page<>(List.of(), ""),
            "logs",
            new Page<>(List.of(), ""),
            "counts",
            Map.of(),
            "isEnabled",
            true,
            "isPaused",
            false,
            "isRunning",
            true);

    final Queue<String> changes = new ConcurrentLinkedQueue<>();

    final Queue<String> reads = new ConcurrentLinkedQueue<>();
    final Queue<JobListener> listeners = new ConcurrentLinkedQueue<>();

    private final Definitions definitions;

    ReadOnlyRunner(Definitions definitions) {
        this.definitions = definitions;
    }

    /** As if that had happened to a job. */
    void emit(JobEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }

    @Override
    public String name() {
        return "read-only";
    }

    @Override
    public Definitions definitions() {
        return definitions;
    }

    @Override
    public JobExecutor executor() {
        return proxy(JobExecutor.class);
    }

    @Override
    public JobScheduler scheduler() {
        return proxy(JobScheduler.class);
    }

    @Override
    public JobLifecycle lifecycle() {
        return proxy(JobLifecycle.class);
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call(method, args)));
    }

    private @Nullable Object call(Method method, Object... args) {
        var name = method.getName();
        if (args != null && args[0] instanceof StartRequest request) {
            VersionChoice.choose(definitions, request.definitionKey(), request.version());
        }
        if (READS.containsKey(name)) {
            reads.add(name);
            return READS.get(name);
        }
        if (name.equals("listen")) {
            listeners.add((JobListener) args[0]);
            return null;
        }
        if (method.getDeclaringClass() == JobExecutor.class && args[0] instanceof String id && id.contains(":")) {
            throw new NoSuchJobException("There is no job " + id);
        }
        if (method.getDeclaringClass() == JobScheduler.class && args[0] instanceof String id) {
            throw new NoSuchScheduleException("There is no schedule " + id);
        }
        changes.add(name);
        throw new IllegalStateException("nobody may " + name);
    }
}
