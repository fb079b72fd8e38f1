package io.taurine.server.file;

import io.taurine.job.TaurineException;

/** A file has more bytes than the store takes. */
public final class FileTooLargeException extends TaurineException {

    private static final long serialVersionUID = 1L;

    FileTooLargeException(long maxBytes) {
        super("A file may have " + maxBytes + " bytes at most.");
    }
}
