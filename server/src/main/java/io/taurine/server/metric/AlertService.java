package io.taurine.server.metric;

import io.taurine.history.ExecutionStatistics;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.HeldLock;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.service.notification.Notification;
import io.taurine.server.service.notification.NotificationService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether something deserves an alert, and tells people: when it begins, every hour as long as it lasts, and
 * when it is over. Of all processes only the one that holds the lease does; when it dies another one takes over, which may tell
 * once more. Safe to share between threads.
 */
public final class AlertService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
    private static final Duration REPEATED_AFTER = Duration.ofHours(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final AlertFinder finder;
    private final NotificationService notifications;
    private final List<String> channels;
    private final Optional<DistributedLock> lease;
    private final Duration interval;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(AlertService::newThread);
    private final Map<Subject, Told> told = new HashMap<>();
    private @Nullable HeldLock held;

    private record Subject(AlertKind kind, String about) {}

    private record Told(Alert alert, Instant at) {}

    private AlertService(Builder from) {
        this.clock = from.clock;
        this.finder = new AlertFinder(from.runner, from.statistics, from.health, from.rules, from.clock);
        this.notifications = from.notifications;
        this.channels = List.copyOf(from.channels);
        this.lease = Optional.ofNullable(from.lease);
        this.interval = from.interval;
    }

    public static Builder builder(
            JobRunner runner, ExecutionStatistics statistics, HealthReader health, NotificationService notifications) {
        return new Builder(runner, statistics, health, notifications);
    }

    /** Looks for the first time now, and then at each interval. To be called once. */
    public void start() {
        thread.scheduleWithFixedDelay(this::lookIfHeld, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookIfHeld() {
        try {
            if (isOurTurn()) {
                look();
            }
        } catch (RuntimeException e) {
            if (thread.isShutdown()) {
                return; // interrupted by the close
            }
            LOG.warn("Alerts could not be looked for; will try again in {}", interval, e);
        }
    }

    private boolean isOurTurn() {
        if (lease.isEmpty()) {
            return true;
        }
        if (held != null && held.isValid()) {
            return true;
        }
        if (held != null) {
            held.close();
        }
        told.clear();
        held = lease.get().tryLock().orElse(null);
        return held != null;
    }

    /** One look. What cannot be found out stays as it was. */
    void look() {
        for (var kind : AlertKind.values()) {
            try {
                tell(kind, finder.find(kind));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (thread.isShutdown()) {
                    return; // interrupted by the close
                }
                LOG.warn("Alerts of the kind {} could not be looked for", kind.wireName(), e);
            }
        }
    }

    private void tell(AlertKind kind, List<Alert> alerts) throws InterruptedException {
        var now = clock.instant();
        var current = new HashMap<Subject, Alert>();
        alerts.forEach(alert -> current.put(new Subject(kind, alert.about()), alert));
        for (var entry : current.entrySet()) {
            var before = told.get(entry.getKey());
            if (before == null || !before.at.plus(REPEATED_AFTER).isAfter(now)) {
                if (send(entry.getValue(), entry.getValue().text(), "firing")) {
                    told.put(entry.getKey(), new Told(entry.getValue(), now));
                }
            }
        }
        for (var subject : List.copyOf(told.keySet())) {
            if (subject.kind == kind && !current.containsKey(subject)) {
                var over = Objects.requireNonNull(told.get(subject)).alert;
                if (send(over, "Over: " + over.text(), "over")) {
                    told.remove(subject);
                }
            }
        }
    }

    /** False when no channel took it: it is tried again at the next look. */
    private boolean send(Alert alert, String subject, String state) throws InterruptedException {
        var message = Notification.of(subject)
                .detail("kind", alert.kind().wireName())
                .detail("about", alert.about())
                .detail("state", state)
                .detail("at", clock.instant())
                .build();
        var isTaken = false;
        for (var channel : channels) {
            try {
                notifications.send(channel, message);
                isTaken = true;
            } catch (RuntimeException e) {
                LOG.warn("Alert {} did not reach channel {}", alert, channel, e);
            }
        }
        return isTaken;
    }

    private static Thread newThread(Runnable loop) {
        var thread = new Thread(loop, "taurine-alerts");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends looking and gives the lease back. Waits 10 s at most. Works twice. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS) && held != null) {
                held.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects the settings; not safe to share between threads. */
    public static final class Builder {

        private final JobRunner runner;
        private final ExecutionStatistics statistics;
        private final HealthReader health;
        private final NotificationService notifications;
        private AlertRules rules = AlertRules.builder().build();
        private List<String> channels = new ArrayList<>(List.of(NotificationService.LOG_CHANNEL));
        private @Nullable DistributedLock lease;
        private Duration interval = Duration.ofMinutes(1);
        private InstantSource clock = InstantSource.system();

        private Builder(
                JobRunner runner,
                ExecutionStatistics statistics,
                HealthReader health,
                NotificationService notifications) {
            this.runner = runner;
            this.statistics = statistics;
            this.health = health;
            this.notifications = notifications;
        }

        public Builder rules(AlertRules value) {
            this.rules = value;
            return this;
        }

        /**
         * Who is told. Default: the log.
         *
         * @throws IllegalArgumentException if the notifications have no such channel
         */
        public Builder channels(List<String> value) {
            for (var channel : value) {
                if (!notifications.channels().contains(channel)) {
                    throw new IllegalArgumentException("There is no channel " + channel + "; there are "
                            + String.join(", ", notifications.channels()));
                }
            }
            this.channels = value;
            return this;
        }

        /** What only one process at a time holds. Default: none, for a process that is alone. */
        public Builder lease(DistributedLock value) {
            this.lease = value;
            return this;
        }

        /** 1 ms or more; default 1 min. */
        public Builder interval(Duration value) {
            if (value.toMillis() < 1) {
                throw new IllegalArgumentException("interval must be 1 ms or more, was " + value);
            }
            this.interval = value;
            return this;
        }

        /** Default the system's. */
        public Builder clock(InstantSource value) {
            this.clock = value;
            return this;
        }

        public AlertService build() {
            return new AlertService(this);
        }
    }
}
