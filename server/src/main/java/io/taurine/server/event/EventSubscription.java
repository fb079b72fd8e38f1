package io.taurine.server.event;

/** One subscriber's place on the bus. Safe to share between threads. */
public interface EventSubscription extends AutoCloseable {

    String pattern();

    /** Events that its subscriber was called with, failed calls included. */
    long delivered();

    /** Events lost because its queue was full. */
    long dropped();

    /** Calls that threw. */
    long failed();

    /** Nothing more is delivered; what is queued is forgotten. Works twice, also from the subscriber itself. */
    @Override
    void close();
}
