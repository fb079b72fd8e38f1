package io.taurine.server.local;

import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Starts and closes a runner within one process. */
final class LocalLifecycle implements JobLifecycle {

    /** What runs get that were told to end as the runner closes. */
    private static final Duration LAST_GRACE = Duration.ofSeconds(1);

    private final LocalState state;
    private final Dispatcher dispatcher;
    private final ScheduleRuns schedules;

    /** Whoever closes second waits for the first to be done. */
    private final ReentrantLock closing = new ReentrantLock();

    LocalLifecycle(LocalState state, Dispatcher dispatcher, ScheduleRuns schedules) {
        this.state = state;
        this.dispatcher = dispatcher;
        this.schedules = schedules;
    }

    @Override
    public void start() {
        state.locked(() -> {
            if (state.start()) {
                schedules.addOwn();
                dispatcher.look();
                state.setup().settings().onChange(key -> changed(Set.of(key)));
                state.setup().definitions().onChange(this::changed);
            }
        });
    }

    /** What is otherwise of the definitions under these keys counts from now on. */
    private void changed(Set<String> keys) {
        state.locked(() -> {
            if (state.isRunning()) {
                keys.stream()
                        .filter(key -> state.setup().definitions().newest(key).isPresent())
                        .forEach(state::queue);
                keys.forEach(schedules::reconcileOwn);
                dispatcher.look();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return state.locked(state::isRunning);
    }

    @Override
    public void listen(JobListener listener) {
        state.events().add(listener);
    }

    @Override
    public void close() {
        closing.lock();
        try {
            if (state.locked(this::endRuns)) {
                state.threads().close();
                state.children().close();
                state.time().close();
                state.events().close();
            }
        } finally {
            closing.unlock();
        }
    }

    /** False when it was closed before. */
    private boolean endRuns() {
        if (!state.close()) {
            return false;
        }
        if (!state.awaitRuns(state.setup().closeTimeout())) {
            state.attempts().forEach(Attempt::closed);
            state.awaitRuns(LAST_GRACE);
        }
        return true;
    }
}
