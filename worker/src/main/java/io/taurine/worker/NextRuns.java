package io.taurine.worker;

import io.github.resilience4j.core.IntervalFunction;
import io.taurine.job.Job;
import io.taurine.queue.SchedulerException;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.NextRunMaker.NoSuccessorException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a claimed run of a job scheduler has its successor before it is run: were it the other way round, a crash in
 * between would end the schedule. Jobs that no scheduler made cost nothing.
 */
final class NextRuns {

    private static final Logger LOG = LoggerFactory.getLogger(NextRuns.class);
    private static final String FAILED = "Failed to add repeatable job for next iteration: ";
    private static final IntervalFunction PAUSE =
            IntervalFunction.ofExponentialBackoff(Duration.ofMillis(50), 2, Duration.ofSeconds(1));

    private final NextRunMaker maker;
    private final @Nullable Outage outage;
    private final Consumer<Throwable> errors;

    /**
     * @param outage told when Redis does not answer, and when it does again
     * @param errors told what else went wrong
     */
    NextRuns(NextRunMaker maker, @Nullable Outage outage, Consumer<Throwable> errors) {
        this.maker = maker;
        this.outage = outage;
        this.errors = errors;
    }

    /**
     * True when the job may be run. False when it must not, since nobody would run its schedule on: it is left to its lock, and
     * comes back as stalled, perhaps to a worker that can do better. Asks again while Redis is away.
     *
     * @param goOn asked after each try that Redis did not answer; false ends the waiting
     */
    boolean ready(Job<?> job, Predicate<RedisUnavailableException> goOn) {
        if (NextRunMaker.schedulerOf(job.fields()) == null) {
            return true;
        }
        for (int tries = 1; ; tries++) {
            try {
                var made = Await.result(maker.makeAfter(job.id(), job.fields(), null));
                LOG.debug("Job {} in queue {} is followed by {}", job.id(), job.queueName(), made.orElse("none"));
                if (outage != null && tries > 1) {
                    outage.over();
                }
                return true;
            } catch (RedisUnavailableException e) {
                if (outage != null) {
                    outage.noted(e);
                }
                if (Thread.currentThread().isInterrupted() || !goOn.test(e) || !pause(tries)) {
                    return false;
                }
            } catch (NoSuccessorException e) {
                tell(job, e);
                return true;
            } catch (RuntimeException e) {
                tell(job, e);
                return false;
            }
        }
    }

    private void tell(Job<?> job, RuntimeException cause) {
        var scheduler = job.schedulerId().orElse("");
        LOG.error("Job {} of scheduler {} in queue {} got no successor", job.id(), scheduler, job.queueName(), cause);
        var message = cause instanceof SchedulerException known ? known.reason() : String.valueOf(cause.getMessage());
        errors.accept(new SchedulerException(job.queueName(), scheduler, FAILED + message, cause));
    }

    private static boolean pause(int tries) {
        try {
            Thread.sleep(PAUSE.apply(Math.min(20, tries)));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
