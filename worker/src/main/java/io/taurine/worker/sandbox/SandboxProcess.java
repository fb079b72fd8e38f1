package io.taurine.worker.sandbox;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobParent;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.LockLostException;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.CancellationSignal;
import io.taurine.worker.process.ChildProcess;
import io.taurine.worker.process.OutputCapture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sandbox process and what a worker says to it. Runs one job at a time, on the thread of that job. */
final class SandboxProcess {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxProcess.class);
    private static final Logger OUTPUT = LoggerFactory.getLogger("io.taurine.worker.sandbox.output");
    private static final int OUTPUT_BYTES = 8 << 10;
    private static final int OUTPUT_LINES = 20;

    /** How long the last words of a process that died are waited for. */
    private static final Duration UNTIL_SILENT = Duration.ofSeconds(2);

    /**
     * The pipes get numbers of their own and standard output becomes standard error, which is read as output. The JVM itself
     * writes there when it runs out of memory or crashes; no stream set inside it could catch that.
     */
    private static final String REDIRECT = "exec 3<&0 4>&1 1>&2 0</dev/null; exec \"$@\"";

    /** Ends the writing thread. */
    private static final byte[] NOTHING_MORE = {};

    private final SandboxSettings settings;
    private final ChildProcess process;
    private final Pipe pipe;
    private final OutputCapture output;
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> outbox = new LinkedBlockingQueue<>();
    private final long startedNanos;
    private int jobs;
    private volatile boolean unusable;
    private volatile boolean busy;

    private SandboxProcess(SandboxSettings settings, ChildProcess process) {
        this.settings = settings;
        this.process = process;
        this.startedNanos = settings.nanos.getAsLong();
        var name = "taurine-sandbox-" + process.pid();
        pipe = new Pipe(process.output(), process.input(), settings.maxMessageBytes);
        output = OutputCapture.ofEnd(
                process.errors(), OUTPUT_BYTES, line -> OUTPUT.info("[{}] {}", process.pid(), line), name + "-output");
        start(this::read, name + "-messages");
        start(this::write, name + "-writer");
    }

    private static void start(Runnable loop, String name) {
        var thread = new Thread(loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts a process and waits until its processor is made.
     *
     * @throws SandboxException if that fails or takes too long
     */
    static SandboxProcess start(SandboxSettings settings) throws InterruptedException {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", REDIRECT, "taurine-sandbox"));
        command.addAll(settings.javaCommand());
        command.addAll(List.of(
                SandboxMain.class.getName(),
                "/dev/fd/3",
                "/dev/fd/4",
                Integer.toString(settings.maxMessageBytes),
                settings.processorClass));
        var builder = new ProcessBuilder(command);
        if (!settings.inheritEnvironment) {
            builder.environment().clear();
        }
        builder.environment().putAll(settings.environment);
        if (settings.directory != null) {
            builder.directory(settings.directory.toFile());
        }
        SandboxProcess started;
        try {
            started = new SandboxProcess(settings, ChildProcess.start(builder));
        } catch (IOException e) {
            throw new SandboxException(
                    "The sandbox of " + settings.processorClass + " cannot be started: " + e.getMessage(), e);
        }
        try {
            started.awaitReady();
        } catch (InterruptedException | RuntimeException e) {
            started.kill();
            throw e;
        }
        return started;
    }

    private void awaitReady() throws InterruptedException {
        var first = inbox.poll(settings.startTimeout.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            throw new SandboxException("The sandbox of " + settings.processorClass + " was not ready after "
                    + settings.startTimeout.toMillis() + " ms" + lastOutput());
        }
        switch (first.kind()) {
            case READY ->
                LOG.info(
                        "Sandbox {} of {} started in {} ms",
                        process.pid(),
                        settings.processorClass,
                        TimeUnit.NANOSECONDS.toMillis(settings.nanos.getAsLong() - startedNanos));
            case REFUSED ->
                throw new SandboxException(
                        "The sandbox cannot run " + settings.processorClass + ": " + first.get("message"));
            default -> throw new SandboxException("The sandbox of " + settings.processorClass + died());
        }
    }

    private void read() {
        try {
            for (var message = pipe.read(); message.kind() != Message.Kind.GONE; message = pipe.read()) {
                inbox.add(message);
            }
        } catch (IOException broken) {
            LOG.debug("The pipe from sandbox {} broke", process.pid(), broken);
        }
        unusable = true;
        inbox.add(Message.of(Message.Kind.GONE));
    }

    /** A thread of its own: a process that does not read would hold the job's thread where no interrupt reaches it. */
    private void write() {
        try {
            for (var frame = outbox.take(); frame != NOTHING_MORE; frame = outbox.take()) {
                pipe.write(frame);
            }
        } catch (IOException gone) {
            // The end of its other pipe tells the rest.
            LOG.debug("Sandbox {} reads no more", process.pid(), gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a job; throws what its processor threw. An interrupt ends the run, and the process if it does not react. */
    @Nullable
    Object run(ActiveJob<?> job) throws InterruptedException {
        jobs++;
        output.clear();
        send(Message.Kind.JOB, describe(job));
        // Whoever leaves before the process has said how its run ended leaves one that may still be busy with it.
        busy = true;
        try {
            while (true) {
                var message = inbox.take();
                if (message.kind() == Message.Kind.CALL) {
                    send(Message.Kind.REPLY, answer(job, message));
                } else {
                    return outcome(job, message);
                }
            }
        } catch (InterruptedException e) {
            return end(job, e);
        }
    }

    private static Map<String, String> describe(ActiveJob<?> job) {
        var codec = JacksonPayloadCodec.defaults();
        var fields = new HashMap<>(job.job().fields());
        // As the worker's codec and interceptors read it, which the process knows nothing of.
        fields.put("data", codec.encode(job.data()));
        return Map.of(
                "queue", job.job().queueName(), "id", job.id(), "token", job.token(), "fields", codec.encode(fields));
    }

    private @Nullable Object outcome(ActiveJob<?> job, Message message) {
        busy = false;
        return switch (message.kind()) {
            case RESULT -> JacksonPayloadCodec.defaults().decode(message.get("value"), Object.class);
            case FAILURE -> {
                unusable |= message.has("broken");
                throw Failures.rebuild(message);
            }
            default -> {
                unusable = true;
                throw new SandboxException("The sandbox of job " + job.id() + " in queue "
                        + job.job().queueName() + died());
            }
        };
    }

    /** Tells the run to end. One that does not within its grace is ended with its process and everything that started. */
    private @Nullable Object end(ActiveJob<?> job, InterruptedException interrupt) throws InterruptedException {
        var signal = job.cancellation();
        send(
                Message.Kind.CANCEL,
                Map.of(
                        "reason",
                        signal.reason()
                                .orElse(CancellationSignal.Reason.CANCELLED)
                                .name(),
                        "message",
                        signal.message().orElse("interrupted")));
        var deadline = settings.nanos.getAsLong() + settings.cancelGrace.toNanos();
        try {
            while (true) {
                var left = deadline - settings.nanos.getAsLong();
                var message = inbox.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
                if (message == null) {
                    break;
                }
                if (message.kind() == Message.Kind.CALL) {
                    send(Message.Kind.REPLY, answer(job, message));
                } else if (message.has("interrupted") || message.kind() == Message.Kind.GONE) {
                    busy = false;
                    throw interrupt;
                } else {
                    return outcome(job, message);
                }
            }
        } catch (InterruptedException again) {
            if (again == interrupt) {
                throw interrupt;
            }
            // In a hurry: the worker has asked twice.
        }
        LOG.warn(
                "Sandbox {} does not react to the cancel of job {} in queue {} and is ended",
                process.pid(),
                job.id(),
                job.job().queueName());
        unusable = true;
        process.terminate(settings.killGrace);
        throw interrupt;
    }

    /**
     * Does what a run asks for. A thread that outlives its run may ask just after its end, and is heard in the next one, to whose
     * job it must do nothing.
     */
    private Map<String, String> answer(ActiveJob<?> job, Message call) {
        if (!call.get("job").equals(job.id()) || !call.get("token").equals(job.token())) {
            return Map.of(
                    "type",
                    IllegalStateException.class.getName(),
                    "message",
                    "The run of job " + call.get("job") + " in queue "
                            + job.job().queueName() + " has ended");
        }
        try {
            return Map.of(
                    "value", serve(job, SandboxedJob.Operation.valueOf(call.get("operation")), call.get("value")));
        } catch (FailedChildrenException e) {
            return Map.of(
                    "type",
                    FailedChildrenException.class.getName(),
                    "queue",
                    e.queue(),
                    "job",
                    e.jobId(),
                    "operation",
                    "moveToWaitingChildren");
        } catch (LockLostException e) {
            return Map.of(
                    "type",
                    LockLostException.class.getName(),
                    "message",
                    String.valueOf(e.getMessage()),
                    "queue",
                    e.queue(),
                    "job",
                    e.jobId(),
                    "operation",
                    call.get("operation"));
        } catch (RuntimeException e) {
            return Map.of("type", e.getClass().getName(), "message", String.valueOf(e.getMessage()));
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // the payload's own JSON, whatever type the worker gives it; null is one
    private String serve(ActiveJob<?> job, SandboxedJob.Operation operation, String value) {
        var codec = JacksonPayloadCodec.defaults();
        switch (operation) {
            case PROGRESS -> job.updateProgress(codec.decode(value, Object.class));
            case LOG -> job.log(value);
            case MESSAGE -> settings.messages.accept(job, value);
            case DATA -> ((ActiveJob<Object>) job).updateData(codec.decode(value, Object.class));
            case EXTEND_LOCK -> job.extendLock(Duration.ofMillis(Long.parseLong(value)));
            case DELAY -> job.moveToDelayed(Duration.ofMillis(Long.parseLong(value)));
            case WAIT -> job.moveToWait();
            case RATE_LIMIT -> job.rateLimit(Duration.ofMillis(Long.parseLong(value)));
            case PARENT -> {
                return job.asParent().queue();
            }
            case CHILDREN_VALUES -> {
                return codec.encode(job.getChildrenValues(Object.class));
            }
            case IGNORED_FAILURES -> {
                return codec.encode(job.getIgnoredChildrenFailures());
            }
            case DEPENDENCIES -> {
                return codec.encode(job.getDependencies());
            }
            case DEPENDENCIES_COUNT -> {
                return codec.encode(job.getDependenciesCount());
            }
            case WAIT_FOR_CHILDREN -> {
                return Boolean.toString(
                        value.isEmpty()
                                ? job.moveToWaitingChildren()
                                : job.moveToWaitingChildren((JobParent) codec.decode(value, JobParent.class)));
            }
        }
        return "";
    }

    private void send(Message.Kind kind, Map<String, String> fields) {
        try {
            outbox.add(pipe.frame(new Message(kind, fields)));
        } catch (IllegalArgumentException tooLong) {
            throw new UnrecoverableException(String.valueOf(tooLong.getMessage()), tooLong);
        }
    }

    /** How it ended, for a process whose pipe has ended. */
    private String died() {
        try {
            var exit = process.await(UNTIL_SILENT);
            output.await(UNTIL_SILENT);
            return " ended with " + (exit.isPresent() ? ChildProcess.describe(exit.getAsInt()) : "a closed pipe")
                    + lastOutput();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return " ended" + lastOutput();
        }
    }

    private String lastOutput() {
        var lines = output.lastLines(OUTPUT_LINES);
        return lines.isEmpty() ? " without a word" : "; it had printed:\n" + String.join("\n", lines);
    }

    /** True when it may run another job. */
    boolean isReusable() {
        return !unusable
                && !busy
                && process.isAlive()
                && jobs < settings.maxJobsPerProcess
                && settings.nanos.getAsLong() - startedNanos < settings.maxAge.toNanos();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end when it has no job; does not wait. */
    void requestStop() {
        send(Message.Kind.STOP, Map.of());
    }

    /** Asks it to end whatever it does, with everything it started; does not wait. */
    void requestEnd() {
        process.requestEnd();
    }

    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return process.await(timeout).isPresent();
    }

    /** Ends it now and gives back what it held. */
    void kill() {
        unusable = true;
        process.close();
        outbox.add(NOTHING_MORE);
        try {
            process.input().close();
        } catch (IOException alreadyClosed) {
            LOG.trace("The pipe to sandbox {} was closed", process.pid(), alreadyClosed);
        }
    }
}
