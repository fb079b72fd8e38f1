package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;

/** Calls that a server does step by step. */
final class ServerSteps {

    private ServerSteps() {}

    /** Calls again as long as there is more, and adds up what was done. */
    static ObjectNode untilNoMore(Callable<JsonNode> step) throws Exception {
        var done = 0L;
        var left = 0L;
        while (true) {
            var reply = step.call();
            done += reply.path("done").asLong();
            left += reply.path("left").asLong();
            if (!reply.path("more").asBoolean()) {
                return Json.object().put("done", done).put("left", left);
            }
        }
    }
}
