package io.taurine.server;

import io.taurine.history.History;
import io.taurine.queue.lock.LockOptions;
import io.taurine.server.config.AlertsConfig;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Services;
import io.taurine.server.metric.AlertRules;
import io.taurine.server.metric.AlertService;
import io.taurine.server.metric.HealthReader;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.service.notification.NotificationService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has one process look for what deserves an alert. */
final class ServerAlerts {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private ServerAlerts() {}

    static AlertService start(
            ServerConfig config,
            JobRunner runner,
            History history,
            Services services,
            ServerLocks locks,
            HealthReader health) {
        var prefix = config.redis().prefix();
        var alerts = config.alerts();
        var builder = AlertService.builder(
                        runner, history.statistics(), health, services.get(NotificationService.class))
                .rules(AlertRules.builder()
                        .failurePercent(alerts.failurePercent())
                        .backlog(alerts.backlog())
                        .deadLetters(alerts.deadLetters())
                        .build())
                .channels(channels(alerts))
                .interval(alerts.interval());
        var lease = LockOptions.builder()
                .leaseTime(LEASE)
                .holder(config.worker().id())
                .build();
        locks.lock(prefix + "-alerts", lease).ifPresent(builder::lease);
        var service = builder.build();
        service.start();
        return service;
    }

    private static List<String> channels(AlertsConfig alerts) {
        var channels = new ArrayList<>(alerts.webhooks());
        if (!alerts.mail().isEmpty()) {
            channels.add(ServerServices.MAIL_CHANNEL);
        }
        return channels.isEmpty() ? List.of(NotificationService.LOG_CHANNEL) : channels;
    }
}
