package io.taurine.server.runner.internal;

import io.taurine.server.definition.ExecutionEnd;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a handler's hooks. One that throws is logged, on slf4j and with the job, and changes nothing. Neither does an interrupt
 * that was meant for the run: a hook starts without it, and it is back afterwards.
 */
public final class Hooks {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private Hooks() {}

    public static void onStart(JobHandler<?> handler, JobContext context) {
        call("onStart", context, () -> handler.onStart(context));
    }

    public static void onSuccess(JobHandler<?> handler, JobContext context, @Nullable Object result) {
        call("onSuccess", context, () -> handler.onSuccess(context, result));
    }

    public static void onFail(JobHandler<?> handler, JobContext context, Throwable failure) {
        call("onFail", context, () -> handler.onFail(context, failure));
    }

    public static void onEnd(JobHandler<?> handler, JobContext context, ExecutionEnd end) {
        call("onEnd", context, () -> handler.onEnd(context, end));
    }

    private static void call(String name, JobContext context, Hook hook) {
        var interrupted = Thread.interrupted();
        try {
            hook.call();
        } catch (Throwable e) { // user code
            interrupted |= e instanceof InterruptedException;
            tell(name, context, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void tell(String name, JobContext context, Throwable failure) {
        try {
            LOG.warn("{} of {} failed, which changes nothing", name, context.executionId(), failure);
            context.logger().warn("{} failed, which changes nothing", name, failure);
        } catch (RuntimeException e) { // the exception itself is user code, and the job's log may be out of reach
            LOG.warn("{} of {} failed with a {}", name, context.executionId(), failure.getClass(), e);
        }
    }

    private interface Hook {
        void call() throws Exception;
    }
}
