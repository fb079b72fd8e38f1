package io.taurine.server.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobListener;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Puts the steps of jobs on the bus: {@code job.queued}, {@code job.started}, {@code job.progress}, {@code job.succeeded} and
 * all other names of {@link JobEvent.Kind}. Every process hears of each step from its runner, so nothing is sent for it; the
 * same step has the same id everywhere.
 */
public final class LifecycleEvents implements JobListener {

    static final String PREFIX = "job.";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventBus bus;

    public LifecycleEvents(EventBus bus) {
        this.bus = bus;
    }

    @Override
    public void on(JobEvent step) {
        bus.deliver(nameOf(step), step.definitionKey(), step.at(), () -> event(step));
    }

    /** A step as it is on the bus. */
    public static Event event(JobEvent step) {
        var payload = JsonNodeFactory.instance
                .objectNode()
                .put("jobId", step.jobId())
                .put("executionId", step.executionId())
                .put("definitionKey", step.definitionKey());
        // The order of details differs from one JVM to the next.
        var details = new TreeMap<>(step.details());
        details.forEach((name, value) -> payload.set(name, JSON.valueToTree(value)));
        return new Event(idOf(step, details), nameOf(step), payload, step.definitionKey(), step.at());
    }

    private static String nameOf(JobEvent step) {
        return PREFIX + step.kind().busName();
    }

    private static String idOf(JobEvent step, SortedMap<String, Object> details) {
        if (!step.id().isEmpty()) {
            return step.id();
        }
        var what = step.kind() + " " + step.jobId() + " " + step.executionId() + " " + step.at() + " " + details;
        return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
