package io.taurine.server.local;

import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobRunnerProvider;
import io.taurine.server.runner.RunnerSetup;

/** Makes runners within one process; called {@code local}. */
public final class LocalJobRunnerProvider implements JobRunnerProvider {

    static final String NAME = "local";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobRunner create(RunnerSetup setup) {
        return LocalJobRunner.of(setup);
    }
}
