package io.taurine.server.example;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RetryableJobException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fails as it is told. */
final class FailingHandler implements JobHandler<FailingHandler.Params> {

    /**
     * How to fail.
     *
     * @param message of the failure; default {@code failing, as it should}
     * @param times how many attempts fail before one succeeds; default: all
     * @param kind {@code retryable}, which is the default, or {@code fatal}, which ends the job at once
     */
    record Params(
            @Nullable String message,
            @Nullable Integer times,
            @Nullable String kind) {}

    @Override
    public Object run(@Nullable Params params, JobContext context) {
        var how = params == null ? new Params(null, null, null) : params;
        if (how.times != null && context.attempt() > how.times) {
            return Map.of("attempts", context.attempt());
        }
        var message = how.message == null ? "failing, as it should" : how.message;
        var kind = how.kind == null ? "retryable" : how.kind;
        throw switch (kind) {
            case "fatal" -> new FatalJobException(message);
            case "retryable" -> new RetryableJobException(message, (Throwable) null);
            default -> new FatalJobException("kind must be retryable or fatal, was " + kind);
        };
    }
}
