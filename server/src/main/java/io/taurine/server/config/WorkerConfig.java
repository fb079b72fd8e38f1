package io.taurine.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How this process runs jobs.
 *
 * @param id what it calls itself
 * @param maxConcurrency runs at once, over all definitions
 * @param defaultConcurrency runs at once of a definition that does not say
 * @param lockLifetime of a definition that does not say
 * @param heartbeat how often locks are renewed
 * @param pollInterval how late a job that is due may be seen
 * @param cancelGrace how long a run may ignore that it was cancelled
 * @param cancelCheckInterval how late a cancellation may be seen
 * @param closeTimeout how long a close waits for runs
 * @param definitions keys of those whose jobs it runs; empty for all
 */
public record WorkerConfig(
        String id,
        int maxConcurrency,
        int defaultConcurrency,
        Duration lockLifetime,
        Duration heartbeat,
        Duration pollInterval,
        Duration cancelGrace,
        Duration cancelCheckInterval,
        Duration closeTimeout,
        Set<String> definitions) {

    static WorkerConfig of(Values values, Problems problems) {
        var lock = values.get(Settings.WORKER_LOCK);
        var heartbeat = values.get(Settings.WORKER_HEARTBEAT);
        if (heartbeat.compareTo(lock) >= 0) {
            if (values.origin(Settings.WORKER_HEARTBEAT) == Values.Origin.DEFAULT) {
                heartbeat = lock.dividedBy(3);
            } else {
                problems.add(
                        values.where(Settings.WORKER_HEARTBEAT),
                        "worker.heartbeat must be shorter than worker.lock-lifetime, which is " + lock.toSeconds()
                                + "s, was " + heartbeat.toSeconds() + "s");
            }
        }
        return new WorkerConfig(
                values.find(Settings.WORKER_ID).orElseGet(WorkerConfig::ownName),
                Math.min(values.get(Settings.WORKER_MAX), values.get(Settings.WORKER_LOCK_LIMIT)),
                values.get(Settings.WORKER_DEFAULT),
                lock,
                heartbeat,
                values.get(Settings.WORKER_POLL),
                values.get(Settings.WORKER_GRACE),
                values.get(Settings.WORKER_CANCEL_CHECK),
                values.get(Settings.WORKER_CLOSE),
                Set.copyOf(new LinkedHashSet<>(values.get(Settings.WORKER_DEFINITIONS))));
    }

    private static String ownName() {
        try {
            var host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
            return host + "-" + ProcessHandle.current().pid();
        } catch (UnknownHostException nameless) {
            return "server-" + ProcessHandle.current().pid();
        }
    }
}
