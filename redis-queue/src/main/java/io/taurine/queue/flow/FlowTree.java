package io.taurine.queue.flow;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.DependenciesCount;
import java.util.List;

/**
 * A job of a flow as it stood when it was read, with children: the processed first, then the pending, the failed and the
 * ignored. Not all children need be here, see {@link FlowQuery}; {@link #dependencies()} says how many there are.
 *
 * @param job the job
 * @param prefix prefix of its queue
 * @param state where it was
 * @param dependencies how many children it has, by how they stand
 * @param children those that were read
 */
public record FlowTree(
        Job<Object> job, String prefix, JobState state, DependenciesCount dependencies, List<FlowTree> children) {

    public FlowTree {
        children = List.copyOf(children);
    }

    public String id() {
        return job.id();
    }
}
