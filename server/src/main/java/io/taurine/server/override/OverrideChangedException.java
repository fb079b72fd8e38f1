package io.taurine.server.override;

import io.taurine.job.TaurineException;

/** The override is not the one that the caller has seen: somebody changed it meanwhile. Nothing was changed. */
public final class OverrideChangedException extends TaurineException {

    private static final long serialVersionUID = 1L;

    OverrideChangedException(String key) {
        super("The override of " + key + " was changed meanwhile; read it again");
    }
}
