package io.taurine.queue.flow;

import java.util.List;

/**
 * A page of the children of a job, see {@link FlowProducer#getFlowChildren}.
 *
 * @param children those of the page that still exist, with what hangs below them
 * @param nextCursor where to go on, 0 when this was the last page
 */
public record FlowChildren(List<FlowTree> children, long nextCursor) {

    public FlowChildren {
        children = List.copyOf(children);
    }

    public boolean isLast() {
        return nextCursor == 0;
    }
}
