package io.taurine.server.runner;

/**
 * What became of a wish for a job.
 *
 * @param jobId the job's
 * @param status what it is now
 * @param isNew false when the idempotency key has found a job that was there
 */
public record StartedJob(String jobId, JobStatus status, boolean isNew) {}
