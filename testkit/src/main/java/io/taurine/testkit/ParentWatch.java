package io.taurine.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;

/**
 * Ends this JVM when its standard input ends. The kernel closes that pipe however the parent ends, which no polling of
 * process ids could tell as surely.
 */
final class ParentWatch {
    private static final int ORPHANED = 70;
    private static final int BUFFER_BYTES = 65_536;

    private ParentWatch() {}

    /** Returns what is to be read in place of the input, which is watched from now on. */
    static InputStream start(InputStream input) {
        try {
            var forReaders = new PipedInputStream(BUFFER_BYTES);
            var relay = new PipedOutputStream(forReaders);
            var watcher = new Thread(() -> relay(input, relay), "taurine-parent-watch");
            watcher.setDaemon(true);
            watcher.start();
            return forReaders;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void relay(InputStream input, PipedOutputStream relay) {
        var buffer = new byte[1_024];
        try {
            for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
                relay.write(buffer, 0, length);
                relay.flush();
            }
        } catch (IOException parentIsGone) {
            // As good as the end.
        }
        // Not exit: shutdown hooks may hang, and a killed parent waits for no results.
        Runtime.getRuntime().halt(ORPHANED);
    }
}
