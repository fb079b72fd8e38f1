package io.taurine.worker;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Names the job in every log line of its run; takes away only what it put there. */
final class MdcInterceptor<T> implements ProcessInterceptor<T> {

    @Override
    public @Nullable Object process(ActiveJob<T> run, Processor<T> next) throws Exception {
        var job = run.job();
        try (var queue = MDC.putCloseable("queue", job.queueName());
                var id = MDC.putCloseable("jobId", job.id());
                var name = MDC.putCloseable("jobName", job.name());
                var attempt = MDC.putCloseable("attempt", Integer.toString(run.attempt()))) {
            return next.process(run);
        }
    }
}
