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

    /** Also guards what changes with it: a lock of its own would be one more object for each job. */
    private final AtomicReference<List<Runnable>> actions = new AtomicReference<>(List.of());

    private volatile @Nullable Reason reason;
    private volatile String message = "";
    private final Executor aside;

    /**
     * @param aside calls the actions: they are user code, and whoever cancels has locks to renew
     */
    public RunSignal(Executor aside) {
        this.aside = aside;
    }

    /** Sets the signal and has the actions called; false when it was set before. */
    public boolean cancel(Reason why, String text) {
        List<Runnable> toCall;
        synchronized (actions) {
            if (reason != null) {
                return false;
            }
            message = text;
            reason = why;
            toCall = Objects.requireNonNull(actions.getAndSet(List.of()));
        }
        toCall.forEach(action -> aside.execute(() -> call(action)));
        return true;
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
        return reason == expected;
    }

    @Override
    public boolean isCancelled() {
        return reason != null;
    }

    @Override
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public Optional<String> message() {
        return reason == null ? Optional.empty() : Optional.of(message);
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (actions) {
            if (reason == null) {
                actions.set(Stream.concat(Objects.requireNonNull(actions.get()).stream(), Stream.of(action))
                        .toList());
                return;
            }
        }
        call(action);
    }

    @Override
    public void throwIfCancelled() {
        var why = reason;
        if (why != null) {
            throw new JobCancelledException(why, message);
        }
    }
}
