package io.taurine.server.redis;

import io.taurine.queue.events.QueueEventsProducer;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Which definitions take jobs: kept in Redis, known in each process, and told to the others by an event in the definition's
 * queue. Safe to share between threads.
 */
final class Switches {

    /** Name of that event. */
    static final String EVENT = "taurine:switched";

    private static final long MAX_EVENTS = 10_000;

    private final Definitions definitions;
    private final LiveSettings settings;
    private final Engine engine;
    private final Map<String, Switch> known = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    Switches(Definitions definitions, LiveSettings settings, Engine engine) {
        this.definitions = definitions;
        this.settings = settings;
        this.engine = engine;
    }

    /**
     * A switch as it was set last.
     *
     * @param off when it was switched off last, in milliseconds; 0 for never
     * @param on when it was switched on after that; 0 for never
     */
    record Switch(boolean enabled, long off, long on) {

        static Switch parse(String json) {
            var stored = ExactJson.read(json);
            return new Switch(
                    stored.path("enabled").asBoolean(true),
                    stored.path("off").asLong(0),
                    stored.path("on").asLong(0));
        }

        String json() {
            return "{\"enabled\":" + enabled + ",\"off\":" + off + ",\"on\":" + on + "}";
        }

        boolean wasOffAt(Instant instant) {
            var millis = instant.toEpochMilli();
            return off != 0 && millis >= off && (on < off || millis < on);
        }
    }

    /** The key, if there is such a definition. */
    String requireKnown(String key) {
        return VersionChoice.newest(definitions, key).key();
    }

    /** Calls back with the key when a switch has changed. */
    void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** A setting that differs from the definition goes before the switch, and the switch before the definition. */
    boolean isEnabled(String key) {
        var newest = VersionChoice.newest(definitions, key);
        var isSetTo = settings.effective(newest).isEnabled();
        if (isSetTo != newest.isEnabled()) {
            return isSetTo;
        }
        var set = known.get(key);
        return set == null ? newest.isEnabled() : set.enabled();
    }

    /** Also one that is due while the switch is on may have been due while it was off. */
    boolean wasOffAt(String key, Instant instant) {
        return Optional.ofNullable(known.get(key))
                .map(set -> set.wasOffAt(instant))
                .orElse(false);
    }

    void requireEnabled(String key) {
        if (!isEnabled(key)) {
            throw disabled(key);
        }
    }

    static DefinitionDisabledException disabled(String key) {
        return new DefinitionDisabledException("Definition " + key + " is disabled; enable it first");
    }

    void set(String key, boolean enabled) {
        var stored = engine.switches().get(key).map(Switch::parse);
        // Also where an override says the same already: when it was switched is only known from here.
        if (stored.filter(last -> last.enabled() == enabled).isPresent()) {
            changed(key, stored.get());
            return;
        }
        var now = Instant.now().toEpochMilli();
        var isOnByDefault = VersionChoice.newest(definitions, key).isEnabled();
        var before = stored.orElse(new Switch(isOnByDefault, isOnByDefault ? 0 : 1, 0));
        var after = enabled ? new Switch(true, before.off(), now) : new Switch(false, now, before.on());
        engine.switches().put(key, after.json());
        changed(key, after);
        QueueEventsProducer.of(key, engine.connection(), engine.queue(key).prefix())
                .publishEvent(EVENT, Map.of("enabled", Boolean.toString(enabled)), MAX_EVENTS);
    }

    /** Looks again at what is stored. */
    void refresh(String key) {
        engine.switches().get(key).map(Switch::parse).ifPresent(stored -> changed(key, stored));
    }

    void refreshAll() {
        definitions.keys().forEach(this::refresh);
    }

    private void changed(String key, Switch now) {
        if (!now.equals(known.put(key, now))) {
            listeners.forEach(listener -> listener.accept(key));
        }
    }
}
