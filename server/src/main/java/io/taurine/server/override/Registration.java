package io.taurine.server.override;

import io.taurine.queue.settings.SettingsStore;
import io.taurine.queue.settings.StoredSettings;
import io.taurine.server.definition.Definition;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Notes a definition beside its override, and drops what was overridden when the implementation is another one. */
final class Registration {

    private static final int TRIES = 20;

    private final SettingsStore store;

    Registration(SettingsStore store) {
        this.store = store;
    }

    /** Tells what was reset, if it was. */
    Optional<OverrideEvent> note(Definition<?> definition) {
        var note = StoredForm.note(definition);
        for (int i = 0; i < TRIES; i++) {
            var stored = store.get(definition.key());
            // A server that is about to be replaced by a newer one does not take back what that one has noted.
            if (!stored.isReadable() || StoredForm.version(stored) > definition.version()) {
                return Optional.empty();
            }
            var changed = new HashMap<>(note);
            changed.entrySet().removeIf(entry -> Objects.equals(stored.fields().get(entry.getKey()), entry.getValue()));
            if (changed.isEmpty()) {
                return Optional.empty();
            }
            var was = stored.fields().get(StoredForm.CHECKSUM);
            var isOther = was != null && changed.containsKey(StoredForm.CHECKSUM);
            var gone = isOther ? overridden(stored) : List.<String>of();
            if (store.write(definition.key(), stored.etag(), changed, gone).isPresent()) {
                return isOther ? Optional.of(reset(stored, gone, definition)) : Optional.empty();
            }
        }
        throw new IllegalStateException("The override of " + definition.key() + " changes all the time");
    }

    private static List<String> overridden(StoredSettings stored) {
        return StoredForm.override(stored).fields().keySet().stream()
                .filter(name -> !name.equals(OverrideField.ENABLED.fieldName()))
                .filter(name -> !name.equals(DefinitionOverride.RUN_NOW))
                .toList();
    }

    private static OverrideEvent reset(StoredSettings stored, List<String> gone, Definition<?> definition) {
        var before = StoredForm.override(stored);
        var after = before.toBuilder();
        gone.forEach(after::without);
        return new OverrideEvent(
                OverrideEvent.Kind.RESET,
                definition.key(),
                before,
                after.build(),
                "The implementation of " + definition.name() + " is another one");
    }
}
