package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "definitions", description = "What can run, and its overrides.", synopsisSubcommandLabel = "COMMAND")
final class ServerDefinitionCommands extends ServerGroup {

    private static final String KEY = "Key of the definition.";
    private static final String[] COLUMNS = {"key", "version", "enabled", "description", "unavailable"};

    ServerDefinitionCommands(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "list", description = "List the newest version of each.")
    int list(@Mixin PageOptions page) throws Exception {
        return list(client().get("/definitions" + ServerClient.query(page.parameters())), "definitions", COLUMNS);
    }

    @Command(name = "get", description = "Show one.")
    int get(
            @Parameters(paramLabel = "KEY", description = KEY) String key,
            @Option(names = "--version", paramLabel = "N", description = "Which version. Default: the newest.")
                    @Nullable
                    Integer version)
            throws Exception {
        return show(client().get(
                        version == null
                                ? path("definitions", key)
                                : path("definitions", key, "versions", version.toString())));
    }

    @Command(name = "versions", description = "List the versions of one.")
    int versions(@Parameters(paramLabel = "KEY", description = KEY) String key) throws Exception {
        return list(client().get(path("definitions", key, "versions")), "versions", COLUMNS);
    }

    @Command(name = "enable", description = "Take jobs again.")
    int enable(@Parameters(paramLabel = "KEY", description = KEY) String key) throws Exception {
        return turned(client().post(path("definitions", key, "enable"), null), key);
    }

    @Command(name = "disable", description = "Take no new jobs and start none that wait.")
    int disable(@Parameters(paramLabel = "KEY", description = KEY) String key) throws Exception {
        return turned(client().post(path("definitions", key, "disable"), null), key);
    }

    private int turned(JsonNode definition, String key) {
        return told(definition, () -> key + (definition.path("enabled").asBoolean() ? " is enabled" : " is disabled"));
    }

    /** What to do with an override; show it if nothing else. */
    static final class Deed {

        @Option(
                names = "--set",
                paramLabel = "JSON",
                description = "Put this in the place of the one there is; - reads standard input.")
        private @Nullable String set;

        @Option(names = "--clear", description = "Have all as the definition says.")
        @SuppressWarnings("UnusedVariable") // picocli looks at it; without the other option it is this one
        private boolean clear;
    }

    @Command(name = "override", description = "Show, set or clear what is overridden at run time.")
    int override(
            @Parameters(paramLabel = "KEY", description = KEY) String key,
            @ArgGroup(multiplicity = "0..1") @Nullable Deed deed)
            throws Exception {
        var path = path("definitions", key, "override");
        if (deed == null) {
            return show(client().get(path));
        }
        return show(deed.set == null ? client().delete(path) : client().put(path, json("--set", deed.set)));
    }
}
