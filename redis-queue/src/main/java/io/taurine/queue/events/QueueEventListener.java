package io.taurine.queue.events;

/** Hears what happens in a queue. Called by one thread, in the order of the stream; a slow listener delays the next. */
@FunctionalInterface
public interface QueueEventListener {

    /** An exception thrown here is logged and changes nothing. */
    void onEvent(QueueEvent event);

    /** Redis cannot be read now; reading goes on by itself from the last event delivered. Told once for each outage. */
    default void onOutage(Throwable cause) {}
}
