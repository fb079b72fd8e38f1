package io.taurine.server.local;

import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.QueueCare;
import io.taurine.server.runner.WrongStatusException;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.EnumSet;
import java.util.Set;

/** Removes whole queues of this process; there is nothing else to be done with one. */
final class LocalQueueCare implements QueueCare {

    private static final Set<JobStatus> BUSY = EnumSet.of(JobStatus.RUNNING, JobStatus.CANCELLING);

    private final LocalState state;
    private final JobSteps steps;

    LocalQueueCare(LocalState state, JobSteps steps) {
        this.state = state;
        this.steps = steps;
    }

    /** What runs cannot be taken from its thread. */
    @Override
    public void obliterate(String definitionKey, boolean force) {
        state.whenRunning(() -> {
            var key = VersionChoice.newest(state.setup().definitions(), definitionKey)
                    .key();
            var queue = state.queue(key);
            var jobs = state.jobs().stream().filter(job -> job.queue == queue).toList();
            var running = jobs.stream().filter(job -> BUSY.contains(job.status)).toList();
            if (!running.isEmpty()) {
                throw new WrongStatusException("The queue of " + key + " cannot be removed: " + running.size()
                        + " of its jobs run" + (force ? "; this runner cannot leave them, cancel them first" : ""));
            }
            jobs.forEach(steps::remove);
            queue.pause(false);
            steps.dispatcher().look();
            return key;
        });
    }
}
