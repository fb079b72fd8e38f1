package io.taurine.server.redis;

import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobRunnerProvider;
import io.taurine.server.runner.RunnerSetup;

/** Makes runners on Redis. */
public final class RedisJobRunnerProvider implements JobRunnerProvider {

    static final String NAME = "redis";

    /** For {@link java.util.ServiceLoader}. */
    public RedisJobRunnerProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobRunner create(RunnerSetup setup) {
        return new RedisJobRunner(setup);
    }
}
