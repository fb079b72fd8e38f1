package io.taurine.server.runner;

import io.taurine.server.definition.Definition;
import java.util.function.Consumer;

/** Definitions as they are to be run, which may change while a runner runs. Safe to share between threads. */
public interface LiveSettings {

    /** The definition with what is otherwise now: the same key, version and handler. Must not wait. */
    <P> Definition<P> effective(Definition<P> definition);

    /** Calls back with the key of a definition when it may have changed, on any thread. */
    void onChange(Consumer<String> listener);

    /** All as the definitions say. */
    static LiveSettings none() {
        return new LiveSettings() {
            @Override
            public <P> Definition<P> effective(Definition<P> definition) {
                return definition;
            }

            @Override
            public void onChange(Consumer<String> listener) {}
        };
    }
}
