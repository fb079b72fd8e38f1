package io.taurine.server.rest;

import java.util.Optional;

/** One thing that must be well for the process to do its work. Must be safe to share, and quick. */
public interface HealthCheck {

    /** One word: {@code database}, {@code redis}. */
    String name();

    /** What is wrong; empty when nothing is. One that throws is wrong as well. */
    Optional<String> problem();

    /** False for one that is told but does not take the process out of service. */
    default boolean isNeeded() {
        return true;
    }
}
