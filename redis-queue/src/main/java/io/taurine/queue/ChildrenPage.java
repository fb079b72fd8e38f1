package io.taurine.queue;

import io.taurine.job.Job;
import java.util.List;

/**
 * A page of the children of a job with their own jobs.
 *
 * @param items the children asked for
 * @param jobs their jobs, without those that have been removed since
 * @param total how many children of that kind there are
 */
public record ChildrenPage(List<Dependency> items, List<Job<Object>> jobs, long total) {

    public ChildrenPage {
        items = List.copyOf(items);
        jobs = List.copyOf(jobs);
    }
}
