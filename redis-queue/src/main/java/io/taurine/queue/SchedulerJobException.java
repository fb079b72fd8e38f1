package io.taurine.queue;

/** The job is the next run of a job scheduler, which would die without it: remove the scheduler instead. */
public final class SchedulerJobException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    public SchedulerJobException(String queue, String jobId) {
        super(
                queue,
                jobId,
                "Job " + jobId + " in queue " + queue
                        + " is the next run of a job scheduler and cannot be removed by itself; remove the scheduler");
    }
}
