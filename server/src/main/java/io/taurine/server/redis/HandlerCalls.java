package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.child.ChildJvms;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.runner.internal.HandlerThreads;
import io.taurine.worker.ActiveJob;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Calls handlers where they want to run. Safe to share between threads. */
final class HandlerCalls implements AutoCloseable {

    private final HandlerThreads threads;
    private final ChildJvms children;

    HandlerCalls(HandlerThreads threads, ChildJvms children) {
        this.threads = threads;
        this.children = children;
    }

    /** The worker's own threads are virtual where the JVM has them: what waits runs on them. */
    <P> @Nullable Object call(Definition<P> definition, P params, JobContext context) throws Exception {
        if (definition.runsOn() != RunsOn.CPU_POOL) {
            return definition.handler().run(params, context);
        }
        var mdc = MDC.getCopyOfContextMap();
        var task = new FutureTask<@Nullable Object>(() -> {
            if (mdc != null) {
                MDC.setContextMap(mdc);
            }
            try {
                return definition.handler().run(params, context);
            } finally {
                MDC.clear(); // the pool's thread is ours alone
            }
        });
        threads.of(RunsOn.CPU_POOL).execute(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (InterruptedException e) {
            task.cancel(true);
            throw e;
        }
    }

    @Nullable
    Object callInChild(Definition<?> definition, ActiveJob<JsonNode> job) throws Exception {
        return children.run(definition, job);
    }

    @Override
    public void close() {
        threads.close();
        children.close();
    }
}
