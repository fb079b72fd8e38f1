package io.taurine.server.runner;

import io.taurine.job.TaurineException;
import java.util.List;

/** Params that do not fit what the definition takes. */
public final class InvalidParamsException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param pointer where in the params, as a JSON pointer; empty for the whole
     */
    public record Problem(String pointer, String message) {}

    public InvalidParamsException(String message, List<Problem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, as far as it could be told at once. */
    public List<Problem> problems() {
        return problems;
    }
}
