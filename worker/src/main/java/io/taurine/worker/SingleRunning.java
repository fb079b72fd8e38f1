package io.taurine.worker;

import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.HeldLock;
import io.taurine.queue.lock.LockNotAcquiredException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a processor only while it holds a lock that the whole fleet shares. A lock that is lost cancels the run, which then
 * fails whatever it returns: another run may have begun.
 */
final class SingleRunning<T> implements Processor<T> {

    private static final Logger LOG = LoggerFactory.getLogger(SingleRunning.class);
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofSeconds(1);

    private final Processor<T> processor;
    private final DistributedLock lock;
    private final WhenTaken whenTaken;
    private final BiConsumer<String, String> cancel;

    /**
     * @param cancel signals and interrupts the run of a job, for the reason given second
     */
    SingleRunning(
            Processor<T> processor, DistributedLock lock, WhenTaken whenTaken, BiConsumer<String, String> cancel) {
        this.processor = processor;
        this.lock = lock;
        this.whenTaken = whenTaken;
        this.cancel = cancel;
    }

    @Override
    public @Nullable Object process(ActiveJob<T> job) throws Exception {
        Optional<HeldLock> acquired;
        try {
            acquired = lock.tryLock();
        } catch (RedisUnavailableException e) { // nobody can tell whether it is taken, and the job is not to blame
            LOG.warn("Job {} is put aside: lock {} cannot be asked for", job.id(), lock.name(), e);
            job.moveToDelayed(whenTaken.delay().orElse(UNTIL_ASKED_AGAIN));
            return null;
        } catch (LockNotAcquiredException e) {
            throw e.getCause() instanceof InterruptedException interrupted ? interrupted : e;
        }
        return acquired.isPresent() ? run(job, acquired.get()) : taken(job);
    }

    private @Nullable Object run(ActiveJob<T> job, HeldLock held) throws Exception {
        try (held) {
            held.onLost(() -> cancel.accept(job.id(), "the lock " + lock.name() + " was lost during the run"));
            var result = processor.process(job);
            held.requireValid();
            return result;
        }
    }

    /**
     * True for a job that was given back, or taken over from a worker that fell silent: what has the lock may be its own earlier
     * run, and skipped it would end without ever having been done.
     */
    private static boolean beganBefore(ActiveJob<?> job) {
        return job.job().attemptsStarted() - 1 > job.job().attemptsMade();
    }

    private @Nullable Object taken(ActiveJob<T> job) {
        LOG.debug("Job {} finds lock {} taken: {}", job.id(), lock.name(), whenTaken);
        var delay = whenTaken.delay().or(() -> beganBefore(job) ? Optional.of(UNTIL_ASKED_AGAIN) : Optional.empty());
        if (delay.isPresent()) {
            job.moveToDelayed(delay.get());
            return null;
        }
        return new SkippedRun(true, lock.name());
    }
}
