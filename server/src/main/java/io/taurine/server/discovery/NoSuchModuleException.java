package io.taurine.server.discovery;

import io.taurine.job.TaurineException;

/** There is no such module in the folder. */
public final class NoSuchModuleException extends TaurineException {

    private static final long serialVersionUID = 1L;

    NoSuchModuleException(String name) {
        super("There is no module " + name);
    }
}
