package io.taurine.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program as it speaks to a job server instead of Redis. */
@Command(
        name = "taurine --server URL",
        description = "Jobs, schedules and definitions of a job server.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Durations: 500ms, 5s, 2m, 1h, 1d.",
            "Exit codes: 0 done, 1 refused by the server, 2 wrong usage, 3 the server cannot be reached.",
            "Start with: taurine jobs start echo '{\"message\":\"hi\"}' --follow --server http://localhost:8080"
        })
final class ServerTaurine implements Program {

    private static final String OPTION = "--server";
    private static final int HELP_WIDTH = 100;

    private final Surroundings surroundings;

    @Option(
            names = OPTION,
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Where the server is, as in http://localhost:8080.")
    private String server = "";

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            scope = ScopeType.INHERIT,
            description = "Who you are. Default: the variable TAURINE_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the server's JSON, each document on a line of its own.")
    private boolean json;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private ServerTaurine(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Whether that is a call of a server; all others are of Redis. */
    static boolean isMeant(String... args) {
        return Arrays.stream(args).anyMatch(arg -> arg.equals(OPTION) || arg.startsWith(OPTION + "="));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        var taurine = new ServerTaurine(surroundings);
        var line = new CommandLine(taurine);
        taurine.commands().forEach(line::addSubcommand);
        // After the commands: settings reach only those that are there already.
        var failures = new FailureReport(taurine);
        return line.setOut(surroundings.out())
                .setErr(surroundings.err())
                .setUsageHelpWidth(HELP_WIDTH)
                .registerConverter(Duration.class, Durations::parse)
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
    }

    private List<Object> commands() {
        return List.of(
                new ServerJobs(this),
                new ServerDeadLetters(this),
                ServerQueues.commandLine(this),
                new ServerFlows(this),
                new ServerSchedules(this),
                new ServerDefinitionCommands(this),
                new ServerExecutions(this),
                new ServerEventCommands(this),
                new ServerFiles(this),
                new ServerModules(this),
                new ServerLooks.Workers(this),
                new ServerLooks.Locks(this),
                new ServerLooks.Audit(this),
                new ServerLooks.Metrics(this),
                new ServerLooks.Health(this));
    }

    @Override
    public Surroundings surroundings() {
        return surroundings;
    }

    Output output() {
        return new Output(surroundings, json);
    }

    ServerClient client() {
        var fromEnvironment = surroundings.environment().getOrDefault("TAURINE_TOKEN", "");
        var given = token == null ? fromEnvironment : token;
        return new ServerClient(server, Optional.of(given.strip()).filter(text -> !text.isEmpty()));
    }

    @Override
    public boolean isVerbose() {
        return verbose;
    }
}
