package io.taurine.server.runner.internal;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What is kept of an exception, which is user code: its own message may fail. */
public final class FailureText {

    private static final int LONGEST_TRACE = 20_000;

    private FailureText() {}

    /** Its message, else its type. */
    public static String message(Throwable failure) {
        try {
            var message = failure.getMessage();
            return message == null ? failure.getClass().getName() : message;
        } catch (RuntimeException e) {
            return failure.getClass().getName();
        }
    }

    /** Its stack trace, 20,000 characters at most. */
    public static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException e) {
            text.append(failure.getClass().getName());
        }
        return text.getBuffer().substring(0, Math.min(text.getBuffer().length(), LONGEST_TRACE));
    }
}
