package io.taurine.server.service.notification;

/** A way to people. Safe to share between threads. */
public interface Channel extends AutoCloseable {

    /** Hands the message over, and waits until the other side has taken it, within a bound of its own. */
    void send(Notification message) throws Exception;

    /** Works twice. */
    @Override
    default void close() {}
}
