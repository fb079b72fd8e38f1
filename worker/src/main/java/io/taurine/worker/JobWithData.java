package io.taurine.worker;

import io.taurine.job.Job;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A running job as those further in see it: another payload, all else as it is. */
final class JobWithData<T> implements ActiveJob<T> {

    private final ActiveJob<T> job;
    private final T data;

    JobWithData(ActiveJob<T> job, T data) {
        this.job = job;
        this.data = data;
    }

    @Override
    public T data() {
        return data;
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
    public Job<T> job() {
        return job.job();
    }

    @Override
    public int attempt() {
        return job.attempt();
    }

    @Override
    public String token() {
        return job.token();
    }

    @Override
    public void updateProgress(Object progress) {
        job.updateProgress(progress);
    }

    @Override
    public void log(String row) {
        job.log(row);
    }

    @Override
    public void updateData(@Nullable T replacement) {
        job.updateData(replacement);
    }

    @Override
    public void extendLock(Duration duration) {
        job.extendLock(duration);
    }

    @Override
    public void moveToDelayed(Duration delay) {
        job.moveToDelayed(delay);
    }

    @Override
    public void moveToWait() {
        job.moveToWait();
    }

    @Override
    public void rateLimit(Duration duration) {
        job.rateLimit(duration);
    }

    @Override
    public CancellationSignal cancellation() {
        return job.cancellation();
    }

    @Override
    public boolean isLockLost() {
        return job.isLockLost();
    }
}
