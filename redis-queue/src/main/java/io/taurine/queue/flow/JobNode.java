package io.taurine.queue.flow;

import io.taurine.queue.JobHandle;
import java.util.List;

/**
 * A job of a flow that was added, with its children in the order of the {@link FlowNode}.
 *
 * @param job id, outcome, and the way back to the job
 * @param children what hangs below it
 */
public record JobNode(JobHandle<Object> job, List<JobNode> children) {

    public JobNode {
        children = List.copyOf(children);
    }

    public String id() {
        return job.id();
    }
}
