package io.taurine.server.redis;

import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobFlows;
import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.QueueCare;
import io.taurine.server.runner.RunnerSetup;

/** Wires the parts of the runner on Redis together. */
final class RedisJobRunner implements JobRunner {

    private final RunnerSetup setup;
    private final RedisLifecycle lifecycle;
    private final RedisJobExecutor executor;
    private final RedisJobScheduler scheduler;
    private final RedisQueueCare queues;
    private final RedisFlows flows;

    RedisJobRunner(RunnerSetup setup) {
        this.setup = setup;
        var engine = new Engine(setup);
        var retries = new RetrySettings();
        var switches = new Switches(setup.definitions(), setup.settings(), engine);
        var views = new JobViews(setup.definitions());
        var starter = new JobStarter(setup, engine, switches, retries);
        this.scheduler = new RedisJobScheduler(setup.definitions(), engine, starter);
        this.executor = new RedisJobExecutor(
                starter,
                new JobFinder(engine, views),
                new JobLister(setup.definitions(), engine, views),
                new JobChanger(setup, engine, views, retries),
                switches,
                new Pauses(setup.definitions(), engine),
                retries);
        this.queues = new RedisQueueCare(setup, engine, scheduler);
        this.flows = new RedisFlows(setup, engine, starter);
        this.lifecycle = new RedisLifecycle(setup, engine, switches, scheduler);
    }

    @Override
    public String name() {
        return RedisJobRunnerProvider.NAME;
    }

    @Override
    public Definitions definitions() {
        return setup.definitions();
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

    @Override
    public JobFlows flows() {
        return flows;
    }
}
