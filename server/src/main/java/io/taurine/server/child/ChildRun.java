package io.taurine.server.child;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.worker.CancellationSignal;

/** An attempt whose handler is called in a JVM of its own, and what that handler does with it. Safe to share between threads. */
public interface ChildRun {

    /** The number of the job within its definition. */
    String jobNumber();

    /** How often the job has been started, this time included. */
    int start();

    int attemptsMade();

    int maxAttempts();

    JsonNode params();

    CancellationSignal cancellation();

    /** Keeps a line with the job. */
    void addLine(String line);

    void progress(long done, long total, String message);

    /**
     * The handler is alive.
     *
     * @throws IllegalStateException if the attempt has ended
     */
    void touch();
}
