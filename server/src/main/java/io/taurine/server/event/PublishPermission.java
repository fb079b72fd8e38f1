package io.taurine.server.event;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Services;
import io.taurine.server.event.EventRefusedException.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the code of a definition may emit, whatever source it gives: what the manifest of its module permits. Immutable.
 */
public final class PublishPermission {

    private final String module;
    private final @Nullable List<EventPattern> allowed;

    private PublishPermission(String module, @Nullable List<EventPattern> allowed) {
        this.module = module;
        this.allowed = allowed;
    }

    /**
     * What the code of a definition may emit.
     *
     * @throws IllegalArgumentException if one of its patterns is none
     */
    public static PublishPermission of(Definition<?> definition) {
        return new PublishPermission(
                definition.module().map(name -> "module " + name).orElse("definition " + definition.key()),
                definition
                        .publishes()
                        .map(patterns -> patterns.stream().map(EventPattern::of).toList())
                        .orElse(null));
    }

    /**
     * Lets an event through or not.
     *
     * @throws EventRefusedException if an event of that name is not permitted
     */
    public void check(String name) {
        if (allowed != null && allowed.stream().noneMatch(pattern -> pattern.matches(name))) {
            throw new EventRefusedException(
                    Reason.NOT_PERMITTED,
                    "The " + module + " may not emit " + name + "; it is permitted "
                            + (allowed.isEmpty() ? "no events" : allowed),
                    List.of());
        }
    }

    /** The same services, with a bus that minds this. */
    public Services guard(Services services) {
        return allowed == null ? services : new Guarded(services, this);
    }

    private record Guarded(Services services, PublishPermission permission) implements Services {

        @Override
        public <S> Optional<S> find(Class<S> type) {
            return services.find(type).map(service -> guarded(type, service));
        }

        /** Asks the services, as they know why one is missing. */
        @Override
        public <S> S get(Class<S> type) {
            return guarded(type, services.get(type));
        }

        private <S> S guarded(Class<S> type, S service) {
            return type == EventBus.class ? type.cast(new GuardedEventBus((EventBus) service, permission)) : service;
        }
    }
}
