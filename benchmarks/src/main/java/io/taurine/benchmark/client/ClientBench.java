package io.taurine.benchmark.client;

import java.io.IOException;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH with its own arguments ({@code -h} tells them), and always with the profiler that tells allocations. */
public final class ClientBench {

    private ClientBench() {}

    public static void main(String[] args) throws CommandLineOptionException, IOException, RunnerException {
        var options = new CommandLineOptions(args);
        if (options.shouldHelp()) {
            options.showHelp();
            return;
        }
        new Runner(new OptionsBuilder()
                        .parent(options)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
