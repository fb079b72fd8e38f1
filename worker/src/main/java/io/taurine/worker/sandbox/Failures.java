package io.taurine.worker.sandbox;

import io.taurine.job.UnrecoverableException;
import io.taurine.queue.FailedChildrenException;
import io.taurine.worker.JobCancelledException;
import io.taurine.worker.RetryAfterException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/** What a processor threw, on its way from the sandbox to the worker. */
final class Failures {

    private static final int MAX_CAUSES = 50;
    private static final int MAX_TRACE = 32 << 10;
    private static final char BETWEEN = '\u0001';

    private Failures() {}

    static Message describe(Throwable thrown) {
        var fields = new HashMap<String, String>();
        fields.put("type", thrown.getClass().getName());
        fields.put("message", message(thrown));
        fields.put("trace", trace(thrown));
        fields.put(
                "frames",
                Arrays.stream(thrown.getStackTrace()).map(Failures::text).collect(Collectors.joining("\n")));
        for (var cause : causes(thrown)) {
            if (cause instanceof UnrecoverableException || cause instanceof FailedChildrenException) {
                fields.put("unrecoverable", "true");
            }
            if (cause instanceof RetryAfterException later) {
                fields.putIfAbsent("retryAfter", Long.toString(later.delay().toMillis()));
            }
        }
        if (thrown instanceof InterruptedException || thrown instanceof JobCancelledException) {
            fields.put("interrupted", "true");
        }
        if (thrown instanceof VirtualMachineError) {
            fields.put("broken", "true");
        }
        return new Message(Message.Kind.FAILURE, fields);
    }

    /** The exception that takes the place of the one described. */
    static RuntimeException rebuild(Message failure) {
        var frames = failure.get("frames").isEmpty()
                ? new StackTraceElement[0]
                : failure.get("frames").lines().map(Failures::frame).toArray(StackTraceElement[]::new);
        var thrown =
                new ProcessorFailedException(failure.get("type"), failure.get("message"), failure.get("trace"), frames);
        if (failure.has("retryAfter") && !failure.has("unrecoverable")) {
            var delay = Duration.ofMillis(Long.parseLong(failure.get("retryAfter")));
            return new RetryAfterException(failure.get("message"), delay, thrown);
        }
        return failure.has("unrecoverable") ? new UnrecoverableException(failure.get("message"), thrown) : thrown;
    }

    private static String message(Throwable thrown) {
        try {
            var message = thrown.getMessage();
            return message == null ? thrown.getClass().getName() : message;
        } catch (RuntimeException e) { // user code
            return thrown.getClass().getName();
        }
    }

    private static String trace(Throwable thrown) {
        try {
            var text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            var trace = text.toString();
            return trace.length() <= MAX_TRACE ? trace : trace.substring(0, MAX_TRACE);
        } catch (RuntimeException e) { // user code
            return thrown.getClass().getName();
        }
    }

    private static List<Throwable> causes(Throwable thrown) {
        var causes = new ArrayList<Throwable>();
        for (var cause = thrown; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String text(StackTraceElement frame) {
        return frame.getClassName()
                + BETWEEN
                + frame.getMethodName()
                + BETWEEN
                + (frame.getFileName() == null ? "" : frame.getFileName())
                + BETWEEN
                + frame.getLineNumber();
    }

    private static StackTraceElement frame(String text) {
        var parts = text.split(String.valueOf(BETWEEN), -1);
        return new StackTraceElement(
                parts[0], parts[1], parts[2].isEmpty() ? null : parts[2], Integer.parseInt(parts[3]));
    }
}
