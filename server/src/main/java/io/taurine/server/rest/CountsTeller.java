package io.taurine.server.rest;

import io.taurine.server.runner.JobRunner;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the stream how many jobs are in each status where something has happened: all at once, and not too often. */
final class CountsTeller {

    private static final Logger LOG = LoggerFactory.getLogger(CountsTeller.class);

    private final JobRunner runner;
    private final StreamHub hub;
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var daemon = new Thread(task, "taurine-stream-counts");
        daemon.setDaemon(true);
        return daemon;
    });

    CountsTeller(JobRunner runner, StreamHub hub) {
        this.runner = runner;
        this.hub = hub;
    }

    void start(Duration every) {
        thread.scheduleWithFixedDelay(this::tellSafely, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    void touch(String definitionKey) {
        touched.add(definitionKey);
    }

    private void tellSafely() {
        try {
            tell();
        } catch (RuntimeException e) { // the loop survives; the next event touches the queue again
            LOG.warn("The counts for the stream could not be read", e);
        }
    }

    private void tell() {
        var asked = hub.topicsAskedFor();
        for (var key : new HashSet<>(touched)) {
            touched.remove(key);
            if (asked.contains("counts") || asked.contains("counts:" + key)) {
                hub.publish(StreamMessage.counts(key, QueueCalls.counts(runner, key)));
            }
        }
    }

    void close() {
        thread.shutdownNow();
    }
}
