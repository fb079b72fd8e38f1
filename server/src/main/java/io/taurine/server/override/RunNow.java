package io.taurine.server.override;

import io.taurine.queue.settings.SettingsStore;
import io.taurine.queue.settings.StoredSettings;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.InvalidParamsException;
import io.taurine.server.runner.NoSuchDefinitionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Starts the run that an override asks for, once over all servers: the one that gives it an id starts it under that id. When
 * that server dies in between, another one does, under the same id, which the runner takes for the same job.
 */
final class RunNow {

    /** How long a run with an id is left to the server that gave it. */
    static final long PATIENCE_NANOS = 5_000_000_000L;

    private static final int TRIES = 20;

    private final SettingsStore store;
    private final RunStarter starter;
    private final LongSupplier nanoTime;
    private final Map<String, Long> seenNanos = new ConcurrentHashMap<>();

    RunNow(SettingsStore store, RunStarter starter, LongSupplier nanoTime) {
        this.store = store;
        this.starter = starter;
        this.nanoTime = nanoTime;
    }

    static boolean isAskedFor(StoredSettings stored) {
        return stored.fields().containsKey(DefinitionOverride.RUN_NOW)
                || stored.fields().containsKey(StoredForm.RUN_ID);
    }

    /** Empty when there was nothing to do, or another server does it. */
    Optional<OverrideEvent> look(StoredSettings stored, Definition<?> definition) {
        var text = stored.fields().get(DefinitionOverride.RUN_NOW);
        var given = stored.fields().get(StoredForm.RUN_ID);
        if (given != null) {
            return isAbandoned(given)
                    ? start(definition, given, stored.fields().getOrDefault(StoredForm.RUN_PARAMS, "true"))
                    : Optional.empty();
        }
        if (text == null || !isRight(definition, text)) {
            return Optional.empty();
        }
        var id = UUID.randomUUID().toString();
        var taken = store.write(
                definition.key(),
                stored.etag(),
                Map.of(StoredForm.RUN_ID, id, StoredForm.RUN_PARAMS, text),
                List.of(DefinitionOverride.RUN_NOW));
        return taken.isPresent() ? start(definition, id, text) : Optional.empty();
    }

    private boolean isAbandoned(String id) {
        var now = nanoTime.getAsLong();
        var first = seenNanos.putIfAbsent(id, now);
        return first != null && now - first >= PATIENCE_NANOS;
    }

    private static boolean isRight(Definition<?> definition, String text) {
        return OverrideFit.of(DefinitionOverride.of(Map.of(DefinitionOverride.RUN_NOW, text)), definition)
                .problems()
                .isEmpty();
    }

    private Optional<OverrideEvent> start(Definition<?> definition, String id, String text) {
        // After a failure that may pass, the next try comes when patience is over again.
        seenNanos.put(id, nanoTime.getAsLong());
        var kind = OverrideEvent.Kind.RUN_STARTED;
        var detail = id;
        try {
            starter.start(definition.key(), OverrideFit.runNowParams(definition, text), id);
        } catch (NoSuchDefinitionException
                | DefinitionDisabledException
                | InvalidParamsException
                | IllegalArgumentException e) {
            kind = OverrideEvent.Kind.RUN_REFUSED;
            detail = String.valueOf(e.getMessage());
        }
        clear(definition.key(), id);
        seenNanos.remove(id);
        var none = DefinitionOverride.none();
        return Optional.of(new OverrideEvent(kind, definition.key(), none, none, detail));
    }

    private void clear(String key, String id) {
        for (int i = 0; i < TRIES; i++) {
            var stored = store.get(key);
            if (!id.equals(stored.fields().get(StoredForm.RUN_ID))
                    || store.write(key, stored.etag(), Map.of(), List.of(StoredForm.RUN_ID, StoredForm.RUN_PARAMS))
                            .isPresent()) {
                return;
            }
        }
    }
}
