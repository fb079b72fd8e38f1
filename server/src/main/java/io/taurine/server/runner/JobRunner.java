package io.taurine.server.runner;

import io.taurine.server.definition.Definitions;

/**
 * Runs the jobs of a set of definitions. Made by a {@link JobRunnerProvider}; started and closed by its
 * {@link #lifecycle()}. Safe to share between threads.
 */
public interface JobRunner {

    /** As it is chosen in the configuration: {@code redis} or {@code local}. */
    String name();

    Definitions definitions();

    /**
     * Goes by other settings of its definitions from now on, also in workers that run: schedule, retry rule, timeout,
     * concurrency, priority and lock lifetime. What runs goes on as it began, what waits keeps the attempts and the priority it
     * was started with. Whether a definition is enabled is the executor's. A runner that cannot change them leaves them as they
     * are.
     *
     * @param settings the same keys and versions, with the same handlers; others are left out
     */
    default void reconfigure(Definitions settings) {}

    JobExecutor executor();

    JobScheduler scheduler();

    JobLifecycle lifecycle();
}
