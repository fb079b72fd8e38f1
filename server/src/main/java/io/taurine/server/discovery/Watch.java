package io.taurine.server.discovery;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something now and then. */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final ScheduledExecutorService thread;
    private final Duration interval;
    private final Runnable look;

    Watch(String name, Duration interval, Runnable look) {
        this.interval = interval;
        this.look = look;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            var created = new Thread(task, name);
            created.setDaemon(true);
            return created;
        });
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
