package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.TestQueue;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Spans that BullMQ's OpenTelemetry plug-in made in the peer. */
final class NodeSpans {

    private NodeSpans() {}

    /** Waits for that many spans of a queue that are named so, and returns all that the queue has made since the last call. */
    static List<JsonNode> await(NodePeer peer, TestQueue queue, String name, int count) {
        var taken = new ArrayList<JsonNode>();
        Awaitility.await().until(() -> {
            peer.call("takeSpans", "queue", queue.name()).forEach(taken::add);
            return allNamed(taken, name).size() == count;
        });
        return taken;
    }

    static JsonNode named(List<JsonNode> spans, String name) {
        return allNamed(spans, name).stream().findFirst().orElseThrow();
    }

    static List<JsonNode> allNamed(List<JsonNode> spans, String name) {
        return spans.stream()
                .filter(span -> span.path("name").asText().equals(name))
                .toList();
    }
}
