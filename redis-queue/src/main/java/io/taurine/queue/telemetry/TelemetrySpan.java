package io.taurine.queue.telemetry;

import java.util.List;
import java.util.Optional;

/** A span that was started and not ended. May be used by one thread after another. */
public interface TelemetrySpan {

    void setAttribute(String name, String value);

    void setAttribute(String name, long value);

    void setAttribute(String name, boolean value);

    void setAttribute(String name, List<String> values);

    /** Something that happened meanwhile, with one attribute. */
    void addEvent(String name, String attribute, String value);

    /** What the span stands for has failed. */
    void recordFailure(Throwable failure);

    /** Makes it the current span of this thread until the scope is closed, in the same thread. */
    Scope makeCurrent();

    /** Its context as the text that travels in a job; empty when there is nothing to carry. */
    Optional<String> metadata();

    void end();

    /** For how long a span is a thread's current one. */
    interface Scope extends AutoCloseable {

        @Override
        void close();
    }
}
