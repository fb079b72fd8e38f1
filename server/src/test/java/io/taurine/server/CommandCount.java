package io.taurine.server;

import io.taurine.testkit.RedisMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How often Redis is asked; what a script does by itself does not count. */
public final class CommandCount {

    private CommandCount() {}

    /** Of a Redis that nobody else asks much. */
    public static long of(String uri, Runnable work) {
        try (var monitor = RedisMonitor.of(uri)) {
            work.run();
            return monitor.calls();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
