package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** The runner that was chosen cannot do that, whenever it is asked; another one can. */
public final class NotByThisRunnerException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public NotByThisRunnerException(String message) {
        super(message);
    }

    static NotByThisRunnerException needsRedis(String what) {
        return new NotByThisRunnerException(what + " cannot be had from this runner; the runner redis has it");
    }
}
