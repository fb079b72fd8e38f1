package io.taurine.worker;

import io.taurine.queue.internal.CancelSubscriber;
import io.taurine.queue.internal.WorkerGateway;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears who cancels jobs of this worker through the queue, from any process. A message may overtake the reply to the claim of
 * its job, on another connection: it is kept until the run appears.
 */
final class RemoteCancels<T> extends CancelSubscriber {

    /** Messages for runs that ended meanwhile stay behind; the oldest give way. */
    private static final int MAX_EARLY = 1_000;

    private final WorkerGateway gateway;
    private final String workerId;
    private final RunningJobs<T> running;
    private final BiConsumer<JobRun<T>, String> canceller;
    private final Runnable lookAtMarks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Claim, String> early = new LinkedHashMap<>();

    /**
     * @param canceller ends a run for good with that reason; must neither block nor throw
     * @param lookAtMarks finds what was cancelled while nothing could be heard; likewise
     */
    RemoteCancels(
            WorkerGateway gateway,
            String workerId,
            RunningJobs<T> running,
            BiConsumer<JobRun<T>, String> canceller,
            Runnable lookAtMarks) {
        this.gateway = gateway;
        this.workerId = workerId;
        this.running = running;
        this.canceller = canceller;
        this.lookAtMarks = lookAtMarks;
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
        lookAtMarks.run();
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
