package io.taurine.server.local;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The jobs of one definition. Guarded by the state's lock. */
final class LocalQueue {

    private final String key;
    private final Definitions definitions;
    private final LiveSettings settings;
    private final TreeSet<LocalJob> waiting = new TreeSet<>(LocalJob.IN_LINE);
    private final LinkedHashSet<LocalJob> succeeded = new LinkedHashSet<>();
    private final LinkedHashSet<LocalJob> failed = new LinkedHashSet<>();
    private @Nullable RetryRule changedRetry;
    private int lastNumber;
    private int taken;

    /** As it was switched last. */
    private @Nullable Boolean enabled;

    private boolean paused;

    LocalQueue(String key, Definitions definitions, LiveSettings settings) {
        this.key = key;
        this.definitions = definitions;
        this.settings = settings;
    }

    String key() {
        return key;
    }

    /** False while its definition is gone. */
    boolean isDefined() {
        return definitions.newest(key).isPresent();
    }

    /** Gives the settings, as they are now. */
    Definition<?> newest() {
        return settings.effective(VersionChoice.newest(definitions, key));
    }

    /** What runs jobs of that version, as it is set now; empty while there is none. */
    Optional<Definition<?>> version(int version) {
        return definitions.find(key, version).map(settings::effective);
    }

    int nextNumber() {
        return ++lastNumber;
    }

    /** A setting that differs from the definition goes before the switch, and the switch before the definition. */
    boolean isEnabled() {
        var stated = VersionChoice.newest(definitions, key);
        var isSetTo = settings.effective(stated).isEnabled();
        var isOverridden = isSetTo != stated.isEnabled();
        return (isOverridden || enabled == null) ? isSetTo : enabled;
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
        var newest = newest();
        return taken
                < Math.min(newest.processConcurrency(), newest.concurrency().orElse(Integer.MAX_VALUE));
    }

    /** Keeps a job that has ended; gives the one that has to leave for it, which may be itself. */
    Optional<LocalJob> keep(LocalJob job) {
        var isSuccess = job.status == JobStatus.SUCCEEDED;
        var kept = isSuccess ? succeeded : failed;
        kept.add(job);
        var most = definitions
                .newest(key)
                .map(newest -> isSuccess ? newest.keepSucceeded() : newest.keepFailed())
                .orElse(Integer.MAX_VALUE);
        if (kept.size() <= most) {
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
