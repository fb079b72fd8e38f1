package io.taurine.cli;

import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program as a whole: its commands, and the options that every command understands. */
@Command(
        name = "taurine",
        description = "Background jobs on Redis, shared with BullMQ.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Durations: 500ms, 5s, 2m, 1h, 1d.",
            "Exit codes: 0 done, 1 refused by the queue, 2 wrong usage, 3 Redis cannot be reached.",
            "Start with: taurine demo, or taurine server",
            "With --server URL it speaks to a job server, see: taurine --server URL --help"
        })
final class Taurine implements Program {

    static final String DEFAULT_REDIS = "redis://localhost:6379";
    private static final int HELP_WIDTH = 100;

    private final Surroundings surroundings;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Where Redis is. Default: the variable REDIS_URL, else " + DEFAULT_REDIS + ".")
    private @Nullable String redis;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            scope = ScopeType.INHERIT,
            description = "First part of every key. Default: bull.")
    private @Nullable String prefix;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print JSON, each document on a line of its own.")
    private boolean json;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show stack traces, and what the library logs.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private Taurine(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs a command line, of Redis or of a server, and returns the exit code. */
    static int execute(Surroundings surroundings, String... args) {
        var line = ServerTaurine.isMeant(args) ? ServerTaurine.commandLine(surroundings) : commandLine(surroundings);
        return line.execute(args);
    }

    static CommandLine commandLine(Surroundings surroundings) {
        var taurine = new Taurine(surroundings);
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
                new DemoCommand(this),
                new ServerCommand(this),
                new AddCommand(this),
                new WorkCommand(this),
                new CountsCommand(this),
                new LimitsCommand(this),
                new MetricsCommand(this),
                new WorkersCommand(this),
                new JobsCommand(this),
                new JobCommand(this),
                new PreviewCommand(this),
                new SchedulersCommand(this),
                new ScheduleCommand(this),
                new PauseCommand(this),
                new ResumeCommand(this),
                new RetryCommand(this),
                new CancelCommand(this),
                new RemoveCommand(this),
                new PromoteCommand(this),
                new CleanCommand(this),
                new DrainCommand(this),
                new ObliterateCommand(this),
                FlowCommand.commandLine(this),
                new LocksCommand(this),
                new EventsCommand(this),
                new FsckCommand(this));
    }

    @Override
    public Surroundings surroundings() {
        return surroundings;
    }

    Output output() {
        return new Output(surroundings, json);
    }

    RedisConnection connect() {
        return RedisConnection.connect(redisUrl());
    }

    String redisUrl() {
        if (redis != null) {
            return redis;
        }
        var fromEnvironment = surroundings.environment().getOrDefault("REDIS_URL", "");
        return fromEnvironment.isBlank() ? DEFAULT_REDIS : fromEnvironment.strip();
    }

    boolean isRedisGiven() {
        return redis != null;
    }

    String prefix() {
        return prefixGiven().orElse(QueueOptions.DEFAULT_PREFIX);
    }

    /** Empty when the option was not used. */
    Optional<String> prefixGiven() {
        return Optional.ofNullable(prefix);
    }

    @Override
    public boolean isVerbose() {
        return verbose;
    }
}
