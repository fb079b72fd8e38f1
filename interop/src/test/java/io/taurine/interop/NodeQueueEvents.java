package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;

/** What BullMQ's QueueEvents has delivered of one queue, in order: {@code name}, {@code args}, {@code streamId}. */
final class NodeQueueEvents {
    private final NodePeer peer;
    private final String queue;

    NodeQueueEvents(NodePeer peer, String queue) {
        this.peer = peer;
        this.queue = queue;
    }

    List<JsonNode> all() {
        return peer.events().matching(this::isMine);
    }

    /** The names of all events about one job, in order. */
    List<String> namesOf(String jobId) {
        return peer.events().matching(isAbout(jobId).and(this::isMine)).stream()
                .map(event -> event.path("name").asText())
                .toList();
    }

    /** Waits for the first event of a name about a job, and returns its arguments. */
    JsonNode await(String name, String jobId) {
        return peer.events()
                .await(isNamed(name).and(this::isMine).and(isAbout(jobId)), NodePeer.LIMIT)
                .path("args");
    }

    /** Waits for the first event of a name, and returns its arguments. */
    JsonNode await(String name) {
        return peer.events()
                .await(isNamed(name).and(this::isMine), NodePeer.LIMIT)
                .path("args");
    }

    private boolean isMine(JsonNode line) {
        return line.path("event").asText().equals("queueEvent")
                && line.path("queue").asText().equals(queue);
    }

    private static Predicate<JsonNode> isNamed(String name) {
        return event -> event.path("name").asText().equals(name);
    }

    private static Predicate<JsonNode> isAbout(String jobId) {
        return event -> event.path("args").path("jobId").asText().equals(jobId);
    }
}
