package io.taurine.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The {@link CancellationSignal} of one run. */
final class RunSignal implements CancellationSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>(0);
    private volatile @Nullable Reason reason;
    private volatile String message = "";

    /** Sets the signal and calls the actions; false when it was set before. */
    boolean cancel(Reason why, String text) {
        List<Runnable> toCall;
        lock.lock();
        try {
            if (reason != null) {
                return false;
            }
            message = text;
            reason = why;
            toCall = List.copyOf(actions);
            actions.clear();
        } finally {
            lock.unlock();
        }
        toCall.forEach(Runnable::run);
        return true;
    }

    boolean is(Reason expected) {
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
        lock.lock();
        try {
            if (reason == null) {
                actions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public void throwIfCancelled() {
        var why = reason;
        if (why != null) {
            throw new JobCancelledException(why, message);
        }
    }
}
