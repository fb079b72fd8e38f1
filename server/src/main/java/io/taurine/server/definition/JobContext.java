package io.taurine.server.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.worker.CancellationSignal;
import java.util.Map;
import org.slf4j.Logger;

/** What a handler knows of its run, and what it can do. Valid until the run ends. Safe to share between threads. */
public interface JobContext {

    /** The job's id, unique over all definitions: the definition's key, a colon, and the id in its queue. */
    String jobId();

    /** This attempt's id: the job's id, a slash, and the number of its start. */
    String executionId();

    String definitionKey();

    /** The version of the definition that runs, which is the one the job asked for. */
    int definitionVersion();

    /** From 1; retries count, a job that was taken back from a dead worker does not. */
    int attempt();

    int maxAttempts();

    /** The definition's free-form configuration; unmodifiable. */
    Map<String, Object> config();

    /** Its lines go to the job's log, to the history and to slf4j, with the job in the MDC. */
    Logger logger();

    /**
     * Tells how far the job is, and renews its lock.
     *
     * @param done 0 to {@code total}
     * @param total 1 or more
     * @param message for people; may be empty
     */
    void progress(long done, long total, String message);

    /** Renews the lock: for a handler that takes long and whose process may be stopped for a while. */
    void touch();

    CancellationSignal cancellation();

    /**
     * Puts an event on the bus, named by the definition's key as its source.
     *
     * @throws io.taurine.server.event.EventRefusedException if a rule of the bus, or the manifest of the definition's module,
     *     forbids it; nothing was emitted. In a JVM of its own the same message comes with another exception
     */
    void emit(String name, Object payload);

    /**
     * What the children of a flow that this job waited for have given, by their ids; a child without a result gives JSON null.
     * Empty for a job without children, and where there are no flows.
     */
    default Map<String, JsonNode> childResults() {
        return Map.of();
    }

    Services services();
}
