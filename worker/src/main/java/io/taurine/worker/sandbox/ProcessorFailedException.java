package io.taurine.worker.sandbox;

import io.taurine.job.TaurineException;
import java.io.PrintStream;
import java.io.PrintWriter;

/** What a processor threw in its sandbox, with its message and its stack trace there. Fails the attempt as the original would. */
public final class ProcessorFailedException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String type;
    private final String trace;

    ProcessorFailedException(String type, String message, String trace, StackTraceElement[] frames) {
        super(message);
        this.type = type;
        this.trace = trace;
        // The frames of the thread that waited say nothing.
        setStackTrace(frames);
    }

    /** Name of the class that was thrown. */
    public String type() {
        return type;
    }

    @Override
    public void printStackTrace(PrintWriter writer) {
        writer.print(trace);
    }

    @Override
    public void printStackTrace(PrintStream stream) {
        stream.print(trace);
    }
}
