package io.taurine.server;

import io.taurine.history.History;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Services;
import io.taurine.server.metric.AlertRules;
import io.taurine.server.metric.AlertService;
import io.taurine.server.metric.HealthReader;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.service.notification.NotificationService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has people told what deserves an alert, as the configuration says. */
final class ServerAlerts {

    private ServerAlerts() {}

    static AlertService start(
            ServerConfig config,
            JobRunner runner,
            History history,
            HealthReader health,
            Services services,
            Optional<RedisConnection> redis) {
        var alerts = config.alerts();
        var builder = AlertService.builder(
                        runner, history.statistics(), health, services.get(NotificationService.class))
                .rules(AlertRules.builder()
                        .failurePercent(alerts.failurePercent())
                        .backlog(alerts.backlog())
                        .deadLetters(alerts.deadLetters())
                        .build())
                .channels(channels(config))
                .interval(alerts.interval());
        var holder = LockOptions.builder().holder(config.worker().id()).build();
        redis.ifPresent(it -> builder.lease(RedisLock.of(config.redis().prefix() + "-alerts", it, holder)));
        var service = builder.build();
        service.start();
        return service;
    }

    /** The log has every alert, whoever else gets it. */
    private static List<String> channels(ServerConfig config) {
        var channels = new ArrayList<>(List.of(NotificationService.LOG_CHANNEL));
        if (!config.alerts().mail().isEmpty()) {
            channels.add(ServerServices.MAIL_CHANNEL);
        }
        channels.addAll(config.alerts().webhooks());
        return channels;
    }
}
