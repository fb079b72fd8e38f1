package io.taurine.worker.internal;

import io.taurine.worker.CancellationSignal;
import io.taurine.worker.JobCancelledException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The {@link CancellationSignal} of one run, in a worker or inside a sandbox process. */
public final class RunSignal implements CancellationSignal {

    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final Executor aside;

    /**
     * One object for all runs that nobody cancels or watches.
     *
     * @param reason null before it is cancelled
     * @param actions what to call then
     */
    private record State(@Nullable Reason reason, String message, List<Runnable> actions) {

        static final State RUNNING = new State(null, "", List.of());

        State with(Runnable action) {
            return new State(
                    reason,
                    message,
                    Stream.concat(actions.stream(), Stream.of(action)).toList());
        }
    }

    /**
     * @param aside calls the actions: they are user code, and whoever cancels has locks to renew
     */
    public RunSignal(Executor aside) {
        this.aside = aside;
    }

    /** Sets the signal and has the actions called; false when it was set before. */
    public boolean cancel(Reason why, String text) {
        var cancelled = new State(why, text, List.of());
        var before = now();
        while (before.reason == null) {
            if (state.compareAndSet(before, cancelled)) {
                before.actions.forEach(action -> aside.execute(() -> call(action)));
                return true;
            }
            before = now();
        }
        return false;
    }

    private State now() {
        return Objects.requireNonNull(state.get());
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) { // user code: the interrupt and the other runs must not depend on it
            // Not before: in a sandbox process a logging framework would make up half of the first job.
            LoggerFactory.getLogger(RunSignal.class).warn("An action on the cancellation of a job failed", e);
        }
    }

    public boolean is(Reason expected) {
        return now().reason == expected;
    }

    @Override
    public boolean isCancelled() {
        return now().reason != null;
    }

    @Override
    public Optional<Reason> reason() {
        return Optional.ofNullable(now().reason);
    }

    @Override
    public Optional<String> message() {
        var last = now();
        return last.reason == null ? Optional.empty() : Optional.of(last.message);
    }

    @Override
    public void onCancel(Runnable action) {
        var before = now();
        while (before.reason == null) {
            if (state.compareAndSet(before, before.with(action))) {
                return;
            }
            before = now();
        }
        call(action);
    }

    @Override
    public void throwIfCancelled() {
        var last = now();
        if (last.reason != null) {
            throw new JobCancelledException(last.reason, last.message);
        }
    }
}
