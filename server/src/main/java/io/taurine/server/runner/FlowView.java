package io.taurine.server.runner;

import java.util.List;

/**
 * A job of a flow as it stands, with children.
 *
 * @param counts of all its children, also those that were not read
 * @param children those that were read
 */
public record FlowView(String jobId, JobStatus status, Children counts, List<FlowView> children) {

    public FlowView {
        children = List.copyOf(children);
    }

    /** How many children have succeeded, have not ended, have failed, and have failed and are not waited for. */
    public record Children(long succeeded, long pending, long failed, long ignored) {}
}
