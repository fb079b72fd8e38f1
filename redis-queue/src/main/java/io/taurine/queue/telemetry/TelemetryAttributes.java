package io.taurine.queue.telemetry;

/** Names of attributes of spans, their events and metrics, as BullMQ writes them. */
public final class TelemetryAttributes {

    public static final String QUEUE_NAME = "bullmq.queue.name";
    public static final String QUEUE_OPERATION = "bullmq.queue.operation";
    public static final String QUEUE_OPTIONS = "bullmq.queue.options";
    public static final String QUEUE_DRAIN_DELAY = "bullmq.queue.drain.delay";
    public static final String QUEUE_GRACE = "bullmq.queue.grace";
    public static final String QUEUE_CLEAN_LIMIT = "bullmq.queue.clean.limit";
    public static final String QUEUE_CLEAN_COUNT = "bullmq.queue.clean.count";
    public static final String QUEUE_RATE_LIMIT = "bullmq.queue.rate.limit";
    public static final String QUEUE_EVENT_MAX_LENGTH = "bullmq.queue.event.max.length";
    public static final String QUEUE_JOBS_STATE = "bullmq.queue.jobs.state";
    public static final String JOB_ID = "bullmq.job.id";
    public static final String JOB_NAME = "bullmq.job.name";
    public static final String JOB_TYPE = "bullmq.job.type";
    public static final String JOB_STATE = "bullmq.job.state";
    public static final String JOB_OPTIONS = "bullmq.job.options";
    public static final String JOB_PROGRESS = "bullmq.job.progress";
    public static final String JOB_RESULT = "bullmq.job.result";
    public static final String JOB_FAILED_REASON = "bullmq.job.failed.reason";
    public static final String JOB_ATTEMPTS_MADE = "bullmq.job.attempts.made";
    public static final String JOB_ATTEMPT_FINISHED_TIMESTAMP = "bullmq.job.attempt_finished_timestamp";
    public static final String JOB_PROCESSED_TIMESTAMP = "bullmq.job.processed.timestamp";
    public static final String JOB_BULK_NAMES = "bullmq.job.bulk.names";
    public static final String JOB_BULK_COUNT = "bullmq.job.bulk.count";
    public static final String JOB_SCHEDULER_ID = "bullmq.job.scheduler.id";
    public static final String JOB_DEDUPLICATION_KEY = "bullmq.job.deduplication.key";
    public static final String FLOW_NAME = "bullmq.flow.name";
    public static final String WORKER_ID = "bullmq.worker.id";
    public static final String WORKER_NAME = "bullmq.worker.name";
    public static final String WORKER_FORCE_CLOSE = "bullmq.worker.force.close";
    public static final String WORKER_STALLED_JOBS = "bullmq.worker.stalled.jobs";
    public static final String WORKER_JOBS_TO_EXTEND_LOCKS = "bullmq.worker.jobs.to.extend.locks";

    private TelemetryAttributes() {}
}
