package io.taurine.server.runner;

import java.util.List;

/** A job to start, and those that it waits for. */
public record FlowRequest(StartRequest job, List<FlowRequest> children) {

    public FlowRequest {
        children = List.copyOf(children);
    }
}
