package io.taurine.server.redis;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;

/** The definitions as they are to be run now: those of the setup, until the runner is told otherwise. Safe to share. */
final class CurrentSettings {

    private volatile Definitions current;

    CurrentSettings(Definitions first) {
        this.current = first;
    }

    void set(Definitions others) {
        current = others;
    }

    Definitions all() {
        return current;
    }

    /** The same definition with the settings it has now. */
    Definition<?> of(Definition<?> definition) {
        return current.find(definition.key(), definition.version()).<Definition<?>>map(found -> found).orElse(definition);
    }
}
