package io.taurine.server.service.http;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/** A call that got no reply. A reply of any status is none of these. */
public final class HttpCallException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final int attempts;

    HttpCallException(HttpCall call, Problem problem, int attempts, String what, @Nullable Throwable cause) {
        super(call + " " + what + (attempts == 1 ? "" : ", in each of " + attempts + " attempts"), cause);
        this.problem = problem;
        this.attempts = attempts;
    }

    public Problem problem() {
        return problem;
    }

    /** How often the call was sent. */
    public int attempts() {
        return attempts;
    }

    /** What went wrong. */
    public enum Problem {
        /** No connection, or one that broke. */
        UNREACHABLE,
        /** The last attempt took longer than its time limit. */
        TIME_LIMIT,
        /** The reply is larger than allowed. It is not asked for again. */
        TOO_LARGE
    }
}
