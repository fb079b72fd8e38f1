package io.taurine.server.local;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobStatus;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The jobs of one definition. Guarded by the state's lock. */
final class LocalQueue {

    private final Definition<?> newest;
    private final TreeSet<LocalJob> waiting = new TreeSet<>(LocalJob.IN_LINE);
    private final LinkedHashSet<LocalJob> succeeded = new LinkedHashSet<>();
    private final LinkedHashSet<LocalJob> failed = new LinkedHashSet<>();
    private @Nullable RetryRule changedRetry;
    private int lastNumber;
    private int taken;
    private boolean enabled;
    private boolean paused;

    LocalQueue(Definition<?> newest) {
        this.newest = newest;
        this.enabled = newest.isEnabled();
    }

    String key() {
        return newest.key();
    }

    /** Gives the settings. */
    Definition<?> newest() {
        return newest;
    }

    int nextNumber() {
        return ++lastNumber;
    }

    boolean isEnabled() {
        return enabled;
    }

    void enable(boolean value) {
        enabled = value;
    }

    boolean isPaused() {
        return paused;
    }

    void pause(boolean value) {
        paused = value;
    }

    void changeRetry(RetryRule rule) {
        changedRetry = rule;
    }

    RetryRule retryOf(Definition<?> definition) {
        return changedRetry == null ? definition.retry() : changedRetry;
    }

    NavigableSet<LocalJob> waiting() {
        return waiting;
    }

    /** Slots that runs have; one that was given up keeps its own until it really ends. */
    int taken() {
        return taken;
    }

    void take() {
        taken++;
    }

    void release() {
        taken--;
    }

    boolean hasRoom() {
        return taken
                < Math.min(newest.processConcurrency(), newest.concurrency().orElse(Integer.MAX_VALUE));
    }

    /** Keeps a job that has ended; gives the one that has to leave for it, which may be itself. */
    Optional<LocalJob> keep(LocalJob job) {
        var isSuccess = job.status == JobStatus.SUCCEEDED;
        var kept = isSuccess ? succeeded : failed;
        kept.add(job);
        if (kept.size() <= (isSuccess ? newest.keepSucceeded() : newest.keepFailed())) {
            return Optional.empty();
        }
        var oldest = kept.iterator().next();
        kept.remove(oldest);
        return Optional.of(oldest);
    }

    void forget(LocalJob job) {
        waiting.remove(job);
        succeeded.remove(job);
        failed.remove(job);
    }
}
