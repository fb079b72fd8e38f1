package io.taurine.worker;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.Partitions;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.RedisLock;
import io.taurine.queue.telemetry.Telemetry;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link Worker}; every method refuses a value out of range at once. Not safe to share between threads.
 *
 * @param <T> type of the payload
 */
public final class WorkerBuilder<T> {

    final String queueName;
    final Type dataType;
    final RedisConnection connection;
    final List<WorkerListener<T>> listeners = new ArrayList<>();
    final List<ProcessInterceptor<T>> interceptors = new ArrayList<>();

    @Nullable
    Telemetry telemetry;

    @Nullable
    WorkerMeter meter;

    final Map<String, BackoffStrategy> backoffStrategies = new HashMap<>();

    @Nullable
    Processor<T> processor;

    String prefix = QueueOptions.DEFAULT_PREFIX;
    PayloadCodec codec = JacksonPayloadCodec.defaults();
    String name = "";
    int concurrency = 1;
    Duration lockDuration = Duration.ofSeconds(30);

    @Nullable
    Duration lockRenewTime;

    Duration stalledInterval = Duration.ofSeconds(30);
    boolean stalledCheck = true;
    int maxStalledCount = 1;
    int maxStartedAttempts;
    Duration drainDelay = Duration.ofSeconds(5);
    int limiterMax;

    @Nullable
    Duration limiterDuration;

    Duration maximumRateLimitDelay = Duration.ofSeconds(1);

    int maxDataPoints;

    @Nullable
    KeepJobs removeOnComplete;

    @Nullable
    KeepJobs removeOnFail;

    JobTimeouts<? super T> jobTimeouts = job -> Optional.empty();

    Duration signalGrace = Duration.ZERO;
    Duration cancelGrace = Duration.ofSeconds(5);

    @Nullable
    Duration cancelCheckInterval;

    Duration closeTimeout = Duration.ofSeconds(30);

    @Nullable
    Executor executor;

    @Nullable
    SharedSlots sharedSlots;

    private @Nullable WhenTaken whenTaken;
    private @Nullable DistributedLock singleLock;

    WorkerBuilder(String queueName, Type dataType, RedisConnection connection) {
        this.queueName = Objects.requireNonNull(queueName, "queueName");
        this.dataType = Objects.requireNonNull(dataType, "dataType");
        this.connection = Objects.requireNonNull(connection, "connection");
    }

    WorkerBuilder<T> processor(Processor<T> processor) {
        this.processor = Objects.requireNonNull(processor, "processor");
        return this;
    }

    /** First part of every key of the queue. Default {@code bull}. */
    public WorkerBuilder<T> prefix(String prefix) {
        this.prefix = Objects.requireNonNull(prefix, "prefix");
        return this;
    }

