package io.taurine.server.runner.internal;

import io.taurine.job.UnrecoverableException;
import io.taurine.worker.RetryAfterException;

/** What a handler threw, in the words of the engine. */
public final class EngineFailure {

    private EngineFailure() {}

    /** The failure itself, unless it says whether or when it is tried again. */
    public static Exception of(Exception failure) {
        if (RetryDecision.isFatal(failure)) {
            return new UnrecoverableException(FailureText.message(failure), failure);
        }
        var delay = RetryDecision.ownDelay(failure);
        return delay.isPresent()
                ? new RetryAfterException(FailureText.message(failure), delay.get(), failure)
                : failure;
    }
}
