package io.taurine.server.runner;

/** Makes runners of one kind. Found by {@link java.util.ServiceLoader}: needs a public constructor without parameters. */
public interface JobRunnerProvider {

    /** By which the configuration chooses it; letters, digits and hyphens. */
    String name();

    /** A runner that has not started; nothing is connected yet. */
    JobRunner create(RunnerSetup setup);
}
