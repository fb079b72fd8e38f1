package io.taurine.history;

/**
 * A line that an execution has logged.
 *
 * @param executionRef the {@link Execution#ref}
 * @param line from 1 within the execution
 */
public record LogLine(String executionRef, long line, String message) {

    public LogLine {
        message = Texts.text(message, Texts.LINE_LENGTH);
    }
}
