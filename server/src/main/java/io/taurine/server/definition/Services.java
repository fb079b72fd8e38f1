package io.taurine.server.definition;

import java.util.Optional;

/**
 * What the server hands to handlers: its own services and those that others have added, by type. Safe to share between threads.
 */
public interface Services {

    /** The service of that type; empty when there is none, as its library or its configuration is missing. */
    <S> Optional<S> find(Class<S> type);

    /**
     * The service of that type.
     *
     * @throws IllegalStateException if there is none; says why, where that is known
     */
    default <S> S get(Class<S> type) {
        return find(type).orElseThrow(() -> new IllegalStateException("There is no service " + type.getName()));
    }
}
