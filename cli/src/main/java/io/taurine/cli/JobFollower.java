package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Tells how a job goes, live, until it has ended. */
final class JobFollower {

    private static final Set<String> ENDS = Set.of("succeeded", "skipped", "failed", "cancelled", "timed-out");
    private static final Set<String> GOOD_ENDS = Set.of("succeeded", "skipped");
    private static final String REMOVED = "removed";

    private final ServerClient client;
    private final Output output;
    private final String id;
    private String end = "";

    JobFollower(ServerClient client, Output output, String id) {
        this.client = client;
        this.output = output;
        this.id = id;
    }

    /** The exit code: 0 when it succeeded. */
    int follow() throws Exception {
        var topic = ServerClient.query(Map.of("topics", "job:" + id));
        new ServerStream(client, "/stream" + topic, output).follow(this::hear);
        output.clearStatus();
        return GOOD_ENDS.contains(end) ? ExitCode.DONE : ExitCode.REFUSED;
    }

    /** What happened before the stream stood, and what it has lost, the job itself tells. */
    private boolean hear(String event, JsonNode data) throws Exception {
        if (event.equals("job")) {
            tell((ObjectNode) data);
            var kind = data.path("kind").asText();
            if (kind.equals(REMOVED)) {
                end = REMOVED;
                return false;
            }
            return !ENDS.contains(kind) || !hasEnded(false);
        }
        var tellsNothing = !event.equals("ready") && !event.equals("resync");
        return tellsNothing || !hasEnded(true);
    }

    /** True when it has ended, which was told then; if it has not, where it stands can be told. */
    private boolean hasEnded(boolean isStandingTold) throws Exception {
        var job = client.get("/jobs/" + ServerClient.encoded(id));
        var status = job.path("status").asText();
        if (!ENDS.contains(status)) {
            if (isStandingTold) {
                tellStanding(job, status);
            }
            return false;
        }
        end = status;
        output.result((ObjectNode) job, () -> ended(job, status));
        return true;
    }

    private void tellStanding(JsonNode job, String status) {
        var step = Json.object().put("kind", status).put("jobId", id);
        output.result(step, () -> status);
        if (job.path("progress").has("total")) {
            step.setAll((ObjectNode) job.get("progress"));
            tell(step.put("kind", "progress"));
        }
    }

    private String ended(JsonNode job, String status) {
        if (status.equals("succeeded")) {
            return "Job " + id + " succeeded: " + ServerCalls.shown(job.path("result"));
        }
        var why = job.has("error") ? job.get("error") : job.path("reason");
        return "Job " + id + " is " + status + (why.isMissingNode() ? "" : ": " + ServerCalls.shown(why));
    }

    private void tell(ObjectNode step) {
        var kind = step.path("kind").asText();
        if (kind.equals("progress") && output.showsStatus() && !output.isJson()) {
            output.status(progress(step));
        } else if (!ENDS.contains(kind) || output.isJson()) {
            output.result(step, () -> kind.equals("progress") ? progress(step) : line(step, kind));
        }
    }

    private static String line(JsonNode step, String kind) {
        var message = step.path("message");
        return kind + (message.isMissingNode() ? "" : ": " + ServerCalls.shown(message));
    }

    private static String progress(JsonNode step) {
        if (!step.has("total")) {
            return "progress " + ServerCalls.shown(step.path("progress"));
        }
        var message = ServerCalls.shown(step.path("message"));
        return "progress " + step.path("done").asText() + " of "
                + step.path("total").asText() + (message.isEmpty() ? "" : ": " + message);
    }
}
