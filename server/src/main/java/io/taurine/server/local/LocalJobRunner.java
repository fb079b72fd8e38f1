package io.taurine.server.local;

import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.QueueCare;
import io.taurine.server.runner.RunnerSetup;

/**
 * Runs jobs within this process. What it knows is gone when it is closed: jobs, schedules, history. Of jobs that have ended it
 * keeps as many as their definitions say, of each job's log the last 1,000 lines. Safe to share between threads.
 */
public final class LocalJobRunner implements JobRunner {

    private final Definitions definitions;
    private final LocalExecutor executor;
    private final LocalScheduler scheduler;
    private final LocalLifecycle lifecycle;
    private final LocalQueueCare queues;

    private LocalJobRunner(RunnerSetup setup, LocalTime time) {
        this.definitions = setup.definitions();
        var state = new LocalState(setup, time);
        var dispatcher = new Dispatcher(state);
        var steps = new JobSteps(state, dispatcher);
        var runs = new ScheduleRuns(state, steps);
        steps.whenEnded(runs::ended);
        dispatcher.connect(steps);
        this.executor = new LocalExecutor(state, steps, runs);
        this.scheduler = new LocalScheduler(state, steps, runs);
        this.queues = new LocalQueueCare(state, steps);
        this.lifecycle = new LocalLifecycle(state, dispatcher, runs);
    }

    /** A runner that has not started. The setup's Redis is not used. */
    public static LocalJobRunner of(RunnerSetup setup) {
        return new LocalJobRunner(setup, new SystemTime(setup.workerId()));
    }

    static LocalJobRunner of(RunnerSetup setup, LocalTime time) {
        return new LocalJobRunner(setup, time);
    }

    @Override
    public String name() {
        return LocalJobRunnerProvider.NAME;
    }

    @Override
    public Definitions definitions() {
        return definitions;
    }

    @Override
    public JobExecutor executor() {
        return executor;
    }

    @Override
    public JobScheduler scheduler() {
        return scheduler;
    }

    @Override
    public JobLifecycle lifecycle() {
        return lifecycle;
    }

    @Override
    public QueueCare queues() {
        return queues;
    }
}
