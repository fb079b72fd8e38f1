package io.taurine.worker;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The stack trace of a run as it is stored: without the frames below the user's code, which are the worker's own, the same for
 * every job, and would be a third of what a failed job takes in Redis.
 */
final class FailureTrace {

    private static final String RUNNER = JobRunner.class.getName();

    /** What a worker puts between its runner and the user's code. */
    private static final Set<String> WORKER = Set.of(
            RUNNER,
            Interceptors.class.getName(),
            MdcInterceptor.class.getName(),
            TracingInterceptor.class.getName(),
            SingleRunning.class.getName());

    private FailureTrace() {}

    /** As Java prints it, causes included, but for the end of its own frames; whole where nothing of the user is among them. */
    static String of(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        var printed = text.toString();
        var frames = failure.getStackTrace();
        var kept = usersFrames(frames);
        if (kept == 0 || kept == frames.length) {
            return printed;
        }
        // With those that stay: a message may contain whatever it likes, and an exception may print itself in another
        // way.
        var start = printed.indexOf(lines(frames, 0, frames.length));
        if (start < 0) {
            return printed;
        }
        var end = start + lines(frames, 0, kept).length();
        return printed.substring(0, end)
                + printed.substring(end + lines(frames, kept, frames.length).length());
    }

    /** How many there are above the worker's; all of them in a trace that came by another way. */
    private static int usersFrames(StackTraceElement[] frames) {
        var first = 0;
        while (first < frames.length && !frames[first].getClassName().equals(RUNNER)) {
            first++;
        }
        if (first == frames.length) {
            return first;
        }
        while (first > 0 && isWorkers(frames[first - 1])) {
            first--;
        }
        return first;
    }

    private static boolean isWorkers(StackTraceElement frame) {
        var name = frame.getClassName();
        var nested = name.indexOf('$');
        return WORKER.contains(nested < 0 ? name : name.substring(0, nested));
    }

    private static String lines(StackTraceElement[] frames, int from, int to) {
        return Arrays.stream(frames, from, to)
                .map(frame -> "\tat " + frame + System.lineSeparator())
                .collect(Collectors.joining());
    }
}
