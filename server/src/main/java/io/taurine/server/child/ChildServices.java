package io.taurine.server.child;

import io.taurine.server.definition.Services;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What handlers in a JVM of their own are given: what needs no connection of the server's. Safe to share between threads. */
final class ChildServices implements Services, AutoCloseable {

    private @Nullable HttpService http;

    @Override
    public <S> S get(Class<S> type) {
        return find(type)
                .orElseThrow(() -> new IllegalStateException("A handler in a JVM of its own has no "
                        + type.getSimpleName()
                        + ": it has the HttpService, the logger, progress and emit. Run the definition on threads of the"
                        + " server, or open what it needs in the handler"));
    }

    @Override
    public <S> Optional<S> find(Class<S> type) {
        return type == HttpService.class ? Optional.of(type.cast(http())) : Optional.empty();
    }

    private synchronized HttpService http() {
        if (http == null) {
            http = new HttpService(HttpSettings.defaults());
        }
        return http;
    }

    @Override
    public void close() {}
}
