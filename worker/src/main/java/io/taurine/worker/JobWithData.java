package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.job.JobParent;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.JobDependencies;
import java.time.Duration;
import java.util.Map;
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
    public Job<T> job() {
        return job.job();
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
    public JobParent asParent() {
        return job.asParent();
    }

    @Override
    public <R> Map<String, @Nullable R> getChildrenValues(Class<R> type) {
        return job.getChildrenValues(type);
    }

    @Override
    public Map<String, String> getIgnoredChildrenFailures() {
        return job.getIgnoredChildrenFailures();
    }

    @Override
    public JobDependencies getDependencies() {
        return job.getDependencies();
    }

    @Override
    public DependenciesCount getDependenciesCount() {
        return job.getDependenciesCount();
    }

    @Override
    public boolean moveToWaitingChildren() {
        return job.moveToWaitingChildren();
    }

    @Override
    public boolean moveToWaitingChildren(JobParent child) {
        return job.moveToWaitingChildren(child);
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
