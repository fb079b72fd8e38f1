package io.taurine.server.rest;

import io.taurine.server.definition.Definition;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.NoSuchDefinitionException;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.internal.VersionChoice;

/** Answers {@code /definitions}. */
final class DefinitionCalls {

    private final JobRunner runner;

    DefinitionCalls(JobRunner runner) {
        this.runner = runner;
    }

    void bind(Bindings bindings) {
        bindings.on("listDefinitions", this::list)
                .on(
                        "getDefinition",
                        call -> Reply.ok(DefinitionJson.of(
                                VersionChoice.newest(runner.definitions(), call.text("key")), runner)))
                .on("listDefinitionVersions", this::versions)
                .on("getDefinitionVersion", this::version)
                .on("enableDefinition", call -> turn(call, true))
                .on("disableDefinition", call -> turn(call, false));
    }

    private Reply list(Call call) {
        var newest = runner.definitions().keys().stream()
                .<Definition<?>>map(key -> VersionChoice.newest(runner.definitions(), key))
                .toList();
        var page = Pages.byKey(newest, Definition::key, call);
        return Reply.ok(Pages.json(page, one -> Pages.only(call.texts("fields"), DefinitionJson.of(one, runner))));
    }

    private Reply versions(Call call) {
        VersionChoice.newest(runner.definitions(), call.text("key"));
        var versions = runner.definitions().versions(call.text("key"));
        return Reply.ok(Pages.json(new Page<>(versions, ""), one -> DefinitionJson.of(one, runner)));
    }

    private Reply version(Call call) {
        var key = call.text("key");
        var version = call.number("version");
        return Reply.ok(DefinitionJson.of(
                runner.definitions()
                        .find(key, version)
                        .orElseThrow(() -> new NoSuchDefinitionException(
                                "There is no version " + version + " of a definition " + key + ".")),
                runner));
    }

    private Reply turn(Call call, boolean on) {
        var definition = VersionChoice.newest(runner.definitions(), call.text("key"));
        if (call.isDryRun()) {
            return Reply.dryRun(call, definition.key() + " would be " + (on ? "enabled." : "disabled."));
        }
        if (on) {
            runner.executor().enable(definition.key());
        } else {
            runner.executor().disable(definition.key());
        }
        return Reply.ok(DefinitionJson.of(definition, runner));
    }
}
