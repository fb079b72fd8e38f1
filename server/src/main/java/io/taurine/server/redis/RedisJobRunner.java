package io.taurine.server.redis;

import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.RunnerSetup;

/** Wires the parts of the runner on Redis together. */
final class RedisJobRunner implements JobRunner {

    private final RunnerSetup setup;
    private final RedisLifecycle lifecycle;
    private final RedisJobExecutor executor;
    private final RedisJobScheduler scheduler;

    RedisJobRunner(RunnerSetup setup) {
        this.setup = setup;
        var engine = new Engine(setup);
        var settings = new CurrentSettings(setup.definitions());
        var retries = new RetrySettings(settings);
        var switches = new Switches(setup.definitions(), engine);
        var views = new JobViews(setup.definitions());
        var starter = new JobStarter(setup.definitions(), engine, switches, retries, settings);
        this.scheduler = new RedisJobScheduler(setup.definitions(), engine, starter);
        this.executor = new RedisJobExecutor(
                starter,
                new JobFinder(engine, views),
                new JobLister(setup.definitions(), engine, views),
                new JobChanger(setup.definitions(), engine, views, retries),
                switches,
                retries);
        this.lifecycle = new RedisLifecycle(setup, engine, switches, settings, retries, scheduler);
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
    public void reconfigure(Definitions settings) {
        lifecycle.reconfigure(settings);
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
}
