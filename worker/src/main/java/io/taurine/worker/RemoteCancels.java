package io.taurine.worker;

import io.taurine.queue.internal.CancelSubscriber;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.internal.WorkerGateway.HeldLock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears who cancels jobs of this worker through the queue, from any process. A message may overtake the reply to the claim of
 * its job, on another connection: it is kept until the run appears. What was said while nobody listened stands as a mark at
 * the job, which is looked for whenever listening begins: also for the first time, as claims do not wait for that.
 */
final class RemoteCancels<T> extends CancelSubscriber {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteCancels.class);

    /** Messages for runs that ended meanwhile stay behind; the oldest give way. */
    private static final int MAX_EARLY = 1_000;

    private final WorkerGateway gateway;
    private final String workerId;
    private final RunningJobs<T> running;
    private final BiConsumer<JobRun<T>, String> canceller;
    private final Executor timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Claim, String> early = new LinkedHashMap<>();

    /**
     * @param canceller ends a run for good with that reason; must neither block nor throw
     * @param timer spares the thread that reads from Redis the look at the marks
     */
    RemoteCancels(
            WorkerGateway gateway,
            String workerId,
            RunningJobs<T> running,
            BiConsumer<JobRun<T>, String> canceller,
            Executor timer) {
        this.gateway = gateway;
        this.workerId = workerId;
        this.running = running;
        this.canceller = canceller;
        this.timer = timer;
    }

    private record Claim(String jobId, String token) {}

    void start() {
        gateway.hearCancels(workerId, this);
    }

    void stop() {
        gateway.ignoreCancels(workerId);
    }

    @Override
    protected void onCancel(String jobId, String token, String reason) {
        var claim = new Claim(jobId, token);
        keep(claim, reason);
        running.all().stream()
                .filter(run -> run.id().equals(jobId) && run.token().equals(token))
                .forEach(this::started);
    }

    /** Cancels the run if that was asked for before it appeared among those that run. */
    void started(JobRun<T> run) {
        var reason = take(new Claim(run.id(), run.token()));
        if (reason != null) {
            canceller.accept(run, reason);
        }
    }

    @Override
    public void onListening() {
        timer.execute(() -> running.all().forEach(this::lookForMark));
    }

    /** Only looks: a renewal of the lock here could undo what its processor just made of it. */
    private void lookForMark(JobRun<T> run) {
        gateway.cancelReason(new HeldLock(run.id(), run.token())).whenComplete((reason, failure) -> {
            if (failure != null) {
                LOG.debug("No look at job {}, the next renewal tells: {}", run.id(), failure.getMessage());
            } else {
                reason.ifPresent(why -> canceller.accept(run, why));
            }
        });
    }

    private void keep(Claim claim, String reason) {
        lock.lock();
        try {
            early.put(claim, reason);
            if (early.size() > MAX_EARLY) {
                early.remove(early.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String take(Claim claim) {
        lock.lock();
        try {
            return early.remove(claim);
        } finally {
            lock.unlock();
        }
    }
}
