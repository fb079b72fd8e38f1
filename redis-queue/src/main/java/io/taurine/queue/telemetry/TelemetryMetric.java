package io.taurine.queue.telemetry;

/** The metrics of queues and workers, by BullMQ's names. */
public enum TelemetryMetric {
    JOBS_COMPLETED(Type.COUNTER, "bullmq.jobs.completed", "1", "Number of jobs completed"),
    JOBS_FAILED(Type.COUNTER, "bullmq.jobs.failed", "1", "Number of jobs failed"),
    JOBS_DELAYED(Type.COUNTER, "bullmq.jobs.delayed", "1", "Number of jobs delayed"),
    JOBS_RETRIED(Type.COUNTER, "bullmq.jobs.retried", "1", "Number of jobs retried"),
    JOBS_WAITING(Type.COUNTER, "bullmq.jobs.waiting", "1", "Number of jobs waiting"),
    JOBS_WAITING_CHILDREN(Type.COUNTER, "bullmq.jobs.waiting_children", "1", "Number of jobs waiting-children"),
    JOB_DURATION(Type.HISTOGRAM, "bullmq.job.duration", "ms", "Job processing duration"),
    QUEUE_JOBS(Type.GAUGE, "bullmq.queue.jobs", "{jobs}", "Number of jobs in the queue by state");

    /** How values add up. */
    public enum Type {
        COUNTER,
        HISTOGRAM,
        GAUGE
    }

    private final Type type;
    private final String metricName;
    private final String unit;
    private final String description;

    TelemetryMetric(Type type, String metricName, String unit, String description) {
        this.type = type;
        this.metricName = metricName;
        this.unit = unit;
        this.description = description;
    }

    public Type type() {
        return type;
    }

    public String metricName() {
        return metricName;
    }

    public String unit() {
        return unit;
    }

    public String description() {
        return description;
    }
}
