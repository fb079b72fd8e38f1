package io.taurine.server.runner;

import io.taurine.server.definition.Services;
import java.util.Optional;

/** For handlers that need none. */
final class NoServices implements Services {

    @Override
    public <S> Optional<S> find(Class<S> type) {
        return Optional.empty();
    }
}
