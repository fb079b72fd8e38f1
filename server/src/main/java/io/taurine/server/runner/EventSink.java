package io.taurine.server.runner;

/** Takes the events that handlers emit; the event bus is one. Safe to share between threads. */
@FunctionalInterface
public interface EventSink {

    /**
     * Takes an event, without waiting for whoever hears it.
     *
     * @param payload becomes JSON
     * @param source the key of the definition whose run emits it
     * @throws IllegalArgumentException if name or payload are not allowed
     */
    void emit(String name, Object payload, String source);
}
