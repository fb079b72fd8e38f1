package io.taurine.server.redis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.server.runner.internal.ExactJson;

/**
 * Whose turn it is among the runs of a schedule that must not overlap.
 *
 * @param current id of the job that had the last turn; empty for none
 * @param queued id of the one that waits for that to end; empty for none
 */
record Turn(String current, String queued) {

    static final Turn NOBODYS = new Turn("", "");

    static Turn parse(String json) {
        var stored = ExactJson.read(json);
        return new Turn(stored.path("current").asText(""), stored.path("queued").asText(""));
    }

    String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("current", current)
                .put("queued", queued)
                .toString();
    }
}
