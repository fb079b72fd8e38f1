package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.ClaimReply;
import io.taurine.queue.internal.ClaimRequest;
import io.taurine.queue.internal.Conductor;
import io.taurine.queue.internal.GuardedTelemetry;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.internal.redis.MarkerSeat;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** {@link ManualWorker} on Redis. */
final class RedisManualWorker<T> implements ManualWorker<T> {

    private static final Duration MAX_BLOCK = Duration.ofSeconds(10);
    private static final Duration MIN_BLOCK = Duration.ofMillis(2);

    private final WorkerGateway gateway;
    private final Queue<T> queue;
    private final NextRunMaker nextRunMaker;
    private final ClaimRequest template;
    private final OutcomeRules rules;
    private final MarkerSeat marker;
    private final Type dataType;
    private final int maxStalledCount;
    private final Duration stalledInterval;
    private final @Nullable WorkerTelemetry telemetry;
    private final ReentrantLock waiting = new ReentrantLock();
    private final ListenerThread<T> listeners;
    private final AtomicReference<@Nullable ScheduledExecutorService> checks = new AtomicReference<>();

    private RedisManualWorker(WorkerBuilder<T> from) {
        gateway = new WorkerGateway(from.connection, from.prefix, from.queueName, from.maxDataPoints);
        queue = RedisWorker.openQueue(from, from.prefix);
        template = RedisWorker.claimTemplate(from, from.limiterMax);
        rules = new OutcomeRules(
                new RetryDelays(from.backoffStrategies),
                from.codec,
                from.maxStartedAttempts,
                from.removeOnComplete,
                from.removeOnFail);
        marker = gateway.openMarkerSeat(from.name);
        dataType = from.dataType;
        maxStalledCount = from.maxStalledCount;
        stalledInterval = from.stalledInterval;
        listeners = new ListenerThread<>(from.queueName, from.listeners);
        telemetry = from.telemetry == null
                ? null
                : new WorkerTelemetry(
                        GuardedTelemetry.of(from.telemetry),
                        from.queueName,
                        UUID.randomUUID().toString(),
                        from.name);
        nextRunMaker =
                NextRunMaker.on(from.connection, gateway.keys(), telemetry == null ? null : telemetry::makingNextRun);
    }

    static <T> ManualWorker<T> open(WorkerBuilder<T> from) {
        var worker = new RedisManualWorker<>(from);
        ManualWorker<T> seen = worker;
        return worker.gateway.attended(ManualWorker.class, seen);
    }

    @Override
    public Optional<ClaimedJob<T>> getNextJob(String token, Duration maxWait) {
        requireToken(token);
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("maxWait must be 0 or more, was " + maxWait);
        }
        var deadline = nanoTime() + maxWait.toNanos();
        while (true) {
            var reply = Await.result(gateway.claim(template.withToken(token, 1)));
            if (!reply.jobs().isEmpty()) {
                return Optional.of(toClaimed(reply.jobs().get(0), token, deadline));
            }
            if (!reply.dropped().isEmpty()) {
                continue; // there may be jobs behind what was no job
            }
            var left = Duration.ofNanos(deadline - nanoTime());
            if (left.compareTo(MIN_BLOCK) < 0 || !awaitWork(left, reply)) {
                return Optional.empty();
            }
        }
    }

    private long nanoTime() {
        return gateway.conductor().map(Conductor::nanoTime).orElseGet(System::nanoTime);
    }

    private static void requireToken(String token) {
        if (token.isEmpty() || token.equals("0")) {
            throw new IllegalArgumentException("token must not be empty or 0, was '" + token + "'");
        }
    }

    private ClaimedJob<T> toClaimed(ClaimReply.ClaimedHash claimed, String token, long deadline) {
        var codec = queue.options().codec();
        var job = new Job<T>(queue.name(), claimed.id(), claimed.fields(), codec, dataType);
        makeNextRun(job, deadline);
        if (telemetry != null) {
            telemetry.claimedByHand(job);
        }
        return new ManualJob<>(job, token, queue, gateway, rules, telemetry);
    }

    /** A job that cannot be handed out for lack of a successor stays active until its lock ends, and comes back as stalled. */
    private void makeNextRun(Job<T> job, long deadline) {
        var failure = new AtomicReference<@Nullable RuntimeException>();
        var ready = new NextRuns(nextRunMaker, null, error -> failure.set((RuntimeException) error))
                .ready(job, outage -> {
                    failure.set(outage);
                    return deadline - nanoTime() > 0;
                });
        var why = failure.get();
        if (!ready) {
            throw why == null ? new RedisUnavailableException("Interrupted while waiting for Redis", true, null) : why;
        }
    }

    /** Waits until there may be work; false when the wait was interrupted or the worker closed. */
    private boolean awaitWork(Duration left, ClaimReply reply) {
        var wait = left.compareTo(MAX_BLOCK) < 0 ? left : MAX_BLOCK;
        if (reply.limitedMillis() > 0) {
            wait = shorter(wait, Duration.ofMillis(reply.limitedMillis()));
        } else if (reply.nextDueMillis() > 0) {
            wait = shorter(wait, Duration.ofMillis(reply.nextDueMillis() - reply.nowMillis()));
        }
        var conductor = gateway.conductor();
        if (conductor.isPresent()) {
            conductor.get().await(() -> Await.result(gateway.isAnyInLine()), wait);
            return true;
        }
        try {
            // Whoever waits already hears for this caller too; its claim sets the next marker.
            if (!waiting.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            marker.await(wait, Duration.ZERO);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RedisUnavailableException e) {
            // Look again: the claim tells whether Redis is there, and it is bounded.
            return !marker.isClosed();
        } finally {
            waiting.unlock();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        var least = one.compareTo(other) < 0 ? one : other;
        return least.compareTo(MIN_BLOCK) < 0 ? MIN_BLOCK : least;
    }

    @Override
    public Optional<ClaimedJob<T>> getClaimedJob(String jobId, String token) {
        requireToken(token);
        return queue.getJob(jobId).map(job -> new ManualJob<>(job, token, queue, gateway, rules, telemetry));
    }

    @Override
    public List<String> extendJobLocks(Map<String, String> tokensByJobId, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException("duration must be 1 ms or more, was " + duration);
        }
        var locks = tokensByJobId.entrySet().stream()
                .map(held -> new WorkerGateway.HeldLock(held.getKey(), held.getValue()))
                .toList();
        return locks.isEmpty()
                ? List.of()
                : Await.result(gateway.extendLocks(duration.toMillis(), locks)).lost();
    }

    @Override
    public void startStalledCheckTimer() {
        var timer = gateway.conductor().map(Conductor::newTimer).orElseGet(this::daemonTimer);
        if (checks.compareAndSet(null, timer)) {
            new StalledJobSweeper(gateway, maxStalledCount, stalledInterval, listeners, telemetry).start(timer);
        } else {
            timer.shutdownNow();
        }
    }

    private ScheduledExecutorService daemonTimer() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "taurine-worker-" + queue.name() + "-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public int recoverStalledJobs() {
        return Await.result(gateway.recoverStalled(maxStalledCount, stalledInterval.toMillis()))
                .size();
    }

    @Override
    public void close() {
        marker.close();
        var timer = checks.get();
        if (timer != null) {
            timer.shutdownNow();
        }
        queue.close();
    }
}
