package io.taurine.server.runner;

/**
 * Hears what happens to jobs, in the order of each job's life. Called on a thread of the runner, one event at a time; one that
 * takes long or throws holds up other listeners, but no job.
 */
@FunctionalInterface
public interface JobListener {

    void on(JobEvent event);
}
