package io.taurine.worker.faults;

import io.taurine.job.Job;
import io.taurine.worker.WorkerListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers what a worker told its listener: ids in the order they came. */
final class Heard implements WorkerListener<Integer> {

    final List<String> completed = new CopyOnWriteArrayList<>();
    final List<String> failed = new CopyOnWriteArrayList<>();
    final List<String> lockLost = new CopyOnWriteArrayList<>();

    final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Override
    public void onError(Throwable error) {
        errors.add(error);
    }

    @Override
    public void onCompleted(Job<Integer> job, @Nullable Object result) {
        completed.add(job.id());
    }

    @Override
    public void onFailed(Job<Integer> job, Throwable failure, boolean willRetry) {
        failed.add(job.id());
    }

    @Override
    public void onLockLost(Job<Integer> job) {
        lockLost.add(job.id());
    }
}
