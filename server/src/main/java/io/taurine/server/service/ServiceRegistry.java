package io.taurine.server.service;

import io.taurine.server.definition.Services;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of a process, by type, and why those that are missing are. Made by {@link #builder()}; safe to share between
 * threads.
 */
public final class ServiceRegistry implements Services, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRegistry.class);

    private final Map<Class<?>, Object> services;
    private final Map<Class<?>, String> missing;
    private final Deque<AutoCloseable> owned;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private ServiceRegistry(Builder from) {
        this.services = Collections.unmodifiableMap(new LinkedHashMap<>(from.services));
        this.missing = Collections.unmodifiableMap(new LinkedHashMap<>(from.missing));
        this.owned = new ArrayDeque<>(from.owned);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public <S> Optional<S> find(Class<S> type) {
        return Optional.ofNullable(type.cast(services.get(type)));
    }

    @Override
    public <S> S get(Class<S> type) {
        return find(type)
                .orElseThrow(() -> new IllegalStateException("There is no service " + type.getName()
                        + whyMissing(type).map(reason -> ": " + reason).orElse("")));
    }

    /** Why there is no service of that type; empty when there is one, and when nobody ever spoke of it. */
    public Optional<String> whyMissing(Class<?> type) {
        return Optional.ofNullable(missing.get(type));
    }

    /** In the order they were added; unmodifiable. */
    public Set<Class<?>> types() {
        return services.keySet();
    }

    /** What is known to be missing, and why; unmodifiable. */
    public Map<Class<?>, String> missing() {
        return missing;
    }

    /** Closes what was given to it for that, the last added first. One that fails is logged. Works twice. */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        for (var service : owned) {
            try {
                service.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.warn("Closing {} was interrupted", service, e);
            } catch (Exception e) {
                LOG.warn("{} could not be closed", service, e);
            }
        }
    }

    /** Collects services; not safe to share between threads. */
    public static final class Builder {

        private final Map<Class<?>, Object> services = new LinkedHashMap<>();
        private final Map<Class<?>, String> missing = new LinkedHashMap<>();
        private final Deque<AutoCloseable> owned = new ArrayDeque<>();

        private Builder() {}

        /**
         * Adds a service that somebody else closes.
         *
         * @param type by which handlers ask for it
         * @throws IllegalArgumentException if there is one of that type already
         */
        public <S> Builder with(Class<S> type, S service) {
            if (services.containsKey(type)) {
                throw new IllegalArgumentException("There are two services " + type.getName());
            }
            services.put(type, type.cast(service));
            missing.remove(type);
            return this;
        }

        /** Adds a service that is closed with the registry. */
        public <S extends AutoCloseable> Builder owning(Class<S> type, S service) {
            with(type, service);
            owned.push(service);
            return this;
        }

        /** Says why there is no such service, for people; a service that is added after all goes before this. */
        public Builder missing(Class<?> type, String reason) {
            if (!services.containsKey(type)) {
                missing.put(type, reason);
            }
            return this;
        }

        public ServiceRegistry build() {
            return new ServiceRegistry(this);
        }
    }
}
