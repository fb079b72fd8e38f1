package io.taurine.worker;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Names the job in every log line of its run; takes away only what it put there. */
final class MdcInterceptor<T> implements ProcessInterceptor<T> {

    @Override
    public @Nullable Object process(ActiveJob<T> run, Processor<T> next) throws Exception {
        var job = run.job();
        MDC.put("queue", job.queueName());
        MDC.put("jobId", job.id());
        MDC.put("jobName", job.name());
        MDC.put("attempt", Integer.toString(run.attempt()));
        try {
            return next.process(run);
        } finally {
            MDC.remove("queue");
            MDC.remove("jobId");
            MDC.remove("jobName");
            MDC.remove("attempt");
        }
    }
}
