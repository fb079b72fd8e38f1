package io.taurine.worker.sandbox;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.Job;
import io.taurine.job.JobParent;
import io.taurine.job.TypeRef;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.JobDependencies;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import io.taurine.worker.internal.RunSignal;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The job as its processor sees it inside a sandbox process: whatever changes it is asked of the worker. */
final class SandboxedJob<T> implements ActiveJob<T>, SandboxMessenger {

    private static final TypeRef<Map<String, Object>> VALUES = new TypeRef<>() {};
    private static final TypeRef<Map<String, String>> TEXTS = new TypeRef<>() {};

    private final Job<T> job;
    private final String token;
    private final Calls calls;
    private final RunSignal signal = new RunSignal(SandboxedJob::aside);
    private @Nullable Thread thread;
    private boolean ended;

    SandboxedJob(Job<T> job, String token, Calls calls) {
        this.job = job;
        this.token = token;
        this.calls = calls;
    }

    /** Asks the worker to do something, and waits until it is done. */
    interface Calls {

        /** Throws what the worker's own call threw, as far as its type is known here; else returns its answer, if any. */
        String call(Operation operation, String value);
    }

    enum Operation {
        PROGRESS,
        LOG,
        DATA,
        EXTEND_LOCK,
        DELAY,
        WAIT,
        RATE_LIMIT,
        PARENT,
        CHILDREN_VALUES,
        IGNORED_FAILURES,
        DEPENDENCIES,
        DEPENDENCIES_COUNT,
        WAIT_FOR_CHILDREN,
        MESSAGE
    }

    private static void aside(Runnable action) {
        var thread = new Thread(action, "taurine-sandbox-on-cancel");
        thread.setDaemon(true);
        thread.start();
    }

    /** The thread that runs the processor from now on, to be interrupted by a cancel. */
    synchronized void enter(Thread runner) {
        thread = runner;
        if (signal.isCancelled()) {
            runner.interrupt();
        }
    }

    synchronized void leave() {
        thread = null;
        ended = true;
    }

    synchronized void cancel(CancellationSignal.Reason reason, String message) {
        signal.cancel(reason, message);
        if (thread != null) {
            thread.interrupt();
        }
    }

    private String call(Operation operation, String value) {
        synchronized (this) {
            if (ended) {
                throw new IllegalStateException(
                        "The run of job " + job.id() + " in queue " + job.queueName() + " has ended");
            }
        }
        return calls.call(operation, value);
    }

    @Override
    public void send(String text) {
        call(Operation.MESSAGE, text);
    }

    @Override
    public T data() {
        return job.data();
    }

    @Override
    public Job<T> job() {
        return job;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public void updateProgress(Object progress) {
        call(Operation.PROGRESS, JacksonPayloadCodec.defaults().encode(progress));
    }

    @Override
    public void log(String row) {
        call(Operation.LOG, row);
    }

    @Override
    public void updateData(@Nullable T data) {
        call(Operation.DATA, JacksonPayloadCodec.defaults().encode(data));
    }

    @Override
    public void extendLock(Duration duration) {
        call(Operation.EXTEND_LOCK, Long.toString(duration.toMillis()));
    }

    @Override
    public void moveToDelayed(Duration delay) {
        call(Operation.DELAY, Long.toString(delay.toMillis()));
    }

    @Override
    public void moveToWait() {
        call(Operation.WAIT, "");
    }

    @Override
    public void rateLimit(Duration duration) {
        call(Operation.RATE_LIMIT, Long.toString(duration.toMillis()));
    }

    @Override
    public JobParent asParent() {
        return new JobParent(job.id(), call(Operation.PARENT, ""));
    }

    @Override
    public <R> Map<String, @Nullable R> getChildrenValues(Class<R> type) {
        var codec = JacksonPayloadCodec.defaults();
        @SuppressWarnings("unchecked") // the codec was asked for it
        var stored = (Map<String, @Nullable Object>) ask(Operation.CHILDREN_VALUES, VALUES.type());
        var values = new LinkedHashMap<String, @Nullable R>();
        stored.forEach((child, value) -> values.put(child, type.cast(codec.decode(codec.encode(value), type))));
        return values;
    }

    @Override
    @SuppressWarnings("unchecked") // the codec was asked for it
    public Map<String, String> getIgnoredChildrenFailures() {
        return (Map<String, String>) ask(Operation.IGNORED_FAILURES, TEXTS.type());
    }

    @Override
    public JobDependencies getDependencies() {
        return (JobDependencies) ask(Operation.DEPENDENCIES, JobDependencies.class);
    }

    @Override
    public DependenciesCount getDependenciesCount() {
        return (DependenciesCount) ask(Operation.DEPENDENCIES_COUNT, DependenciesCount.class);
    }

    private Object ask(Operation operation, Type type) {
        var answer = JacksonPayloadCodec.defaults().decode(call(operation, ""), type);
        return Objects.requireNonNull(answer, "answer");
    }

    @Override
    public boolean moveToWaitingChildren() {
        return Boolean.parseBoolean(call(Operation.WAIT_FOR_CHILDREN, ""));
    }

    @Override
    public boolean moveToWaitingChildren(JobParent child) {
        return Boolean.parseBoolean(
                call(Operation.WAIT_FOR_CHILDREN, JacksonPayloadCodec.defaults().encode(child)));
    }

    @Override
    public CancellationSignal cancellation() {
        return signal;
    }

    @Override
    public boolean isLockLost() {
        return signal.is(CancellationSignal.Reason.LOCK_LOST);
    }
}
