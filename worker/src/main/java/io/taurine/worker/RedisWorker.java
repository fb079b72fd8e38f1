package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.LockLostException;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.ClaimReply.ClaimedHash;
import io.taurine.queue.internal.ClaimRequest;
import io.taurine.queue.internal.GuardedTelemetry;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.ReplyCode;
import io.taurine.queue.internal.Settlement;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.telemetry.TelemetryAttributes;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Worker} on Redis: wires fetcher, runner, settler, renewer and sweeper together, and closes them in order. */
final class RedisWorker<T> implements Worker<T>, JobRun.RunHost<T> {

    private static final Logger LOG = LoggerFactory.getLogger(RedisWorker.class);
    private static final Duration REFUSAL_PAUSE = Duration.ofMillis(200);
    private static final Duration LISTENER_BOUND = Duration.ofSeconds(2);

    private final String queueName;
    private final String name;
    private final String id;
    private final PayloadCodec codec;
    private final Type dataType;
    private final Duration closeTimeout;
    private final Duration signalGrace;
    private final long lockNanos;
    private final WorkerGateway gateway;
    private final Queue<T> queue;
    private final Slots slots;
    private final FetchState state;
    private final RunningJobs<T> running = new RunningJobs<>();
    private final ListenerThread<T> listeners;
    private final WorkerThreads threads;
    private final @Nullable UserExecutor usersExecutor;
    private final @Nullable WorkerTelemetry telemetry;
    private final Settler<T> settler;
    private final JobRunner<T> runner;
    private final FetchLoop fetcher;
    private final RemoteCancels<T> remoteCancels;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param given null for a worker that is part of no other
     */
    RedisWorker(WorkerBuilder<T> from, @Nullable WorkerPart<T> given) {
        queueName = from.queueName;
        name = from.name;
        codec = from.codec;
        dataType = from.dataType;
        closeTimeout = from.closeTimeout;
        signalGrace = from.signalGrace;
        lockNanos = from.lockDuration.toNanos();
        var prefix = given == null ? from.prefix : given.prefix();
        gateway = new WorkerGateway(from.connection, prefix, queueName, from.maxDataPoints);
        queue = openQueue(from, prefix);
        threads = WorkerThreads.of(queueName, gateway.conductor());
        var part = given == null ? WorkerPart.whole(from, threads.listeners) : given;
        id = part.id();
        slots = new Slots(part.budget(), part.most(), this::wantsSlots);
        state = new FetchState(threads.nanos, threads.millis);
        telemetry = from.telemetry == null
                ? null
                : new WorkerTelemetry(GuardedTelemetry.of(from.telemetry), queueName, id, from.name);
        listeners = part.listeners();
        usersExecutor = from.executor == null || !threads.areOwn() ? null : new UserExecutor(queueName, from.executor);
        var outage = new Outage(queueName, listeners, slots);
        var tokens = new ClaimTokens(id);
        var claims = new Claims<>(
                gateway,
                claimTemplate(from, part.limiterMax()),
                tokens,
                slots,
                state,
                new LostClaims(gateway),
                listeners,
                running,
                this::start);
        settler = new Settler<>(gateway, claims, slots, threads.timer, this::mayClaim, outage);
        var rules = new OutcomeRules(
                new RetryDelays(from.backoffStrategies),
                codec,
                from.maxStartedAttempts,
                from.removeOnComplete,
                from.removeOnFail);
        runner = new JobRunner<>(
                new Interceptors<>(telemetry, from.interceptors, from.effectiveProcessor(this::cancel)),
                rules,
                new NextRuns(
                        NextRunMaker.on(
                                from.connection, gateway.keys(), telemetry == null ? null : telemetry::makingNextRun),
                        outage,
                        error -> listeners.tell(listener -> listener.onError(error))),
                settler,
                running,
                slots,
                listeners,
                threads.timer,
                this::aside,
                from.jobTimeouts,
                from.signalGrace.plus(from.cancelGrace),
                this::lastAct);
        fetcher = fetchLoop(from, claims, outage);
        new LockRenewer<>(
                        gateway,
                        running,
                        from.lockDuration,
                        from.effectiveLockRenewTime(),
                        threads.nanos,
                        listeners,
                        telemetry,
                        runner::cancelJob)
                .start(threads.timer);
        remoteCancels = new RemoteCancels<>(gateway, id, running, runner::cancelJob, this::onTimer, tokens);
        if (from.cancelCheckInterval != null) {
            remoteCancels.lookEvery(from.cancelCheckInterval, threads.timer);
        }
        if (from.stalledCheck) {
            new StalledJobSweeper(gateway, from.maxStalledCount, from.stalledInterval, listeners, telemetry)
                    .start(threads.timer);
        }
    }

