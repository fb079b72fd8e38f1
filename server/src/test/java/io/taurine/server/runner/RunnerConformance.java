package io.taurine.server.runner;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What each {@link JobRunner} must do. A runner has one subclass, which names its provider and says what its setup needs; the
 * tests stand in the interfaces, by subject.
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class RunnerConformance
        implements StartingJobs,
                RunningJobs,
                RetryingJobs,
                CancellingJobs,
                ListingJobs,
                PausingQueues,
                RedefiningJobs,
                JobsInChildJvms,
                SchedulingJobs,
                StartingAndClosing {

    private final RunnerFixture fixture;

    protected RunnerConformance(String name, UnaryOperator<RunnerSetup.Builder> settings) {
        this.fixture = new RunnerFixture(name, settings);
    }

    @Override
    public final RunnerFixture fixture() {
        return fixture;
    }

    @AfterEach
    final void closeRunners() {
        fixture.close();
    }
}
