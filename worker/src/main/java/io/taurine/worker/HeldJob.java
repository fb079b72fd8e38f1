package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.job.JobParent;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.JobDependencies;
import io.taurine.queue.Queue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job that this worker holds under a token, and what can be read of its children. */
abstract class HeldJob<T> {

    final Job<T> job;
    final String token;
    final Queue<T> queue;

    HeldJob(Job<T> job, String token, Queue<T> queue) {
        this.job = job;
        this.token = token;
        this.queue = queue;
    }

    public final Job<T> job() {
        return job;
    }

    public final String token() {
        return token;
    }

    public final JobParent asParent() {
        return new JobParent(job.id(), queue.prefix() + ":" + queue.name());
    }

    public final <R> Map<String, @Nullable R> getChildrenValues(Class<R> type) {
        return queue.getChildrenValues(job.id(), type);
    }

    public final Map<String, String> getIgnoredChildrenFailures() {
        return queue.getIgnoredChildrenFailures(job.id());
    }

    public final JobDependencies getDependencies() {
        return queue.getDependencies(job.id());
    }

    public final DependenciesCount getDependenciesCount() {
        return queue.getDependenciesCount(job.id());
    }
}
