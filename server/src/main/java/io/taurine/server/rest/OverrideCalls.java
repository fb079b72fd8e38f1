package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.override.DefinitionOverride;
import io.taurine.server.override.OverrideProblem;
import io.taurine.server.override.OverrideView;
import io.taurine.server.override.Overrides;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers {@code /definitions/{key}/override}. */
final class OverrideCalls {

    private final Overrides overrides;

    OverrideCalls(Overrides overrides) {
        this.overrides = overrides;
    }

    void bind(Bindings bindings) {
        bindings.on("getOverride", call -> reply(overrides.get(call.text("key"))))
                .on("setOverride", this::set)
                .on("deleteOverride", this::delete);
    }

    private static Reply reply(OverrideView view) {
        var json = Json.object().put("key", view.key());
        json.set("override", Json.MAPPER.valueToTree(view.override().fields()));
        json.set("defaults", Json.MAPPER.valueToTree(new TreeMap<>(view.defaults())));
        json.put("checksum", view.checksum());
        view.created().ifPresent(at -> json.put("created", at.toString()));
        view.updated().ifPresent(at -> json.put("updated", at.toString()));
        if (!view.problems().isEmpty()) {
            var problems = json.putArray("problems");
            view.problems()
                    .forEach(one ->
                            problems.addObject().put("field", one.field()).put("message", one.message()));
        }
        return Reply.ok(json).with("ETag", quoted(view.etag()));
    }

    private Reply set(Call call) {
        var key = call.text("key");
        var override = override(call.body());
        if (call.isDryRun()) {
            var problems = overrides.check(key, override);
            ETags.require(call.ifMatch(), quoted(overrides.get(key).etag()));
            if (!problems.isEmpty()) {
                throw refused(problems);
            }
            return Reply.dryRun(call, "The override of " + key + " would be set.");
        }
        return reply(overrides.put(key, override, etag(call.ifMatch())));
    }

    private Reply delete(Call call) {
        var key = call.text("key");
        if (call.isDryRun()) {
            ETags.require(call.ifMatch(), quoted(overrides.get(key).etag()));
            return Reply.dryRun(call, key + " would be as its definition says.");
        }
        return reply(overrides.delete(key, etag(call.ifMatch())));
    }

    static ApiProblem refused(List<OverrideProblem> problems) {
        var violations = problems.stream()
                .map(one -> new Violation("body", one.field().isEmpty() ? "" : "/" + one.field(), one.message()))
                .toList();
        return new ApiProblem(422, "override_refused", "The override does not fit the definition.", violations);
    }

    private static DefinitionOverride override(JsonNode body) {
        var fields = new TreeMap<String, String>();
        body.properties().forEach(field -> fields.put(field.getKey(), text(field.getValue())));
        return DefinitionOverride.of(fields);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String quoted(String etag) {
        return "\"" + etag + "\"";
    }

    /** Empty for whatever is there. */
    private static Optional<String> etag(@Nullable String ifMatch) {
        return Optional.ofNullable(ifMatch)
                .map(String::strip)
                .filter(text -> !text.equals("*"))
                .map(text -> text.replaceAll("^\"|\"$", ""));
    }
}
