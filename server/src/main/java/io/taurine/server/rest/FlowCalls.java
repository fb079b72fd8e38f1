package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.FlowRequest;
import io.taurine.server.runner.FlowView;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.NoSuchJobException;
import java.util.ArrayList;

/** Answers what is asked of trees of jobs. */
final class FlowCalls {

    private final JobRunner runner;

    FlowCalls(JobRunner runner) {
        this.runner = runner;
    }

    void bind(Bindings bindings) {
        bindings.on("startFlow", this::start).on("getFlow", this::get);
    }

    private Reply start(Call call) {
        var flow = flow(call.body());
        if (call.isDryRun()) {
            runner.flows().check(flow);
            return Reply.dryRun(call, jobs(flow) + " jobs would be started.");
        }
        var started = start(flow);
        return Reply.created(json(started), "/jobs/" + UrlPath.segment(started.jobId()) + "/flow");
    }

    private FlowView start(FlowRequest flow) {
        try {
            return runner.flows().start(flow);
        } catch (IllegalArgumentException e) { // too many jobs
            throw ApiProblem.invalid("body", "/children", String.valueOf(e.getMessage()));
        }
    }

    private static FlowRequest flow(JsonNode body) {
        var children = new ArrayList<FlowRequest>();
        body.path("children").forEach(child -> children.add(flow(child)));
        return new FlowRequest(JobStarter.request(body.get("definitionKey").textValue(), body), children);
    }

    private static long jobs(FlowRequest flow) {
        return 1 + flow.children().stream().mapToLong(FlowCalls::jobs).sum();
    }

    private Reply get(Call call) {
        var id = call.text("jobId");
        JobCalls.find(runner, id);
        return Reply.ok(json(runner.flows()
                .find(id, call.number("depth"), call.number("most"))
                .orElseThrow(() -> new NoSuchJobException("There is no job " + id + "."))));
    }

    private static ObjectNode json(FlowView flow) {
        var json = Json.object()
                .put("jobId", flow.jobId())
                .put("status", flow.status().wireName());
        json.putObject("counts")
                .put("succeeded", flow.counts().succeeded())
                .put("pending", flow.counts().pending())
                .put("failed", flow.counts().failed())
                .put("ignored", flow.counts().ignored());
        var children = json.putArray("children");
        flow.children().forEach(child -> children.add(json(child)));
        return json;
    }
}
