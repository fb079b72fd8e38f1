package io.taurine.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the steps of a run into one chain when the worker starts, so that a run allocates nothing for it: what the worker
 * itself puts around every run, the check whether the job can be run, the user's interceptors, the processor.
 */
final class Interceptors<T> {

    private final List<ProcessInterceptor<T>> outer;
    private final Processor<T> inner;

    Interceptors(@Nullable WorkerTelemetry telemetry, List<ProcessInterceptor<T>> users, Processor<T> processor) {
        this.outer = new ArrayList<>(2);
        if (telemetry != null) {
            outer.add(new TracingInterceptor<>(telemetry));
        }
        outer.add(new MdcInterceptor<>());
        this.inner = chain(users, processor);
    }

    /** The whole chain; {@code admit} throws for a job that cannot be run. */
    Processor<T> around(Consumer<ActiveJob<T>> admit) {
        return chain(outer, job -> {
            admit.accept(job);
            return inner.process(job);
        });
    }

    private static <T> Processor<T> chain(List<ProcessInterceptor<T>> interceptors, Processor<T> last) {
        var chain = last;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            chain = new Link<>(interceptors.get(i), chain);
        }
        return chain;
    }

    private record Link<T>(ProcessInterceptor<T> interceptor, Processor<T> next) implements Processor<T> {

        @Override
        public @Nullable Object process(ActiveJob<T> job) throws Exception {
            return interceptor.process(job, next);
        }
    }
}
