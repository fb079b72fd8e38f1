package io.taurine.worker.sandbox;

import io.taurine.worker.CancellationSignal;
import io.taurine.worker.JobCancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The signal of the run inside a sandbox process, set by a message from the worker. */
final class SandboxSignal implements CancellationSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>();
    private volatile @Nullable Reason reason;
    private volatile String message = "";

    void cancel(Reason why, String text) {
        List<Runnable> toCall;
        lock.lock();
        try {
            if (reason != null) {
                return;
            }
            message = text;
            reason = why;
            toCall = List.copyOf(actions);
        } finally {
            lock.unlock();
        }
        toCall.forEach(action -> {
            var thread = new Thread(action, "taurine-sandbox-on-cancel");
            thread.setDaemon(true);
            thread.start();
        });
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
