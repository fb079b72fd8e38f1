package io.taurine.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about one kind of thing of a job server; each is a method. */
abstract class ServerGroup extends ServerCalls implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServerGroup(ServerTaurine taurine) {
        super(taurine);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }
}
