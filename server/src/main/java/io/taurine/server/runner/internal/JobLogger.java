package io.taurine.server.runner.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * A logger whose lines go to slf4j and to the log of a job. A line of the job is the level, a blank and the message, with the
 * exception after a colon. What slf4j is set not to log does not go to the job either, but from INFO on it always does.
 */
final class JobLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    private final transient Logger slf4j;
    private final transient Consumer<String> lines;

    JobLogger(Logger slf4j, Consumer<String> lines) {
        this.name = slf4j.getName();
        this.slf4j = slf4j;
        this.lines = lines;
    }

    @Override
    public boolean isTraceEnabled() {
        return slf4j.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return slf4j.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        var message = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
        if (slf4j.isEnabledForLevel(level)) {
            slf4j.makeLoggingEventBuilder(level).setCause(failure).log(message);
        }
        lines.accept(level + " " + message + (failure == null ? "" : ": " + failure));
    }
}
