package io.taurine.server.file;

import io.taurine.job.TaurineException;

/** There is no such file, or no more. */
public final class NoSuchFileIdException extends TaurineException {

    private static final long serialVersionUID = 1L;

    NoSuchFileIdException(String id) {
        super("There is no file " + id + ", or no more.");
    }
}
