package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.discovery.DiscoveryProblem;
import io.taurine.server.discovery.JobModule;
import java.nio.file.Path;
import java.util.List;

/** Answers {@code /modules}. */
final class ModuleCalls {

    private final Discovery discovery;

    ModuleCalls(Discovery discovery) {
        this.discovery = discovery;
    }

    void bind(Bindings bindings) {
        bindings.on("listModules", this::list)
                .on("getModule", call -> Reply.ok(json(find(call))))
                .on("enableModule", call -> turn(call, true))
                .on("disableModule", call -> turn(call, false));
    }

    private Reply list(Call call) {
        var found = discovery.result();
        var json = Pages.sparse(Pages.byKey(found.modules(), JobModule::name, call), call, ModuleCalls::json);
        if (!found.problems().isEmpty()) {
            var problems = json.putArray("problems");
            found.problems().forEach(problem -> put(problems.addObject(), problem));
        }
        return Reply.ok(json);
    }

    private static void put(ObjectNode json, DiscoveryProblem problem) {
        json.put("file", withoutFolders(problem.file()))
                .put("subject", problem.subject())
                .put("message", problem.message());
        problem.line().ifPresent(line -> json.put("line", line));
    }

    /** Where files lie is nobody's business; the way within a jar is. */
    private static String withoutFolders(String file) {
        var jar = file.split("!", 2)[0];
        return String.valueOf(Path.of(jar).getFileName()) + file.substring(jar.length());
    }

    private JobModule find(Call call) {
        var name = call.text("module");
        return discovery.result().modules().stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ApiProblem(404, "no_such_module", "There is no module " + name + "."));
    }

    private Reply turn(Call call, boolean on) {
        var name = find(call).name();
        if (call.isDryRun()) {
            return Reply.dryRun(call, "The module " + name + " would be switched " + (on ? "on." : "off."));
        }
        return Reply.ok(json(on ? discovery.enable(name) : discovery.disable(name)));
    }

    private static ObjectNode json(JobModule module) {
        var json = Json.object()
                .put("name", module.name())
                .put("version", module.version())
                .put("description", module.description());
        put(json, "capabilities", module.capabilities());
        put(json, "permissions", module.permissions());
        json.put("file", withoutFolders(module.file())).put("enabled", module.isEnabled());
        put(json, "definitions", module.definitions());
        return json;
    }

    private static void put(ObjectNode json, String name, List<String> texts) {
        var list = json.putArray(name);
        texts.forEach(list::add);
    }
}
