package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.override.Overrides;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.NoSuchDefinitionException;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.Optional;

/** Answers {@code /definitions}. */
final class DefinitionCalls {

    private final JobRunner runner;

    private final Optional<Overrides> overrides;

    DefinitionCalls(JobRunner runner, Optional<Overrides> overrides) {
        this.runner = runner;
        this.overrides = overrides;
    }

    void bind(Bindings bindings) {
        bindings.on("listDefinitions", this::list)
                .on(
                        "getDefinition",
                        call -> Reply.ok(json(VersionChoice.newest(runner.definitions(), call.text("key")))))
                .on("listDefinitionVersions", this::versions)
                .on("getDefinitionVersion", this::version)
                .on("enableDefinition", call -> turn(call, true))
                .on("disableDefinition", call -> turn(call, false));
    }

    /** As it is run, overrides included. */
    private ObjectNode json(Definition<?> definition) {
        Definition<?> effective = overrides.isPresent() ? overrides.get().effective(definition) : definition;
        return DefinitionJson.of(effective, runner);
    }

    private Reply list(Call call) {
        var newest = runner.definitions().keys().stream()
                .<Definition<?>>map(key -> VersionChoice.newest(runner.definitions(), key))
                .toList();
        var page = Pages.byKey(newest, Definition::key, call);
        return Reply.ok(Pages.sparse(page, call, this::json));
    }

    private Reply versions(Call call) {
        VersionChoice.newest(runner.definitions(), call.text("key"));
        var versions = runner.definitions().versions(call.text("key"));
        return Reply.ok(Pages.sparse(new Page<>(versions, ""), call, this::json));
    }

    private Reply version(Call call) {
        var key = call.text("key");
        var version = call.number("version");
        return Reply.ok(json(runner.definitions()
                .find(key, version)
                .orElseThrow(() -> new NoSuchDefinitionException(
                        "There is no version " + version + " of a definition " + key + "."))));
    }

    private Reply turn(Call call, boolean on) {
        var definition = VersionChoice.newest(runner.definitions(), call.text("key"));
        if (call.isDryRun()) {
            return Reply.dryRun(call, definition.key() + " would be " + (on ? "enabled." : "disabled."));
        }
        if (overrides.isPresent()) {
            // The override says it, and each server follows: a switch beside it would be outvoted by an override.
            overrides
                    .get()
                    .change(
                            definition.key(),
                            override -> override.toBuilder().enabled(on).build());
        } else if (on) {
            runner.executor().enable(definition.key());
        } else {
            runner.executor().disable(definition.key());
        }
        return Reply.ok(json(definition));
    }
}
