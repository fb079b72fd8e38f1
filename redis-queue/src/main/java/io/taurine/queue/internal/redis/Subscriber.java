package io.taurine.queue.internal.redis;

/** Hears one channel. Called on the driver's event loop: it must neither block nor throw. */
public interface Subscriber {

    void onMessage(String message);

    /** Messages are heard from now on, for the first time or again after an outage. */
    void onListening();
}
