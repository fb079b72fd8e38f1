package io.taurine.server.redis;

import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.StartedJob;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@link JobExecutor} on Redis: hands each call to whom it concerns. */
final class RedisJobExecutor implements JobExecutor {

    private final JobStarter starter;
    private final JobFinder finder;
    private final JobLister lister;
    private final JobChanger changer;
    private final Switches switches;
    private final Pauses pauses;
    private final RetrySettings retries;

    RedisJobExecutor(
            JobStarter starter,
            JobFinder finder,
            JobLister lister,
            JobChanger changer,
            Switches switches,
            Pauses pauses,
            RetrySettings retries) {
        this.starter = starter;
        this.finder = finder;
        this.lister = lister;
        this.changer = changer;
        this.switches = switches;
        this.pauses = pauses;
        this.retries = retries;
    }

    @Override
    public StartedJob start(StartRequest request) {
        return starter.start(request);
    }

    @Override
    public CompletionStage<StartedJob> startAsync(StartRequest request) {
        return starter.startAsync(request);
    }

    @Override
    public Optional<StartedJob> check(StartRequest request) {
        return starter.check(request);
    }

    @Override
    public Optional<JobView> find(String jobId) {
        return finder.find(jobId);
    }

    @Override
    public Page<JobView> list(JobFilter filter, String cursor, int limit) {
        return lister.list(filter, cursor, limit);
    }

    @Override
    public Map<JobStatus, Long> counts(String definitionKey) {
        return finder.counts(definitionKey);
    }

    @Override
    public Page<String> logs(String jobId, String cursor, int limit) {
        return finder.logs(jobId, cursor, limit);
    }

    @Override
    public JobStatus cancel(String jobId, String reason) {
        return changer.cancel(jobId, reason);
    }

    @Override
    public JobStatus cancelRun(String jobId, int run, String reason) {
        return changer.cancelRun(jobId, run, reason);
    }

    @Override
    public JobView retry(String jobId, Optional<Integer> moreAttempts) {
        return changer.retry(jobId, moreAttempts);
    }

    @Override
    public JobView promote(String jobId) {
        return changer.promote(jobId);
    }

    @Override
    public void delete(String jobId) {
        changer.delete(jobId);
    }

    @Override
    public void disable(String definitionKey) {
        switches.set(definitionKey, false);
    }

    @Override
    public void enable(String definitionKey) {
        switches.set(definitionKey, true);
    }

    @Override
    public boolean isEnabled(String definitionKey) {
        return switches.isEnabled(definitionKey);
    }

    @Override
    public void pause(String definitionKey) {
        pauses.set(definitionKey, true);
    }

    @Override
    public void resume(String definitionKey) {
        pauses.set(definitionKey, false);
    }

    @Override
    public boolean isPaused(String definitionKey) {
        return pauses.isPaused(definitionKey);
    }

    @Override
    public void configureRetry(String definitionKey, RetryRule rule) {
        retries.change(switches.requireKnown(definitionKey), rule);
    }
}
