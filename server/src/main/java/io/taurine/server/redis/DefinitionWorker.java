package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.KeepJobs;
import io.taurine.queue.Queue;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.worker.ProcessInterceptor;
import io.taurine.worker.SharedSlots;
import io.taurine.worker.WhenTaken;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.List;

/** Runs the jobs of one definition in this process, all its versions. Of what may change, it was started with this lock. */
final class DefinitionWorker implements AutoCloseable {

    private static final Duration LONGEST_RUN = Duration.ofDays(7);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** For a run that was interrupted. */
    private static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(1);

    private final Worker<JsonNode> worker;

    private final Duration lockLifetime;
    private final int most;

    private DefinitionWorker(Worker<JsonNode> worker, Duration lockLifetime, int most) {
        this.worker = worker;
        this.lockLifetime = lockLifetime;
        this.most = most;
    }

    static DefinitionWorker start(
            RunnerSetup setup,
            Engine engine,
            Definition<?> newest,
            WorkedVersions versions,
            HandlerRun run,
            List<ProcessInterceptor<JsonNode>> gates,
            SharedSlots slots,
            int mostThreads) {
        var queue = engine.queue(newest.key());
        limitCluster(queue, newest);
        var lock = newest.lockLifetime();
        var most = Math.min(setup.maxConcurrency(), mostThreads);
        var builder = Worker.of(newest.key(), JsonNode.class, engine.connection(), run)
                .prefix(setup.prefix())
                .codec(ExactJson.CODEC)
                .name(setup.workerId())
                .concurrency(Math.min(newest.processConcurrency(), most))
                .sharedSlots(slots)
                .lockDuration(lock)
                .stalledInterval(lock.compareTo(LONGEST_CHECK) < 0 ? lock : LONGEST_CHECK)
                .signalGrace(setup.cancelGrace())
                .cancelGrace(UNTIL_GIVEN_UP)
                .closeTimeout(setup.closeTimeout())
                .removeOnComplete(KeepJobs.count(newest.keepSucceeded()))
                .removeOnFail(KeepJobs.count(newest.keepFailed()))
                .backoffStrategy(RetrySettings.BACKOFF, (attempt, failure, job) -> RetrySettings.delay(attempt, job))
                .jobTimeout(job -> versions.of(job.name()).flatMap(Definition::timeout));
        builder.lockRenewTime(renewal(setup, lock)).drainDelay(wait(setup));
        setup.cancelCheckInterval().ifPresent(builder::cancelCheckInterval);
        setup.meter().ifPresent(builder::meter);
        gates.forEach(builder::interceptor);
        if (newest.isSingleRunning()) {
            builder.singleRunning(engine.lock(newest.key()), WhenTaken.skip());
        }
        return new DefinitionWorker(builder.start(), lock, most);
    }

    /** A definition whose locks are shorter than the heartbeat has them renewed as often as they need it. */
    private static Duration renewal(RunnerSetup setup, Duration lock) {
        var half = lock.dividedBy(2);
        return setup.heartbeat()
                .filter(heartbeat -> heartbeat.compareTo(half) < 0)
                .orElse(half);
    }

    /** A worker that found nothing waits two and a half times as long as it is told. */
    private static Duration wait(RunnerSetup setup) {
        var wait = setup.pollInterval().multipliedBy(2).dividedBy(5);
        if (wait.compareTo(SHORTEST_WAIT) < 0) {
            return SHORTEST_WAIT;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static void limitCluster(Queue<JsonNode> queue, Definition<?> newest) {
        var limit = newest.concurrency();
        if (!queue.getGlobalConcurrency().equals(limit)) {
            limit.ifPresentOrElse(queue::setGlobalConcurrency, queue::removeGlobalConcurrency);
        }
    }

    /** False when only another worker can run jobs as this definition says. */
    boolean takesOver(Queue<JsonNode> queue, Definition<?> newest) {
        if (!newest.lockLifetime().equals(lockLifetime)) {
            return false;
        }
        limitCluster(queue, newest);
        worker.setConcurrency(Math.min(newest.processConcurrency(), most));
        return true;
    }

    /** Takes no more jobs, and closes once those that run have ended. */
    void retire(Runnable whenClosed) {
        worker.pause();
        var waiting = new Thread(
                () -> {
                    worker.pauseAndWait(LONGEST_RUN);
                    worker.close();
                    whenClosed.run();
                },
                "taurine-retiring-" + worker.queueName());
        waiting.setDaemon(true);
        waiting.start();
    }

    /** Whether it takes jobs; those that run go on. */
    void enable(boolean enabled) {
        if (enabled) {
            worker.resume();
        } else {
            worker.pause();
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
