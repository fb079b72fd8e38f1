package io.taurine.worker;

import io.github.resilience4j.core.IntervalFunction;
import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.ClaimReply;
import io.taurine.queue.internal.ClaimRequest;
import io.taurine.queue.internal.GroupCommit;
import io.taurine.queue.internal.ReplyCode;
import io.taurine.queue.internal.Settlement;
import io.taurine.queue.internal.WorkerGateway;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records how runs ended. Those that end while a call is under way leave together in the next one, which also claims jobs for
 * the slots they free. While Redis cannot be reached their ends are kept and tried again; an end that was recorded without
 * the reply arriving is recognised, not reported as lost.
 */
final class Settler<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int MAX_JOBS = 100;
    private static final long MAX_CHARACTERS = 512 * 1024;
    private static final int WORTHWHILE = 50;
    private static final int MAX_REFUSALS = 3;
    private static final IntervalFunction PAUSE =
            IntervalFunction.ofExponentialBackoff(Duration.ofMillis(50), 2, Duration.ofSeconds(1));

    private final WorkerGateway gateway;
    private final Claims<T> claims;
    private final Slots slots;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier mayClaim;
    private final Outage outage;
    private final GroupCommit<Ending> door;
    private final Map<Ending, Throwable> waiting = new ConcurrentHashMap<>();

    Settler(
            WorkerGateway gateway,
            Claims<T> claims,
            Slots slots,
            ScheduledExecutorService timer,
            BooleanSupplier mayClaim,
            Outage outage) {
        this.gateway = gateway;
        this.claims = claims;
        this.slots = slots;
        this.timer = timer;
        this.mayClaim = mayClaim;
        this.outage = outage;
        this.door = new GroupCommit<>(
                new GroupCommit.Bounds(MAX_JOBS, MAX_CHARACTERS, 2, this::worthwhile),
                ending -> ending.weight,
                this::send);
    }

    /** While Redis records some of the jobs that may run, others run: with few slots, few are worth a call. */
    private int worthwhile() {
        return Math.max(1, Math.min(WORTHWHILE, slots.limit() / 2));
    }

    /**
     * Records an end. The future fails only when it is given up: Redis refused it repeatedly, or the worker closed during an
     * outage.
     *
     * @param job the job as it was claimed, by which an end that was recorded unseen is recognised
     * @param freesSlot true when the run's slot is free for another job once this is recorded
     */
    CompletableFuture<ReplyCode> settle(Settlement settlement, Job<T> job, boolean freesSlot) {
        var ending = new Ending(settlement, job, freesSlot);
        door.submit(ending);
        return ending.recorded;
    }

    /**
     * As {@link #settle(Settlement, Job, boolean)}, and tells the outcome before a job that came with the same answer starts:
     * the next run of a job must not be heard of before the end of the last one.
     */
    CompletableFuture<ReplyCode> settle(
            Settlement settlement,
            Job<T> job,
            boolean freesSlot,
            BiConsumer<? super ReplyCode, ? super Throwable> outcome) {
        var ending = new Ending(settlement, job, freesSlot);
        ending.recorded.whenComplete(outcome);
        door.submit(ending);
        return ending.recorded;
    }

    private CompletionStage<?> send(List<Ending> batch) {
        var freed = (int) batch.stream().filter(ending -> ending.freesSlot).count();
        var wanted = mayClaim.getAsBoolean() ? slots.keepable(freed) : 0;
        var request = claims.request(wanted);
        return gateway.settle(batch.stream().map(ending -> ending.settlement).toList(), request)
                .handle((reply, failure) -> {
                    if (failure != null) {
                        failed(batch, request, failure);
                    } else {
                        outage.over();
                        claims.settled(batch.size());
                        for (int i = 0; i < batch.size(); i++) {
                            batch.get(i).freesSlot = false; // from here on its slot is the claim's
                            recorded(batch.get(i), reply.codes().get(i));
                        }
                        slots.release(freed - wanted);
                        claims.arrived(
                                wanted > 0 ? reply.claimed() : ClaimReply.NOTHING_ASKED, wanted, request.token());
                    }
                    return null;
                });
    }

    private void recorded(Ending ending, ReplyCode code) {
        if (code.isLockLost() && ending.outcomeUnknown) {
            recognise(ending, code);
        } else {
            ending.recorded.complete(code);
        }
    }

    /**
     * The lock is gone, and an earlier try may be the one that took it. Without that a job leaves active only by the check
     * for stalled jobs, which counts: so if it has left and the count is as it was, this worker has moved it. The state is
     * read before the count, never after.
     */
    private void recognise(Ending ending, ReplyCode code) {
        var id = ending.settlement.jobId();
        gateway.state(id)
                .thenCompose(state -> gateway.fields(id).thenApply(fields -> wasRecorded(ending, state, fields)))
                .whenComplete((wasRecorded, failure) -> {
                    if (failure == null) {
                        ending.recorded.complete(wasRecorded ? ReplyCode.OK : code);
                    } else {
                        ending.tries++;
                        again(ending, Await.unwrap(failure));
                    }
                });
    }

    private static boolean wasRecorded(Ending ending, JobState state, Map<String, String> fields) {
        if (fields.isEmpty()) {
            return ending.settlement.mayRemove();
        }
        return count(fields, "stc") == ending.stalls
                && (state != JobState.ACTIVE || count(fields, "ats") > ending.starts);
    }

    private static long count(Map<String, String> fields, String field) {
        try {
            return Long.parseLong(fields.getOrDefault(field, "0"));
        } catch (NumberFormatException broken) {
            return -1;
        }
    }

    private void failed(List<Ending> batch, ClaimRequest request, Throwable failure) {
        claims.failed(request, failure);
        var cause = Await.unwrap(failure);
        var unreachable = cause instanceof RedisUnavailableException;
        if (unreachable) {
            outage.noted(cause);
        }
        for (var ending : batch) {
            if (unreachable) {
                lend(ending);
                ending.outcomeUnknown |= ((RedisUnavailableException) cause).outcomeUnknown();
                ending.tries++;
                again(ending, cause);
            } else if (++ending.refusals < MAX_REFUSALS) {
                // A script that met an error half way may have recorded some of its batch.
                ending.outcomeUnknown = true;
                ending.tries++;
                again(ending, cause);
            } else {
                LOG.error(
                        "Redis refused {} times to record the end of job {} in queue {}; it will be recovered as stalled",
                        MAX_REFUSALS,
                        ending.settlement.jobId(),
                        gateway.keys().queue(),
                        cause);
                giveUp(ending, cause);
            }
        }
    }

    /** Its processor has ended: the jobs of other partitions can have its slot while this one cannot be reached. */
    private void lend(Ending ending) {
        if (ending.freesSlot && slots.areShared()) {
            ending.freesSlot = false;
            slots.release(1);
        }
    }

    private void again(Ending ending, Throwable cause) {
        waiting.put(ending, cause);
        try {
            timer.schedule(() -> submitAgain(ending), PAUSE.apply(Math.min(20, ending.tries)), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException workerClosed) {
            close();
        }
    }

    private void submitAgain(Ending ending) {
        if (waiting.remove(ending) != null) {
            door.submit(ending);
        }
    }

    /** Gives up what still waits for another try; call it once the timer is shut down. */
    void close() {
        for (var ending : List.copyOf(waiting.keySet())) {
            var cause = waiting.remove(ending);
            if (cause != null) {
                giveUp(ending, cause);
            }
        }
    }

    private void giveUp(Ending ending, Throwable cause) {
        if (ending.freesSlot) {
            slots.release(1);
        }
        ending.recorded.completeExceptionally(cause);
    }

    /** An end on its way. Its counters are touched by one batch at a time. */
    private static final class Ending {

        final CompletableFuture<ReplyCode> recorded = new CompletableFuture<>();
        final Settlement settlement;
        final int starts;
        final int stalls;
        boolean freesSlot;
        final long weight;
        boolean outcomeUnknown;
        int tries;
        int refusals;

        Ending(Settlement settlement, Job<?> job, boolean freesSlot) {
            this.settlement = settlement;
            this.starts = job.attemptsStarted();
            this.stalls = job.stalledCount();
            this.freesSlot = freesSlot;
            this.weight = characters(settlement.arguments());
        }

        private static long characters(List<String> arguments) {
            var sum = 0L;
            for (var argument : arguments) {
                sum += argument.length();
            }
            return sum;
        }
    }
}
