package io.taurine.queue.flow;

import io.taurine.job.TaurineException;
import io.taurine.queue.JobOperationException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A flow, or one of the flows of a bulk, could not be added, and nothing of it was written. {@link #refusals()} names each
 * job that stood in the way: a parent that is not there, or a job that exists already and belongs to another parent.
 */
public final class FlowRefusedException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final transient List<JobOperationException> refusals;

    FlowRefusedException(List<JobOperationException> refusals) {
        super(
                "The flow was refused and nothing of it was written: "
                        + refusals.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
                refusals.get(0));
        this.refusals = List.copyOf(refusals);
    }

    /** Which jobs were refused and why: {@code ParentNotFoundException} or {@code ParentRefusedException}. Never empty. */
    public List<JobOperationException> refusals() {
        return refusals;
    }
}
