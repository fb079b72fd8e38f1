package io.taurine.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about trees of jobs. */
@Command(name = "flow", description = "Add or show a tree of jobs.", synopsisSubcommandLabel = "COMMAND")
final class FlowCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private FlowCommand() {}

    static CommandLine commandLine(Taurine taurine) {
        return new CommandLine(new FlowCommand())
                .addSubcommand(new FlowAddCommand(taurine))
                .addSubcommand(new FlowShowCommand(taurine));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }
}
