package io.taurine.server.override;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.settings.SettingsStore;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.NoSuchDefinitionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Settings of definitions that are changed while servers run. Each server sees a change within a second, whoever made it, and
 * goes by it until it is changed again; it survives restarts. When the implementation of a definition changes, all of it but
 * {@code enabled} is as the definition says again. Safe to share between threads.
 *
 * <p>In Redis the override of {@code echo} is the hash {@code taurine::settings:{bull:overrides}:echo}, where {@code bull} is the
 * prefix: fields as {@link DefinitionOverride} names them, beside them the defaults as {@code default.…}, {@code checksum},
 * {@code version}, {@code created} and {@code updated}. A field changed with {@code HSET} or {@code HDEL} is a change like any
 * other; one that does not fit is ignored, logged once and told by {@link #problems()}, and the value before goes on to count in
 * the servers that have seen it.
 */
public interface Overrides extends LiveSettings, AutoCloseable {

    /**
     * Begins those of these definitions. Of several versions of a key the newest one counts.
     */
    static Builder of(Definitions definitions) {
        return new Builder(definitions);
    }

    /**
     * What is stored for a definition.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    OverrideView get(String key);

    /** What is stored for each definition, ordered by key. */
    List<OverrideView> list();

    /** What does not fit about an override; empty when {@link #put} would take it. Throws as {@link #get} does. */
    List<OverrideProblem> check(String key, DefinitionOverride override);

    /**
     * Sets an override in the place of the one there is.
     *
     * @param etag of the one that is to be replaced; empty for whatever is there
     * @throws NoSuchDefinitionException if there is no such definition
     * @throws OverrideRefusedException if it does not fit; nothing is changed
     * @throws OverrideChangedException if another one is there; nothing is changed
     */
    OverrideView put(String key, DefinitionOverride override, Optional<String> etag);

    /** Changes some of it, whatever is there; the change may be asked for several times. Throws as {@link #put} does. */
    OverrideView change(String key, UnaryOperator<DefinitionOverride> change);

    /** Has all as the definition says. Throws as {@link #put} does. */
    OverrideView delete(String key, Optional<String> etag);

    /** The definition with its override, as this server knows it: asks nothing of Redis. */
    @Override
    <P> Definition<P> effective(Definition<P> definition);

    /** All definitions with their overrides. */
    Definitions effective();

    /** What was written by hand and does not fit, over all definitions, as this server knows it. */
    List<OverrideProblem> problems();

    /** Hears of changes from now on. */
    void listen(OverrideListener listener);

    @Override
    default void onChange(Consumer<String> listener) {
        listen(event -> {
            if (event.kind() == OverrideEvent.Kind.CHANGED) {
                listener.accept(event.key());
            }
        });
    }

    /** Takes other definitions in the place of those it was made for: when modules come and go. */
    void replace(Definitions definitions);

    /** Looks for changes no more. Works twice. */
    @Override
    void close();

    /** Collects what overrides need; not safe to share between threads. */
    final class Builder {

        private final Definitions definitions;
        private @Nullable RunStarter starter;
        private Duration lookInterval = Duration.ofMillis(250);
        private final List<OverrideListener> listeners = new ArrayList<>();

        private Builder(Definitions definitions) {
            this.definitions = definitions;
        }

        /** What starts the runs that {@code runNow} asks for. Default: this server starts none. */
        public Builder starter(RunStarter value) {
            this.starter = value;
            return this;
        }

        /** Adds one that hears of everything from the start on, also of what is reset then. */
        public Builder listener(OverrideListener value) {
            this.listeners.add(value);
            return this;
        }

        /** How often changes are looked for, 10 ms to 1 s; default 250 ms. One short command each time. */
        public Builder lookInterval(Duration value) {
            if (value.compareTo(Duration.ofMillis(10)) < 0 || value.compareTo(Duration.ofSeconds(1)) > 0) {
                throw new IllegalArgumentException("lookInterval must be 10 ms to 1 s, was " + value);
            }
            this.lookInterval = value;
            return this;
        }

        /**
         * Those in Redis: notes the definitions there and looks for changes from then on.
         *
         * @param connection stays the caller's, and open until they are closed
         * @param prefix of all keys
         */
        public Overrides inRedis(RedisConnection connection, String prefix) {
            return start(SettingsStore.of(prefix + ":overrides", connection));
        }

        /** Those of this process alone, which end with it. */
        public Overrides inMemory() {
            return start(new MemorySettings());
        }

        private Overrides start(SettingsStore store) {
            var overrides = new StoredOverrides(definitions, store, starter, lookInterval);
            listeners.forEach(overrides::listen);
            overrides.start();
            return overrides;
        }
    }
}
