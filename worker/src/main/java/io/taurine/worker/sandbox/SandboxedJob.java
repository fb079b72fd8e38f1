package io.taurine.worker.sandbox;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.Job;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The job as its processor sees it inside a sandbox process: whatever changes it is asked of the worker. */
final class SandboxedJob<T> implements ActiveJob<T> {

    private final Job<T> job;
    private final String token;
    private final Calls calls;
    private final SandboxSignal signal = new SandboxSignal();
    private @Nullable Thread thread;
    private boolean ended;

    SandboxedJob(Job<T> job, String token, Calls calls) {
        this.job = job;
        this.token = token;
        this.calls = calls;
    }

    /** Asks the worker to do something, and waits until it is done. */
    interface Calls {

        /** Throws what the worker's own call threw, as far as its type is known here. */
        void call(Operation operation, String value);
    }

    enum Operation {
        PROGRESS,
        LOG,
        DATA,
        EXTEND_LOCK,
        DELAY,
        WAIT,
        RATE_LIMIT
    }

    SandboxSignal signal() {
        return signal;
    }

    /** The thread that runs the processor from now on, to be interrupted by a cancel. */
    synchronized void enter(Thread runner) {
        thread = runner;
        if (signal.isCancelled()) {
            runner.interrupt();
        }
    }

    synchronized void leave() {
        thread = null;
        ended = true;
    }

    synchronized void cancel(CancellationSignal.Reason reason, String message) {
        signal.cancel(reason, message);
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void call(Operation operation, String value) {
        synchronized (this) {
            if (ended) {
                throw new IllegalStateException(
                        "The run of job " + job.id() + " in queue " + job.queueName() + " has ended");
            }
        }
        calls.call(operation, value);
    }

    @Override
    public String id() {
        return job.id();
    }

    @Override
    public String name() {
        return job.name();
    }

    @Override
    public T data() {
        return job.data();
    }

    @Override
    public Job<T> job() {
        return job;
    }

    @Override
    public int attempt() {
        return job.attemptsMade() + 1;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public void updateProgress(Object progress) {
        call(Operation.PROGRESS, JacksonPayloadCodec.defaults().encode(progress));
    }

    @Override
    public void log(String row) {
        call(Operation.LOG, row);
    }

    @Override
    public void updateData(@Nullable T data) {
        call(Operation.DATA, JacksonPayloadCodec.defaults().encode(data));
    }

    @Override
    public void extendLock(Duration duration) {
        call(Operation.EXTEND_LOCK, Long.toString(duration.toMillis()));
    }

    @Override
    public void moveToDelayed(Duration delay) {
        call(Operation.DELAY, Long.toString(delay.toMillis()));
    }

    @Override
    public void moveToWait() {
        call(Operation.WAIT, "");
    }

    @Override
    public void rateLimit(Duration duration) {
        call(Operation.RATE_LIMIT, Long.toString(duration.toMillis()));
    }

    @Override
    public CancellationSignal cancellation() {
        return signal;
    }

    @Override
    public boolean isLockLost() {
        return signal.reason()
                .filter(CancellationSignal.Reason.LOCK_LOST::equals)
                .isPresent();
    }
}
