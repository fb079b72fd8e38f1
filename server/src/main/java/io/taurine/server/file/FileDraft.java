package io.taurine.server.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file on its way into the store: write to its path, then keep it. Closing it without that removes what was written. Not safe
 * to share between threads.
 */
public final class FileDraft implements AutoCloseable {

    private final FileStore store;
    private final String id;
    private final Path path;
    private boolean isKept;

    FileDraft(FileStore store, String id, Path path) {
        this.store = store;
        this.id = id;
        this.path = path;
    }

    /** Where to write; an empty file at first. */
    public Path path() {
        return path;
    }

    /**
     * Has it stored; from then on it can be found.
     *
     * @param name 1 to 200 characters, for people
     * @param contentType a media type
     * @throws IllegalArgumentException if the name or the media type is none
     * @throws FileTooLargeException if more was written than the store takes
     * @throws FileStoreException if it cannot be stored
     * @throws IllegalStateException if it is kept already
     */
    public StoredFile keep(String name, String contentType) {
        if (isKept) {
            throw new IllegalStateException("The file " + id + " is kept already");
        }
        var file = store.keep(id, path, FileNames.checked(name), FileNames.checkedType(contentType));
        isKept = true;
        return file;
    }

    @Override
    public void close() throws IOException {
        if (!isKept) {
            store.discard(path);
        }
    }
}
