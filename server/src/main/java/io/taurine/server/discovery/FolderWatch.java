package io.taurine.server.discovery;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the folder now and then. */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var created = new Thread(task, "taurine-module-watch");
        created.setDaemon(true);
        return created;
    });
    private final Duration interval;
    private final Runnable look;

    FolderWatch(Duration interval, Runnable look) {
        this.interval = interval;
        this.look = look;
    }

    void start() {
        thread.scheduleWithFixedDelay(
                this::lookSafely, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Looking for modules failed; the next look is in {}", interval, e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
