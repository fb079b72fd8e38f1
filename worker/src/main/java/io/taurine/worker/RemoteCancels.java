package io.taurine.worker;

import io.taurine.queue.internal.CancelSubscriber;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.internal.WorkerGateway.HeldLock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears who cancels jobs of this worker through the queue, from any process. A message may overtake the reply to the claim of
 * its job, on another connection: it is kept until the run appears. What was said while nobody listened stands as a mark at
 * the job. So whenever listening begins, for the first time too, one call looks for marks at all jobs that were claimed
 * before: those that run, and, as they appear, those whose claim was under way.
 */
final class RemoteCancels<T> extends CancelSubscriber {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteCancels.class);

    /** Messages for runs that ended meanwhile stay behind; the oldest give way. */
    private static final int MAX_EARLY = 1_000;

    /** Bound on one script call. */
    private static final int MAX_LOCKS = 1_000;

    private final WorkerGateway gateway;
    private final String workerId;
    private final RunningJobs<T> running;
    private final BiConsumer<JobRun<T>, String> canceller;
    private final Executor timer;
    private final ClaimTokens tokens;
    private final Queue<JobRun<T>> unheard = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Claim, String> early = new LinkedHashMap<>();

    /** Claims whose tokens have lower numbers may have been sent while nobody listened. */
    private volatile long heardFrom;

    /**
     * @param canceller ends a run for good with that reason; must neither block nor throw
     * @param timer spares the thread that reads from Redis the look at the marks
     * @param tokens those of this worker's claims
     */
    RemoteCancels(
            WorkerGateway gateway,
            String workerId,
            RunningJobs<T> running,
            BiConsumer<JobRun<T>, String> canceller,
            Executor timer,
            ClaimTokens tokens) {
        this.gateway = gateway;
        this.workerId = workerId;
        this.running = running;
        this.canceller = canceller;
        this.timer = timer;
        this.tokens = tokens;
    }

    private record Claim(String jobId, String token) {}

    void start() {
        gateway.hearCancels(workerId, this);
    }

    /** Looks for marks besides, until the timer is shut down. */
    void lookEvery(Duration interval, ScheduledExecutorService ticks) {
        var nanos = interval.toNanos();
        ticks.scheduleWithFixedDelay(this::lookUnlessUnderWay, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** While Redis does not answer, one look waits, and no others pile up behind it. */
    private void lookUnlessUnderWay() {
        if (!looking.get() && unheard.isEmpty()) {
            lookAt(running.all());
        }
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
        } else if (ClaimTokens.numberOf(run.token()) < heardFrom) {
            lookAt(List.of(run));
        }
    }

    @Override
    public void onListening() {
        // In this order: a run that appears meanwhile is among those that run, or sees the number, or both.
        heardFrom = tokens.issued();
        lookAt(running.all());
    }

    private void lookAt(List<JobRun<T>> runs) {
        if (!runs.isEmpty()) {
            unheard.addAll(runs);
            timer.execute(this::lookForMarks);
        }
    }

    /**
     * One call at a time: runs that come while it is under way leave together in the next one. Only looks, as a renewal of
     * the locks here could undo what a processor just made of its own.
     */
    private void lookForMarks() {
        while (!unheard.isEmpty() && looking.compareAndSet(false, true)) {
            var runs = new LinkedHashMap<HeldLock, JobRun<T>>();
            for (var run = unheard.poll(); run != null; run = runs.size() < MAX_LOCKS ? unheard.poll() : null) {
                runs.put(new HeldLock(run.id(), run.token()), run);
            }
            if (!runs.isEmpty()) {
                lookAtMarksOf(runs);
                return;
            }
            looking.set(false); // another look took them
        }
    }

    private void lookAtMarksOf(Map<HeldLock, JobRun<T>> runs) {
        gateway.cancelReasons(List.copyOf(runs.keySet())).whenComplete((reasons, failure) -> {
            looking.set(false);
            if (failure != null) {
                LOG.debug("No look at {} jobs, the next renewal tells: {}", runs.size(), failure.getMessage());
            } else {
                runs.values().forEach(run -> cancel(run, reasons.get(run.id())));
            }
            lookForMarks();
        });
    }

    private void cancel(JobRun<T> run, @Nullable String reason) {
        if (reason != null) {
            canceller.accept(run, reason);
        }
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
