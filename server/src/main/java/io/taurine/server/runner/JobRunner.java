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

    /**
     * What it runs, which may be {@linkplain Definitions#replace replaced} while it does. A definition that comes is run from
     * then on, its own schedule included; of one that changes the next runs are by the new one. One that goes is retired: it
     * takes no jobs, its own schedule is removed, running jobs end, and those that wait stay until it is back.
     */
    Definitions definitions();

    JobExecutor executor();

    JobScheduler scheduler();

    JobLifecycle lifecycle();

    /** What it can do with whole queues; of a runner that does not say, nothing. */
    default QueueCare queues() {
        return new QueueCare() {};
    }

    /** Trees of jobs; a runner that does not say has none. */
    default JobFlows flows() {
        return new JobFlows() {};
    }
}
