package io.taurine.worker;

import io.taurine.job.Job;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A meter that never fails, for callers in the middle of something. */
final class GuardedMeter implements WorkerMeter {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedMeter.class);

    private final WorkerMeter meter;

    GuardedMeter(WorkerMeter meter) {
        this.meter = meter;
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) { // a library of the user's: no job may fail with it
            LOG.warn("A meter failed", e);
        }
    }

    @Override
    public void started(Worker<?> worker) {
        guard(() -> meter.started(worker));
    }

    @Override
    public void closed(Worker<?> worker) {
        guard(() -> meter.closed(worker));
    }

    @Override
    public void runEnded(Job<?> job, RunEnd end, Duration ran) {
        guard(() -> meter.runEnded(job, end, ran));
    }

    @Override
    public void claimed(String queueName, int jobs) {
        guard(() -> meter.claimed(queueName, jobs));
    }

    @Override
    public void settled(String queueName, int runs) {
        guard(() -> meter.settled(queueName, runs));
    }

    @Override
    public void stalled(String queueName, int jobs) {
        guard(() -> meter.stalled(queueName, jobs));
    }

    @Override
    public void lockLost(Job<?> job) {
        guard(() -> meter.lockLost(job));
    }
}
