package io.taurine.server.runner;

import io.taurine.server.definition.Definitions;

/**
 * Runs the jobs of a set of definitions. Made by a {@link JobRunnerProvider}; started and closed by its
 * {@link #lifecycle()}. The executor and the scheduler can be used from the start to the close; before and after that they throw
 * {@link IllegalStateException}. Safe to share between threads.
 */
public interface JobRunner {

    /** As it is chosen in the configuration: {@code redis} or {@code local}. */
    String name();

    Definitions definitions();

    JobExecutor executor();

    JobScheduler scheduler();

    JobLifecycle lifecycle();
}
