package io.taurine.server.event;

/**
 * Hears events, one at a time and in order, on a thread of its own. One that throws is logged and hears the next event; one
 * that is slow loses events once its queue is full, and delays nobody else.
 */
@FunctionalInterface
public interface EventSubscriber {

    void on(Event event) throws Exception;
}
