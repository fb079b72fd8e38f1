package io.taurine.worker;

import org.jspecify.annotations.Nullable;

/** Puts every run into the trace that its job carries. The outermost of all, so that the others run within its span. */
final class TracingInterceptor<T> implements ProcessInterceptor<T> {

    private final WorkerTelemetry telemetry;

    TracingInterceptor(WorkerTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public @Nullable Object process(ActiveJob<T> job, Processor<T> next) throws Exception {
        var trace = telemetry.started(job.job());
        ((JobRun<T>) job).traced(trace);
        try (var scope = trace.makeCurrent()) {
            return next.process(job);
        }
    }
}
