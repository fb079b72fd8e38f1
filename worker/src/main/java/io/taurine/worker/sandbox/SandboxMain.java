package io.taurine.worker.sandbox;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.Job;
import io.taurine.job.PayloadException;
import io.taurine.job.TypeRef;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.LockLostException;
import io.taurine.worker.CancellationSignal;
import io.taurine.worker.Processor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The program of a sandbox process: makes one processor, then runs one job after the other with it. Talks to its worker over
 * two pipes of its own, so that whatever is printed here is output and nothing else. Ends with its worker: the pipe it
 * reads from ends then, however that JVM died.
 */
final class SandboxMain {

    private static final int ORPHANED = 70;
    private static final int REFUSED = 71;
    private static final TypeRef<Map<String, String>> FIELDS = new TypeRef<>() {};

    private final Pipe pipe;
    private final Processor<Object> processor;
    private final Type dataType;
    private volatile @Nullable SandboxedJob<Object> current;
    private volatile CompletableFuture<Message> reply = new CompletableFuture<>();

    private SandboxMain(Pipe pipe, Processor<Object> processor, Type dataType) {
        this.pipe = pipe;
        this.processor = processor;
        this.dataType = dataType;
    }

    /**
     * Runs until told to stop.
     *
     * @param args file of the pipe to read, file of the pipe to write, longest message in bytes, name of the processor's class
     */
    public static void main(String[] args) throws IOException {
        var pipe = new Pipe(new FileInputStream(args[0]), new FileOutputStream(args[1]), Integer.parseInt(args[2]));
        Processor<Object> processor;
        try {
            processor = make(args[3]);
        } catch (Throwable e) { // user code: its static initialisers and its constructor
            pipe.write(new Message(Message.Kind.REFUSED, Map.of("message", refusal(args[3], e))));
            Runtime.getRuntime().halt(REFUSED);
            return;
        }
        pipe.write(Message.of(Message.Kind.READY));
        new SandboxMain(pipe, processor, payloadType(processor.getClass())).serve();
    }

    @SuppressWarnings("unchecked") // its payloads are read as what the class says it takes
    private static Processor<Object> make(String className) throws ReflectiveOperationException {
        return (Processor<Object>) Class.forName(className)
                .asSubclass(Processor.class)
                .getConstructor()
                .newInstance();
    }

    private static String refusal(String className, Throwable thrown) {
        if (thrown instanceof ClassNotFoundException) {
            return "no class " + className + " on its class path";
        }
        if (thrown instanceof ClassCastException) {
            return "class " + className + " is no Processor";
        }
        if (thrown instanceof NoSuchMethodException || thrown instanceof IllegalAccessException) {
            return "class " + className + " must be public and have a public constructor without parameters";
        }
        var cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return "class " + className + " cannot be made: " + cause;
    }

    /** What the class gives as T of Processor of T; anything when it leaves that open. */
    static Type payloadType(Class<?> type) {
        for (Class<?> here = type; here != null; here = here.getSuperclass()) {
            for (var face : here.getGenericInterfaces()) {
                if (face instanceof ParameterizedType parameterized && parameterized.getRawType() == Processor.class) {
                    var argument = parameterized.getActualTypeArguments()[0];
                    return argument instanceof Class<?> || argument instanceof ParameterizedType
                            ? argument
                            : Object.class;
                }
            }
        }
        return Object.class;
    }

    private void serve() {
        try {
            while (true) {
                var message = pipe.read();
                switch (message.kind()) {
                    case JOB -> start(message);
                    case REPLY -> reply.complete(message);
                    case CANCEL -> cancel(message);
                    case STOP -> stop();
                    case GONE -> orphaned();
                    default -> throw new IOException("unexpected " + message.kind());
                }
            }
        } catch (IOException workerIsGone) {
            orphaned();
        }
    }

