package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.LockLostException;
import io.taurine.queue.PendingChildrenException;
import io.taurine.queue.Queue;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.ClaimRequest;
import io.taurine.queue.internal.Settlement;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.telemetry.SpanParent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link ClaimedJob} on Redis. */
final class ManualJob<T> extends HeldJob<T> implements ClaimedJob<T> {

    private static final ClaimRequest NOTHING = new ClaimRequest("0", 1, 0, "", 0, 0);

    private final WorkerGateway gateway;
    private final OutcomeRules rules;
    private final @Nullable WorkerTelemetry telemetry;
    private final long claimedNanos = System.nanoTime();

    ManualJob(
            Job<T> job,
            String token,
            Queue<T> queue,
            WorkerGateway gateway,
            OutcomeRules rules,
            @Nullable WorkerTelemetry telemetry) {
        super(job, token, queue);
        this.gateway = gateway;
        this.rules = rules;
        this.telemetry = telemetry;
    }

    @Override
    public void moveToCompleted(@Nullable Object result) {
        settle(rules.completed(job, job.options(), token, result).settlement(), "moveToFinished");
    }

    @Override
    public boolean moveToFailed(Throwable failure) {
        var outcome = rules.failed(job, token, failure);
        settle(outcome.settlement(), "moveToFinished");
        return outcome.willRetry();
    }

    @Override
    public void moveToDelayed(Duration delay) {
        WorkerBuilder.requireDelay(delay);
        settle(Settlement.postpone(job.id(), token, delay.toMillis()), "moveToDelayed");
    }

    @Override
    public void moveToWait() {
        settle(Settlement.requeue(job.id(), token), "moveToWait");
    }

    @Override
    public boolean moveToWaitingChildren() {
        return settle(Settlement.waitForChildren(job.id(), token, ""), "moveToWaitingChildren");
    }

    @Override
    public void extendLock(Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException("duration must be 1 ms or more, was " + duration);
        }
        var lock = new WorkerGateway.HeldLock(job.id(), token);
        if (!Await.result(gateway.extendLocks(duration.toMillis(), List.of(lock)))
                .lost()
                .isEmpty()) {
            throw new LockLostException(queue.name(), job.id(), "extendLock");
        }
    }

    @Override
    public void updateProgress(Object progress) {
        queue.updateProgress(job.id(), progress);
    }

    @Override
    public void log(String row) {
        queue.addJobLog(job.id(), row);
    }

    /** False when the job stays where it is because it has no child to wait for. */
    private boolean settle(Settlement settlement, String operation) {
        if (telemetry == null) {
            return send(settlement, operation);
        }
        var span = telemetry.recording(settlement, SpanParent.current(), job);
        try {
            var moved = send(span.metadata().map(settlement::withTelemetry).orElse(settlement), operation);
            if (moved) {
                telemetry.count(settlement, job, claimedNanos);
            }
            return moved;
        } catch (RuntimeException e) {
            span.recordFailure(e);
            throw e;
        } finally {
            span.end();
        }
    }

    private boolean send(Settlement settlement, String operation) {
        var code = Await.result(gateway.settle(List.of(settlement), NOTHING))
                .codes()
                .get(0);
        switch (code) {
            case OK -> {
                return true;
            }
            case NO_CHILDREN -> {
                return false;
            }
            case JOB_MISSING -> throw new JobNotFoundException(queue.name(), job.id(), operation);
            case PENDING_CHILDREN -> throw new PendingChildrenException(queue.name(), job.id(), operation);
            case FAILED_CHILDREN -> throw new FailedChildrenException(queue.name(), job.id(), operation);
            default -> throw new LockLostException(queue.name(), job.id(), operation);
        }
    }
}