    /** How payloads and results become JSON. Default Jackson. */
    public WorkerBuilder<T> codec(PayloadCodec codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /** Stored with each job it claims and shown among the queue's workers. Default none; no white space. */
    public WorkerBuilder<T> name(String name) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("name must not be empty or have white space, was '" + name + "'");
        }
        this.name = name;
        return this;
    }

    /** Most jobs at once. Default 1, 1 to 100,000. */
    public WorkerBuilder<T> concurrency(int concurrency) {
        this.concurrency = requireConcurrency(concurrency);
        return this;
    }

    static int requireConcurrency(int concurrency) {
        if (concurrency < 1 || concurrency > 100_000) {
            throw new IllegalArgumentException("concurrency must be between 1 and 100000, was " + concurrency);
        }
        return concurrency;
    }

    /**
     * How long a lock lives without renewal; a job of a worker that died is taken over one to two stalled intervals after
     * that. Default 30 s, at least 100 ms.
     */
    public WorkerBuilder<T> lockDuration(Duration duration) {
        this.lockDuration = atLeast("lockDuration", Duration.ofMillis(100), duration);
        return this;
    }

    /** Age at which a lock is renewed. Default half of the lock duration, must be shorter than it. */
    public WorkerBuilder<T> lockRenewTime(Duration time) {
        this.lockRenewTime = atLeast("lockRenewTime", Duration.ofMillis(10), time);
        return this;
    }

    /** Time between two checks for jobs of silent workers. Default 30 s, at least 10 ms. */
    public WorkerBuilder<T> stalledInterval(Duration interval) {
        this.stalledInterval = atLeast("stalledInterval", Duration.ofMillis(10), interval);
        return this;
    }

    /** False leaves that check to other workers. Default true. */
    public WorkerBuilder<T> stalledCheck(boolean check) {
        this.stalledCheck = check;
        return this;
    }

    /** How often a job may be taken over from a silent worker before it fails. Default 1, 0 or more. */
    public WorkerBuilder<T> maxStalledCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("maxStalledCount must be 0 or more, was " + count);
        }
        this.maxStalledCount = count;
        return this;
    }

    /** A job claimed more often than this fails without being run. Default 0, which is no limit. */
    public WorkerBuilder<T> maxStartedAttempts(int attempts) {
        if (attempts < 0) {
            throw new IllegalArgumentException("maxStartedAttempts must be 0 or more, was " + attempts);
        }
        this.maxStartedAttempts = attempts;
        return this;
    }

    /**
     * How long a wait for a new job lasts; a job wakes it at once. Where nothing came, waits last two and a half times as long
     * until something does, so that an idle worker sends about one command in this time. Default 5 s, 2 ms to 1 min.
     */
    public WorkerBuilder<T> drainDelay(Duration delay) {
        if (delay.compareTo(Duration.ofMillis(2)) < 0 || delay.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("drainDelay must be between 2 ms and 1 min, was " + delay);
        }
        this.drainDelay = delay;
        return this;
    }

    /** At most {@code max} jobs of the queue start per {@code duration}, counted over all workers with a limiter. */
    public WorkerBuilder<T> limiter(int max, Duration duration) {
        if (max < 1) {
            throw new IllegalArgumentException("limiter max must be 1 or more, was " + max);
        }
        this.limiterMax = max;
        this.limiterDuration = atLeast("limiter duration", Duration.ofMillis(1), duration);
        return this;
    }

    /**
     * Longest sleep under a rate limit before the queue is looked at again; how soon a limit that was raised or taken away is
     * noticed. Default 1 s, at least 1 ms.
     */
    public WorkerBuilder<T> maximumRateLimitDelay(Duration delay) {
        this.maximumRateLimitDelay = atLeast("maximumRateLimitDelay", Duration.ofMillis(1), delay);
        return this;
    }

    /**
     * Counts the jobs that end, in all and per minute, for {@code Queue.getMetrics} and BullMQ's. Every worker of the queue
     * needs it, or its jobs are not counted. Default none.
     *
     * @param maxDataPoints minutes to keep, 1 to 100,000; {@link MetricsTime} has names for the usual ones
     */
    public WorkerBuilder<T> metrics(int maxDataPoints) {
        if (maxDataPoints < 1 || maxDataPoints > 100_000) {
            throw new IllegalArgumentException("maxDataPoints must be between 1 and 100000, was " + maxDataPoints);
        }
        this.maxDataPoints = maxDataPoints;
        return this;
    }

    /** Which completed jobs stay; the option of a job goes before. Default all. */
    public WorkerBuilder<T> removeOnComplete(KeepJobs keep) {
        this.removeOnComplete = Objects.requireNonNull(keep, "keep");
        return this;
    }

    /** Which failed jobs stay; the option of a job goes before. Default all. */
    public WorkerBuilder<T> removeOnFail(KeepJobs keep) {
        this.removeOnFail = Objects.requireNonNull(keep, "keep");
        return this;
    }

    /** A run that takes longer is interrupted and fails with {@link JobTimeoutException}. Default none. */
    public WorkerBuilder<T> jobTimeout(Duration timeout) {
        var bound = Optional.of(atLeast("jobTimeout", Duration.ofMillis(1), timeout));
        this.jobTimeouts = job -> bound;
        return this;
    }

    /** As {@link #jobTimeout(Duration)}, for each job by itself. Asked when its run begins. */
    public WorkerBuilder<T> jobTimeout(JobTimeouts<? super T> timeouts) {
        this.jobTimeouts = Objects.requireNonNull(timeouts, "timeouts");
        return this;
    }

    /**
     * Counts this worker's runs against a number that it shares with other workers, besides its own concurrency. Not for
     * partitioned workers. Default none.
     */
    public WorkerBuilder<T> sharedSlots(SharedSlots slots) {
        this.sharedSlots = Objects.requireNonNull(slots, "slots");
        return this;
    }

    /**
     * How long a run that was cancelled or timed out may go on with its signal alone, before its thread is interrupted; only
     * then {@link #cancelGrace} begins. Default 0: both come at once.
     */
    public WorkerBuilder<T> signalGrace(Duration grace) {
        this.signalGrace = atLeast("signalGrace", Duration.ZERO, grace);
        return this;
    }

    /**
     * How long a run that was timed out, or whose job was cancelled, may go on before its failure is recorded without it. Its slot stays taken until it
     * really ends. Default 5 s, 0 or more.
     */
    public WorkerBuilder<T> cancelGrace(Duration grace) {
        this.cancelGrace = atLeast("cancelGrace", Duration.ZERO, grace);
        return this;
    }

    /**
     * How often it looks whether a running job was cancelled by another process, besides hearing of it at once: how late it
     * learns of that where the message did not come through. One call for all runs, none while nothing runs. Default: with
     * each renewal of the locks; at least 10 ms.
     */
    public WorkerBuilder<T> cancelCheckInterval(Duration interval) {
        this.cancelCheckInterval = atLeast("cancelCheckInterval", Duration.ofMillis(10), interval);
        return this;
    }

    /** Longest wait of {@link Worker#close()} for running jobs. Default 30 s, 0 or more. */
    public WorkerBuilder<T> closeTimeout(Duration timeout) {
        this.closeTimeout = atLeast("closeTimeout", Duration.ZERO, timeout);
        return this;
    }

    /** Computes the delay of jobs whose backoff has that type, which must not be {@code fixed} or {@code exponential}. */
    public WorkerBuilder<T> backoffStrategy(String type, BackoffStrategy strategy) {
        if (type.equals("fixed") || type.equals("exponential")) {
            throw new IllegalArgumentException("backoff type " + type + " is built in and cannot be replaced");
        }
        backoffStrategies.put(type, Objects.requireNonNull(strategy, "strategy"));
        return this;
    }

    /**
     * Runs the jobs. Must run each task at once or soon, on another thread, and is not closed by the worker. Default:
     * virtual threads where the JVM has them, else a pool that grows as far as {@code concurrency} needs.
     */
    public WorkerBuilder<T> executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /** Hears all that the worker does, from its start. */
    public WorkerBuilder<T> listener(WorkerListener<T> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Stands around every run of the processor, inside those given before. Default none, which costs nothing. */
    @SuppressWarnings("unchecked") // what it hands on is for the processor to check, as generics cannot
    public WorkerBuilder<T> interceptor(ProcessInterceptor<? super T> interceptor) {
        interceptors.add((ProcessInterceptor<T>) Objects.requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Runs one job at a time in the whole fleet: every run takes the lock first, and a run that loses it is cancelled and
     * fails. Unlike a global concurrency it also holds over several queues, holds off a worker that was cut off, and tells
     * jobs that came in vain apart. The lock is a {@link RedisLock} of the worker's connection, named {@code prefix:queue}.
     *
     * @param whenTaken what becomes of a job while another has the lock
     */
    public WorkerBuilder<T> singleRunning(WhenTaken whenTaken) {
        this.whenTaken = Objects.requireNonNull(whenTaken, "whenTaken");
        this.singleLock = null;
        return this;
    }

    /** As {@link #singleRunning(WhenTaken)}, with a lock of the caller's: of another name, other options, or a Redlock. */
    public WorkerBuilder<T> singleRunning(DistributedLock lock, WhenTaken whenTaken) {
        singleRunning(whenTaken);
        this.singleLock = Objects.requireNonNull(lock, "lock");
        return this;
    }

    /** The processor behind all that the builder puts in front of it. */
    Processor<T> effectiveProcessor(BiConsumer<String, String> cancel) {
        var plain = Objects.requireNonNull(processor, "processor");
        if (whenTaken == null) {
            return plain;
        }
        var lock = singleLock == null ? RedisLock.of(prefix + ":" + queueName, connection) : singleLock;
        return new SingleRunning<>(plain, lock, whenTaken, cancel);
    }

    /**
     * Puts every run into the trace that its job carries, and counts runs. Usually
     * {@link io.taurine.queue.opentelemetry.OpenTelemetryTelemetry}. Default none, which costs nothing.
     */
    public WorkerBuilder<T> telemetry(Telemetry telemetry) {
        this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
        return this;
    }

    /**
     * Measures what the worker does. Usually {@link io.taurine.worker.micrometer.MicrometerMeter}. Default none, which costs
     * nothing.
     */
    public WorkerBuilder<T> meter(WorkerMeter meter) {
        this.meter = Objects.requireNonNull(meter, "meter");
        return this;
    }

    @Nullable
    WorkerMeter guardedMeter() {
        return meter == null ? null : new GuardedMeter(meter);
    }

    Duration effectiveLockRenewTime() {
        return lockRenewTime == null ? lockDuration.dividedBy(2) : lockRenewTime;
    }

    private void requireConsistent() {
        if (effectiveLockRenewTime().compareTo(lockDuration) >= 0) {
            throw new IllegalArgumentException("lockRenewTime must be shorter than lockDuration " + lockDuration
                    + ", was " + effectiveLockRenewTime());
        }
    }

    /** Starts the worker. */
    public Worker<T> start() {
        requireConsistent();
        if (processor == null) {
            throw new IllegalStateException("a worker needs a processor; without one use manual()");
        }
        return RedisWorker.start(this);
    }

    /**
     * Starts a worker of all partitions of the queue, with one budget of {@code concurrency} slots. See
     * {@link PartitionedWorker}.
     *
     * @param partitions how many there are, as all clients of the queue have it
     * @throws IllegalArgumentException if the queue cannot have that many partitions, or a {@link #limiter} lets fewer jobs
     *     start than there are partitions, so that one of them would have no share
     */
    public PartitionedWorker<T> startPartitioned(int partitions) {
        requireConsistent();
        if (processor == null) {
            throw new IllegalStateException("a worker needs a processor");
        }
        if (sharedSlots != null) {
            throw new IllegalStateException("the partitions of a worker share slots among themselves, not with others");
        }
        var places = new Partitions(queueName, partitions, prefix);
        if (limiterMax > 0 && limiterMax < partitions) {
            throw new IllegalArgumentException("limiter max must be at least the number of partitions, " + partitions
                    + ", so that each has a share; was " + limiterMax);
        }
        return RedisPartitionedWorker.start(this, places);
    }

    /** Opens the manual road with these options; concurrency, timeouts, listeners, interceptors and meters play no part. */
    public ManualWorker<T> manual() {
        requireConsistent();
        return RedisManualWorker.open(this);
    }

    static void requireDelay(Duration delay) {
        atLeast("delay", Duration.ZERO, delay);
    }

    static void requireRateLimit(Duration duration) {
        atLeast("duration", Duration.ofMillis(1), duration);
    }

    private static Duration atLeast(String name, Duration least, Duration value) {
        if (value.compareTo(least) < 0 || value.compareTo(JobOptions.MAX_DELAY) > 0) {
            throw new IllegalArgumentException(name + " must be between " + least.toMillis() + " ms and "
                    + JobOptions.MAX_DELAY.toDays() + " days, was " + value);
        }
        return value;
    }
}
