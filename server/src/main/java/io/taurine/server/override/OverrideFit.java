package io.taurine.server.override;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.InvalidParamsException;
import io.taurine.server.runner.internal.ParamsReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What of an override fits a definition.
 *
 * @param good the values that do
 * @param problems why the others do not
 */
record OverrideFit(Map<OverrideField, String> good, List<OverrideProblem> problems) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static OverrideFit of(DefinitionOverride override, Definition<?> definition) {
        var good = new EnumMap<OverrideField, String>(OverrideField.class);
        var problems = new ArrayList<OverrideProblem>();
        var draft = new Draft<>(definition);
        override.fields().forEach((name, text) -> {
            var field = OverrideField.named(name);
            try {
                if (field.isPresent()) {
                    field.get().apply(text, draft);
                    good.put(field.get(), text);
                } else if (name.equals(DefinitionOverride.RUN_NOW)) {
                    requireParams(definition, runNowParams(definition, text));
                } else {
                    problems.add(new OverrideProblem(definition.key(), name, "is no setting; there are " + names()));
                }
            } catch (IllegalArgumentException | InvalidParamsException e) {
                problems.add(new OverrideProblem(definition.key(), name, String.valueOf(e.getMessage())));
            }
        });
        checkTogether(definition, draft, good, problems);
        return new OverrideFit(good, List.copyOf(problems));
    }

    private static void checkTogether(
            Definition<?> definition, Draft<?> draft, Map<OverrideField, String> good, List<OverrideProblem> problems) {
        try {
            draft.retry();
        } catch (IllegalArgumentException e) {
            good.keySet().removeIf(OverrideField::isOfRetry);
            problems.add(new OverrideProblem(definition.key(), "retry", String.valueOf(e.getMessage())));
        }
        var after = draft.builder.build();
        if (definition.isSingleRunning() && after.concurrency().orElse(1) > 1) {
            good.remove(OverrideField.CONCURRENCY);
            problems.add(new OverrideProblem(
                    definition.key(),
                    OverrideField.CONCURRENCY.fieldName(),
                    "must be 1 or none, as only one job of it may run at a time, was "
                            + after.concurrency().getAsInt()));
        }
        if (definition.schedule().isEmpty() && after.schedule().isPresent()) {
            try {
                requireParams(definition, scheduledParams(definition));
            } catch (InvalidParamsException e) {
                good.remove(OverrideField.SCHEDULE);
                problems.add(new OverrideProblem(
                        definition.key(),
                        OverrideField.SCHEDULE.fieldName(),
                        "it cannot run by itself, as its own runs have no params that fit: " + e.getMessage()));
            }
        }
    }

    private static void requireParams(Definition<?> definition, JsonNode params) {
        ParamsReader.check(definition, params);
    }

    private static JsonNode scheduledParams(Definition<?> definition) {
        return definition.scheduledParams().orElse(NullNode.getInstance());
    }

    /** The params of the run that is asked for. */
    static JsonNode runNowParams(Definition<?> definition, String text) {
        if (text.equals("true")) {
            return scheduledParams(definition);
        }
        try {
            var params = MAPPER.readTree(text);
            if (!params.isMissingNode()) {
                return params;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("must be true, or params as JSON, was '" + text + "'", e);
        }
        throw new IllegalArgumentException("must be true, or params as JSON, was ''");
    }

    private static String names() {
        var names = new TreeSet<String>();
        names.add(DefinitionOverride.RUN_NOW);
        Arrays.stream(OverrideField.values()).map(OverrideField::fieldName).forEach(names::add);
        return String.join(", ", names);
    }

    /** The definition with those values; a retry rule that does not fit together with it stays as it is. */
    static <P> Definition<P> apply(Map<OverrideField, String> values, Definition<P> definition) {
        if (values.isEmpty()) {
            return definition;
        }
        var draft = new Draft<>(definition);
        values.forEach((field, text) -> field.apply(text, draft));
        try {
            draft.builder.retry(draft.retry());
        } catch (IllegalArgumentException e) {
            // Seen with another version of the definition, whose own parts differ.
            draft.builder.retry(definition.retry());
        }
        return draft.builder.build();
    }
}
