package io.taurine.server.discovery;

/** Hears when a module has come, changed or gone, or was switched on or off. Called on the thread that saw it, one at a time. */
@FunctionalInterface
public interface DiscoveryListener {

    /**
     * Something is otherwise.
     *
     * @param result all that there is now, not only what has changed
     */
    void changed(DiscoveryResult result);
}
