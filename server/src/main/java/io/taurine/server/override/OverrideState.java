package io.taurine.server.override;

import io.taurine.queue.settings.StoredSettings;
import io.taurine.server.definition.Definition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server knows of an override.
 *
 * @param stored as it was read last
 * @param applied what counts: of a value that does not fit, the one before
 * @param problems of what was written by hand
 */
record OverrideState(StoredSettings stored, Map<OverrideField, String> applied, List<OverrideProblem> problems) {

    static OverrideState of(StoredSettings stored, Definition<?> definition, @Nullable OverrideState before) {
        if (!stored.isReadable()) {
            var problem = new OverrideProblem(
                    definition.key(), "", "what lies under its key in Redis is no hash of settings; remove it");
            return new OverrideState(stored, before == null ? Map.of() : before.applied, List.of(problem));
        }
        var fit = OverrideFit.of(StoredForm.override(stored), definition);
        var applied = new EnumMap<OverrideField, String>(OverrideField.class);
        applied.putAll(fit.good());
        for (var problem : fit.problems()) {
            for (var field : OverrideField.values()) {
                var isMeant = field.fieldName().equals(problem.field())
                        || (problem.field().equals("retry") && field.isOfRetry());
                if (isMeant && before != null && before.applied.containsKey(field)) {
                    applied.put(field, before.applied.get(field));
                }
            }
        }
        return new OverrideState(stored, Map.copyOf(applied), fit.problems());
    }

    DefinitionOverride asOverride() {
        var fields = new TreeMap<String, String>();
        applied.forEach((field, text) -> fields.put(field.fieldName(), text));
        return DefinitionOverride.of(fields);
    }
}