    private static void orphaned() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        // Not exit: shutdown hooks may hang, and a worker that is gone waits for no results.
        Runtime.getRuntime().halt(ORPHANED);
    }

    private void stop() {
        var exiting = new Thread(
                () -> {
                    if (processor instanceof AutoCloseable closeable) {
                        try {
                            closeable.close();
                        } catch (Exception e) { // user code
                            // Not before: a logging framework that nobody needs would make up half of the start.
                            LoggerFactory.getLogger(SandboxMain.class)
                                    .warn("The processor of this sandbox could not be closed", e);
                        }
                    }
                    System.exit(0);
                },
                "taurine-sandbox-stop");
        exiting.start();
    }

    private void start(Message message) {
        @SuppressWarnings("unchecked") // the codec was asked for it
        var fields = (Map<String, String>)
                Objects.requireNonNull(JacksonPayloadCodec.defaults().decode(message.get("fields"), FIELDS.type()));
        var job = new Job<Object>(
                message.get("queue"), message.get("id"), fields, JacksonPayloadCodec.defaults(), dataType);
        var token = message.get("token");
        var sandboxed = new SandboxedJob<>(
                job, token, (operation, value) -> call(Map.of("job", job.id(), "token", token), operation, value));
        current = sandboxed;
        // A thread for each: no interrupt and no thread-local of one job meets the next.
        new Thread(() -> run(sandboxed), "taurine-sandbox-" + job.queueName() + "-" + job.id()).start();
    }

    private void run(SandboxedJob<Object> job) {
        Message outcome;
        job.enter(Thread.currentThread());
        try {
            requireReadable(job);
            var result = processor.process(job);
            outcome = new Message(
                    Message.Kind.RESULT,
                    Map.of("value", JacksonPayloadCodec.defaults().encode(result)));
        } catch (Throwable e) { // user code: whatever it throws fails this job
            outcome = Failures.describe(e);
        } finally {
            job.leave();
        }
        System.out.flush();
        System.err.flush();
        current = null;
        try {
            pipe.write(outcome);
        } catch (IllegalArgumentException tooLong) {
            sendQuietly(Failures.describe(tooLong));
        } catch (IOException e) {
            orphaned();
        }
    }

    private static void requireReadable(SandboxedJob<?> job) {
        try {
            job.data();
        } catch (PayloadException e) {
            throw new UnrecoverableException(String.valueOf(e.getMessage()), e);
        }
    }

    private void sendQuietly(Message message) {
        try {
            pipe.write(message);
        } catch (IOException e) {
            orphaned();
        }
    }

    private void cancel(Message message) {
        var running = current;
        if (running != null) {
            running.cancel(CancellationSignal.Reason.valueOf(message.get("reason")), message.get("message"));
        }
    }

    /** One at a time: the worker serves them in order on the thread of the job. */
    private synchronized String call(Map<String, String> run, SandboxedJob.Operation operation, String value) {
        var answer = new CompletableFuture<Message>();
        reply = answer;
        var fields = new HashMap<>(run);
        fields.put("operation", operation.name());
        fields.put("value", value);
        try {
            pipe.write(new Message(Message.Kind.CALL, fields));
            return valueOf(answer.get());
        } catch (InterruptedException e) {
            // The worker goes on with it; an answer that comes late must not be taken for the next one's.
            try {
                return awaitUninterruptibly(answer);
            } finally {
                Thread.currentThread().interrupt();
            }
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException("The worker cannot be asked", e);
        }
    }

    private static String awaitUninterruptibly(CompletableFuture<Message> answer) {
        while (!answer.isDone()) {
            try {
                answer.get();
            } catch (InterruptedException again) {
                // once is enough: the caller sets the flag
            } catch (ExecutionException never) {
                throw new IllegalStateException(never);
            }
        }
        return valueOf(answer.join());
    }

    private static String valueOf(Message answer) {
        if (!answer.has("type")) {
            return answer.get("value");
        }
        var message = answer.get("message");
        if (answer.get("type").equals(LockLostException.class.getName())) {
            throw new LockLostException(answer.get("queue"), answer.get("job"), answer.get("operation"));
        }
        if (answer.get("type").equals(FailedChildrenException.class.getName())) {
            throw new FailedChildrenException(answer.get("queue"), answer.get("job"), answer.get("operation"));
        }
        if (answer.get("type").equals(IllegalArgumentException.class.getName())) {
            throw new IllegalArgumentException(message);
        }
        if (answer.get("type").equals(IllegalStateException.class.getName())) {
            throw new IllegalStateException(message);
        }
        throw new SandboxException(message);
    }
}
