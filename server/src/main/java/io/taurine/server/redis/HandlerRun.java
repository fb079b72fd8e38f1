package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.ExecutionEnd;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.ActiveJobContext;
import io.taurine.server.runner.internal.EngineFailure;
import io.taurine.server.runner.internal.Hooks;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.RetryDecision;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import io.taurine.worker.Processor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Calls the handler of a job's definition, with its hooks around it, and says in the engine's words how it ended. */
final class HandlerRun implements Processor<JsonNode> {

    /** Until the hooks are told of a run that does not end. */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final RunnerSetup setup;
    private final Queue<JsonNode> queue;
    private final WorkedVersions versions;
    private final HandlerCalls calls;

    HandlerRun(RunnerSetup setup, Queue<JsonNode> queue, WorkedVersions versions, HandlerCalls calls) {
        this.setup = setup;
        this.queue = queue;
        this.versions = versions;
        this.calls = calls;
    }

    @Override
    public @Nullable Object process(ActiveJob<JsonNode> job) throws Exception {
        var definition = versions.of(job.name());
        if (definition.isEmpty()) { // gone since it was let through
            job.moveToDelayed(VersionGate.ASIDE);
            return null;
        }
        return run(definition.get(), job);
    }

    private <P> @Nullable Object run(Definition<P> definition, ActiveJob<JsonNode> job) throws Exception {
        var lines = new JobLines(queue, job.id());
        var context = new ActiveJobContext(definition, setup, job, lines::add);
        var end = new End(definition.handler(), context, job);
        try {
            return context.inMdc(() -> call(definition, job, context, end));
        } finally {
            var interrupted = Thread.interrupted();
            lines.flush();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("NullAway") // a handler that takes no record knows that there may be no params
    private <P> @Nullable Object call(
            Definition<P> definition, ActiveJob<JsonNode> job, ActiveJobContext context, End end) throws Exception {
        Hooks.onStart(definition.handler(), context);
        Object result;
        try {
            if (definition.runsOn() != RunsOn.CHILD_JVM) {
                var params = ParamsReader.read(definition, job.data());
                result = calls.call(definition, params, context);
            } else {
                result = calls.callInChild(definition, job);
            }
        } catch (Exception failure) { // user code
            end.failed(failure);
            throw EngineFailure.of(failure);
        } catch (Error failure) { // of user code: it fails this job, and nothing else
            end.failed(failure);
            throw failure;
        }
        end.succeeded(result);
        return result;
    }

    /** Tells the hooks once how the run ended: by what it made of itself, or without it when it does not heed its signal. */
    private final class End {

        private final JobHandler<?> handler;
        private final ActiveJobContext context;
        private final ActiveJob<JsonNode> job;
        private final AtomicBoolean told = new AtomicBoolean();

        End(JobHandler<?> handler, ActiveJobContext context, ActiveJob<JsonNode> job) {
            this.handler = handler;
            this.context = context;
            this.job = job;
            job.cancellation().onCancel(this::watch);
        }

        private void watch() {
            CompletableFuture.delayedExecutor(
                            setup.cancelGrace().plus(AFTER_INTERRUPT).toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> cutShort());
        }

        void succeeded(@Nullable Object result) {
            if (job.cancellation().isCancelled()) { // a result that comes after the signal counts for nothing
                cutShort();
            } else if (told.compareAndSet(false, true)) {
                Hooks.onSuccess(handler, context, result);
                Hooks.onEnd(handler, context, ExecutionEnd.SUCCEEDED);
            }
        }

        void failed(Throwable failure) {
            if (job.cancellation().isCancelled()) {
                cutShort();
            } else if (told.compareAndSet(false, true)) {
                Hooks.onFail(handler, context, failure);
                var again = context.attempt() < context.maxAttempts() && !RetryDecision.isFatal(failure);
                Hooks.onEnd(handler, context, again ? ExecutionEnd.RETRIED : ExecutionEnd.FAILED);
            }
        }

        private void cutShort() {
            if (told.compareAndSet(false, true)) {
                var reason = job.cancellation().reason().orElse(CancellationSignal.Reason.CANCELLED);
                Hooks.onEnd(
                        handler,
                        context,
                        switch (reason) {
                            case CANCELLED -> ExecutionEnd.CANCELLED;
                            case TIMEOUT -> ExecutionEnd.TIMED_OUT;
                            case LOCK_LOST, WORKER_CLOSED -> ExecutionEnd.LOST;
                        });
            }
        }
    }
}
