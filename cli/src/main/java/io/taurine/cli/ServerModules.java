package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "modules", description = "Jars of the plugin folder.", synopsisSubcommandLabel = "COMMAND")
final class ServerModules extends ServerGroup {

    private static final String NAME = "Name of the module.";

    ServerModules(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "list", description = "List them, ordered by name.")
    int list(@Mixin PageOptions page) throws Exception {
        return list(
                client().get("/modules" + ServerClient.query(page.parameters())),
                "modules",
                "name",
                "version",
                "enabled",
                "definitions",
                "file");
    }

    @Command(name = "enable", description = "Switch one on.")
    int enable(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
        return turned(client().post(path("modules", name, "enable"), null), name);
    }

    @Command(name = "disable", description = "Switch one off.")
    int disable(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
        return turned(client().post(path("modules", name, "disable"), null), name);
    }

    private int turned(JsonNode module, String name) {
        return told(module, () -> "Module " + name + (module.path("enabled").asBoolean() ? " is on" : " is off"));
    }
}