    private FetchLoop fetchLoop(WorkerBuilder<T> from, Claims<T> claims, Outage outage) {
        if (threads.conductor.isPresent()) {
            var marker = gateway.openMarkerReads(from.name);
            return new ConductedFetcher(gateway, threads.conductor.get(), marker, claims, state, threads.ready);
        }
        var marker = gateway.openMarkerSeat(from.name);
        return new Fetcher(gateway, marker, claims, slots, state, from.drainDelay, from.maximumRateLimitDelay, outage);
    }

    static <T> Worker<T> start(WorkerBuilder<T> from) {
        return new RedisWorker<>(from, null).start();
    }

    /** Starts it, once; returns what users get to see of it. */
    Worker<T> start() {
        remoteCancels.start();
        fetcher.start();
        LOG.info(
                "Worker {} of queue {} started, concurrency {}",
                id,
                gateway.keys().qualifiedName(),
                slots.limit());
        listeners.measureWorker(meter -> meter.started(this));
        Worker<T> seen = this;
        return gateway.attended(Worker.class, seen);
    }

    static <T> Queue<T> openQueue(WorkerBuilder<T> from, String prefix) {
        var options = QueueOptions.builder().prefix(prefix).codec(from.codec).build();
        return Queue.of(from.queueName, from.dataType, from.connection, options);
    }

    static ClaimRequest claimTemplate(WorkerBuilder<?> from, int limiterMax) {
        var window = from.limiterDuration == null ? 0 : from.limiterDuration.toMillis();
        return new ClaimRequest("", from.lockDuration.toMillis(), 0, from.name, limiterMax, window);
    }

    private boolean mayClaim() {
        return threads.areOwn() && !closing.get() && !fetcher.isPaused() && !state.isLimitedByHand();
    }

    private boolean wantsSlots() {
        return mayClaim() && !state.isIdle();
    }

    /** Claims no more, and tells nobody. */
    void hold() {
        fetcher.pause();
    }

    /** Starts a claimed job, or gives it back when it cannot be started. */
    private void start(ClaimedHash claimed, String token) {
        var job = new Job<T>(queueName, claimed.id(), claimed.fields(), codec, dataType);
        var run = new JobRun<>(job, token, queue, this, threads.nanos.getAsLong() + lockNanos);
        running.add(run);
        remoteCancels.started(run);
        if (closing.get()) {
            giveBack(run);
            return;
        }
        try {
            if (usersExecutor == null) {
                threads.jobs.execute(() -> runner.run(run));
            } else {
                usersExecutor.execute(() -> runner.run(run), e -> refused(run, e));
            }
        } catch (Throwable e) { // no more threads, say: the other jobs of this claim must start all the same
            refused(run, e);
        }
    }

    /**
     * Records the end of a run. When no other runs, its thread may as well serve the connection until that is done, and then
     * run the job that comes with the answer: no other thread has to be woken between two jobs.
     */
    private void lastAct(Supplier<CompletableFuture<ReplyCode>> recording) {
        if (usersExecutor == null && threads.jobs instanceof PlatformJobThreads pool && running.count() == 1) {
            pool.lastAct(() -> gateway.serve(recording));
        } else {
            var unused = recording.get(); // its outcome is told by a callback
        }
    }

