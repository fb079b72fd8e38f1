package io.taurine.queue;

import io.taurine.job.Job;
import java.util.Objects;

/**
 * A job and where it is: ids are counted in each partition by itself, so one id may occur in several.
 *
 * @param partition number of its partition, from 0
 * @param job the job as it was when it was read
 * @param <T> type of the payload
 */
public record PartitionedJob<T>(int partition, Job<T> job) {

    public PartitionedJob {
        Objects.requireNonNull(job, "job");
    }
}
