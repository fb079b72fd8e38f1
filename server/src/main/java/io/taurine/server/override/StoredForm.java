package io.taurine.server.override;

import io.taurine.queue.settings.StoredSettings;
import io.taurine.server.definition.Definition;
import io.taurine.server.discovery.Checksum;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** How overrides lie in their hash: what is overridden under its own name, the rest under names that are nobody's settings. */
final class StoredForm {

    static final String CHECKSUM = "checksum";
    static final String VERSION = "version";
    static final String RUN_ID = "runNow.id";
    static final String RUN_PARAMS = "runNow.params";

    private static final String DEFAULT = "default.";
    private static final Set<String> OURS = Set.of(CHECKSUM, VERSION, RUN_ID, RUN_PARAMS, "created", "updated");

    private StoredForm() {}

    /** All that is not ours, also what is no setting. */
    static DefinitionOverride override(StoredSettings stored) {
        var fields = new TreeMap<>(stored.fields());
        fields.keySet().removeIf(StoredForm::isOurs);
        return DefinitionOverride.of(fields);
    }

    private static boolean isOurs(String name) {
        return OURS.contains(name) || name.startsWith(DEFAULT);
    }

    static Map<String, String> defaults(StoredSettings stored) {
        var defaults = new TreeMap<String, String>();
        stored.fields().forEach((name, value) -> {
            if (name.startsWith(DEFAULT)) {
                defaults.put(name.substring(DEFAULT.length()), value);
            }
        });
        return defaults;
    }

    /** What is noted of a definition. */
    static Map<String, String> note(Definition<?> definition) {
        var note = new HashMap<String, String>();
        for (var field : OverrideField.values()) {
            note.put(DEFAULT + field.fieldName(), field.of(definition));
        }
        note.put(CHECKSUM, Checksum.of(definition));
        note.put(VERSION, Integer.toString(definition.version()));
        return note;
    }

    /** 0 when none is noted. */
    static int version(StoredSettings stored) {
        var text = stored.fields().getOrDefault(VERSION, "0");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    static Optional<Instant> instant(StoredSettings stored, String name) {
        var text = stored.fields().getOrDefault(name, "");
        return text.matches("[0-9]{1,15}") ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text))) : Optional.empty();
    }
}
