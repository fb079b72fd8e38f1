package io.taurine.server.local;

import io.taurine.server.runner.internal.VersionChoice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts jobs that wait as long as there is room, one of each definition in turn. Called with the state's lock. */
final class Dispatcher {

    private final LocalState state;
    private @Nullable JobSteps steps;
    private boolean looking;

    Dispatcher(LocalState state) {
        this.state = state;
    }

    void connect(JobSteps value) {
        steps = value;
    }

    /** Starts what can be started. */
    void look() {
        if (looking || !state.isRunning() || !state.setup().isWorker()) {
            return;
        }
        looking = true;
        try {
            var found = true;
            while (found) {
                found = false;
                for (var queue : state.queues()) {
                    found |= isWorked(queue) && next(queue);
                }
            }
        } finally {
            looking = false;
        }
    }

    private boolean isWorked(LocalQueue queue) {
        var keys = state.setup().workedKeys();
        return queue.isDefined()
                && queue.isEnabled()
                && !queue.isPaused()
                && (keys.isEmpty() || keys.contains(queue.key()));
    }

    /** Starts or skips the next job; false when there is none, or no room. */
    private boolean next(LocalQueue queue) {
        var runnable = runnable(queue);
        if (runnable.isEmpty() || steps == null) {
            return false;
        }
        var job = runnable.get();
        var tooOld = VersionChoice.tooOld(state.setup().definitions(), queue.key(), job.definition.version());
        if (tooOld.isPresent()) {
            steps.skip(job, tooOld.get());
        } else if (queue.newest().isSingleRunning() && queue.taken() > 0) {
            steps.skip(job, "another job of " + queue.key() + " is running");
        } else if (queue.hasRoom() && state.hasRoom(job.definition.runsOn())) {
            queue.version(job.definition.version()).ifPresent(definition -> job.definition = definition);
            steps.start(job);
        } else {
            return false;
        }
        return true;
    }

    private Optional<LocalJob> runnable(LocalQueue queue) {
        return queue.waiting().stream().filter(job -> canRun(queue, job)).findFirst();
    }

    /** One of a version that is gone waits until that is back, unless it is skipped. */
    private boolean canRun(LocalQueue queue, LocalJob job) {
        var version = job.definition.version();
        return queue.version(version)
                .map(definition -> definition.unavailable().isEmpty())
                .orElseGet(() -> VersionChoice.tooOld(state.setup().definitions(), queue.key(), version)
                        .isPresent());
    }
}