    @Override
    public boolean interruptLater(JobRun<T> run) {
        if (signalGrace.isZero()) {
            return false;
        }
        try {
            threads.timer.schedule(run::interrupt, signalGrace.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException workerClosed) {
            return false;
        }
    }

    private void onTimer(Runnable task) {
        try {
            threads.timer.execute(task);
        } catch (RejectedExecutionException workerClosed) {
            LOG.debug("Worker {} of queue {} is closed", id, queueName);
        }
    }

    private void refused(JobRun<T> run, Throwable cause) {
        LOG.error("The executor refused job {} of queue {}; it goes back in line", run.id(), queueName, cause);
        listeners.tell(listener -> listener.onError(cause));
        giveBackLater(run);
    }

    /** Not at once, or a full executor would have this worker claim the same job again, thousands of times a second. */
    private void giveBackLater(JobRun<T> run) {
        try {
            threads.timer.schedule(() -> giveBack(run), REFUSAL_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException workerClosed) {
            giveBack(run);
        }
    }

    /** For a run that never started: nobody else frees its slot. */
    private void giveBack(JobRun<T> run) {
        slots.release(1);
        handBack(run);
    }

    @Override
    public void aside(Runnable userCode) {
        Runnable guarded = () -> {
            try {
                userCode.run();
            } catch (Throwable e) { // user code, whose failure is nobody else's
                LOG.warn("Code of a processor of queue {} failed", queueName, e);
            }
        };
        try {
            threads.own.execute(guarded);
        } catch (RejectedExecutionException closed) {
            guarded.run();
        }
    }

    private void handBack(JobRun<T> run) {
        if (run.end(JobRun.Phase.ABANDONED)) {
            run.cancelRun(CancellationSignal.Reason.WORKER_CLOSED, "the worker closes");
            settler.settle(Settlement.requeue(run.id(), run.token()), run.job(), false)
                    .whenComplete((code, failure) -> running.remove(run));
        }
    }

    @Override
    public boolean waitForChildrenNow(JobRun<T> run, Settlement settlement) {
        var operation = "moveToWaitingChildren";
        var goesOn = false;
        try {
            var code = recordedNow(run, settlement);
            goesOn = code == ReplyCode.NO_CHILDREN || code == ReplyCode.FAILED_CHILDREN;
            if (code == ReplyCode.FAILED_CHILDREN) {
                throw new FailedChildrenException(queueName, run.id(), operation);
            }
            if (!goesOn && code != ReplyCode.OK) {
                throw new LockLostException(queueName, run.id(), operation);
            }
            var trace = run.trace();
            if (!goesOn && trace != null) {
                trace.moved(settlement);
            }
            return !goesOn;
        } finally {
            if (!goesOn) {
                running.remove(run);
            }
        }
    }

    @Override
    public void settleNow(JobRun<T> run, Settlement settlement, String operation) {
        try {
            if (recordedNow(run, settlement) != ReplyCode.OK) {
                throw new LockLostException(queueName, run.id(), operation);
            }
            var trace = run.trace();
            if (trace != null) {
                trace.moved(settlement);
            }
        } finally {
            running.remove(run);
        }
    }

    /** While Redis is away the settler keeps trying; the processor's thread does not wait longer than its lock lives. */
    private ReplyCode recordedNow(JobRun<T> run, Settlement settlement) {
        return Await.result(
                settler.settle(settlement, run.job(), false).copy().orTimeout(lockNanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void limitRateNow(Duration duration) {
        // Known here before it is in Redis: the end of another run must not claim meanwhile.
        state.limitedByHand(duration.toMillis());
        slots.wake();
        Await.result(gateway.rateLimit(duration.toMillis()));
    }

    @Override
    public void extendLockNow(JobRun<T> run, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException("duration must be 1 ms or more, was " + duration);
        }
        var until = threads.nanos.getAsLong() + duration.toNanos();
        var lock = new WorkerGateway.HeldLock(run.id(), run.token());
        var before = run.lockedUntilNanos();
        // Known before it is sent: a renewal that leaves meanwhile would follow it and shorten the lock again.
        run.lockedUntil(until);
        var extended = false;
        try {
            var reply = Await.result(gateway.extendLocks(duration.toMillis(), List.of(lock)));
            if (!reply.lost().isEmpty()) {
                throw new LockLostException(queueName, run.id(), "extendLock");
            }
            extended = true;
            reply.cancelled().values().forEach(reason -> runner.cancelJob(run, reason));
        } finally {
            if (!extended) {
                run.lockedUntil(before);
            }
        }
    }

    @Override
    public void progressed(JobRun<T> run, Object progress) {
        listeners.tell(listener -> listener.onProgress(run.job(), progress));
    }

    @Override
    public String queueName() {
        return queueName;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int concurrency() {
        return slots.limit();
    }

    @Override
    public void setConcurrency(int concurrency) {
        slots.setLimit(WorkerBuilder.requireConcurrency(concurrency));
    }

    @Override
    public int runningJobs() {
        return running.count();
    }

    @Override
    public List<String> runningJobIds() {
        return running.all().stream().map(JobRun::id).toList();
    }

    @Override
    public void pause() {
        if (!fetcher.isPaused()) {
            asked("pause", fetcher::pause);
            listeners.tellOfWorker(WorkerListener::onPaused);
        }
    }

    @Override
    public boolean pauseAndWait(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be 0 or more, was " + timeout);
        }
        pause();
        return running.awaitNone(threads.patience(timeout));
    }

    @Override
    public void resume() {
        if (fetcher.isPaused()) {
            asked("resume", fetcher::resume);
            listeners.tellOfWorker(WorkerListener::onResumed);
        }
    }

    private void asked(String operation, Runnable call) {
        if (telemetry == null) {
            call.run();
        } else {
            telemetry.around(operation, span -> {}, call);
        }
    }

    @Override
    public boolean isPaused() {
        return fetcher.isPaused();
    }

    @Override
    public boolean isRunning() {
        return !closing.get();
    }

    @Override
    public Duration sinceLastFetch() {
        return Duration.ofNanos(Math.max(0, state.sinceLastFetchNanos()));
    }

    @Override
    public boolean cancel(String jobId, String message) {
        return running.all().stream()
                        .filter(run -> run.id().equals(jobId))
                        .filter(run -> run.cancelRun(CancellationSignal.Reason.CANCELLED, message))
                        .count()
                > 0;
    }

    @Override
    public int cancelAll(String message) {
        return (int) running.all().stream()
                .filter(run -> run.cancelRun(CancellationSignal.Reason.CANCELLED, message))
                .count();
    }

    @Override
    public void addListener(WorkerListener<T> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        close(closeTimeout);
    }

    @Override
    public void closeNow() {
        close(Duration.ZERO);
    }

    @Override
    public void close(Duration timeout) {
        if (!closing.compareAndSet(false, true)) {
            // Whoever is in more of a hurry decides how long the running jobs are waited for.
            if (!running.awaitNone(threads.patience(timeout))) {
                handBackAll();
            }
            awaitOtherCloser();
            return;
        }
        if (telemetry == null) {
            closeOnce(timeout);
        } else {
            telemetry.around(
                    "close",
                    span -> span.setAttribute(TelemetryAttributes.WORKER_FORCE_CLOSE, timeout.isZero()),
                    () -> closeOnce(timeout));
        }
    }

    private void closeOnce(Duration timeout) {
        listeners.tellOfWorker(WorkerListener::onClosing);
        var commandBound = Duration.ofMillis(gateway.commandTimeoutMillis()).plusSeconds(1);
        fetcher.close(commandBound);
        if (!running.awaitNone(threads.patience(timeout))) {
            handBackAll();
            running.awaitNone(threads.patience(commandBound));
        }
        remoteCancels.stop();
        threads.timer.shutdownNow();
        settler.close();
        threads.own.shutdown();
        if (usersExecutor != null) {
            usersExecutor.close();
        }
        queue.close();
        listeners.measureWorker(meter -> meter.closed(this));
        listeners.tellOfWorker(WorkerListener::onClosed);
        listeners.close(LISTENER_BOUND);
        slots.leave();
        closed.countDown();
        LOG.info("Worker {} of queue {} closed", id, queueName);
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        if (!threads.areOwn() && isRunning()) {
            throw new IllegalStateException("nobody could close the worker meanwhile: it runs on this thread");
        }
        closed.await();
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be 0 or more, was " + timeout);
        }
        return closed.await(TimeUnit.NANOSECONDS.convert(threads.patience(timeout)), TimeUnit.NANOSECONDS);
    }

    private void handBackAll() {
        var left = running.all();
        LOG.info("Worker {} of queue {} hands {} running jobs back", id, queueName, left.size());
        left.forEach(this::handBack);
    }

    /** Another thread closes it already. */
    private void awaitOtherCloser() {
        try {
            var bound = LISTENER_BOUND.toMillis() + 3 * gateway.commandTimeoutMillis();
            if (!closed.await(threads.patience(Duration.ofMillis(bound)).toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Worker {} of queue {} is still closing", id, queueName);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "Worker " + id + " of queue " + queueName;
    }
}
