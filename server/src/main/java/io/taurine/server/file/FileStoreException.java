package io.taurine.server.file;

import io.taurine.job.TaurineException;
import java.io.IOException;

/** The folder of the files cannot be read or written: it is full, gone, or somebody else's. */
public final class FileStoreException extends TaurineException {

    private static final long serialVersionUID = 1L;

    FileStoreException(String message, IOException cause) {
        super(message, cause);
    }
}
