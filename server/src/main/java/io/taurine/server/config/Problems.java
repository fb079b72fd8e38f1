package io.taurine.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that all of it can be told at once. Not safe to share between threads. */
final class Problems {

    private final List<String> found = new ArrayList<>();

    void add(String file, int line, String what) {
        found.add(file + ":" + line + ": " + what);
    }

    void add(String where, String what) {
        found.add(where + ": " + what);
    }

    /** @throws ConfigurationException if there are any */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigurationException(found);
        }
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
