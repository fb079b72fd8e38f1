package io.taurine.server.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.service.notification.Notification;
import io.taurine.server.service.notification.NotificationService;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks after database, Redis and memory. What is wrong is in the result, in the event {@code watchdog.alarm} and in a message to
 * the channel that its config names; the job itself succeeds, as it did look. What is not there is not looked after.
 */
final class WatchdogHandler implements JobHandler<JsonNode> {

    private static final int DATABASE_SECONDS = 5;

    /** One thing that was looked at. */
    private record Finding(boolean ok, String found) {}

    /** Says what it found; throws when it is bad. */
    private interface Look {
        String look() throws Exception;
    }

    @Override
    public Object run(@Nullable JsonNode params, JobContext context) throws Exception {
        var findings = new LinkedHashMap<String, Finding>();
        var services = context.services();
        services.find(DataSource.class).ifPresent(source -> findings.put("database", check(() -> database(source))));
        services.find(RedisConnection.class).ifPresent(redis -> findings.put("redis", check(() -> redis(redis))));
        findings.put("memory", memory(context.config()));
        var isFine = findings.values().stream().allMatch(Finding::ok);
        if (!isFine) {
            raiseAlarm(findings, context);
        }
        return Map.of("ok", isFine, "findings", findings);
    }

    private static Finding check(Look look) {
        try {
            return new Finding(true, look.look());
        } catch (Exception e) {
            return new Finding(false, String.valueOf(e.getMessage()));
        }
    }

    private static String database(DataSource source) throws SQLException {
        try (var connection = source.getConnection()) {
            if (!connection.isValid(DATABASE_SECONDS)) {
                throw new SQLException("no answer within " + DATABASE_SECONDS + " s");
            }
            return connection.getMetaData().getDatabaseProductName() + " answers";
        }
    }

    /** A round trip: a connection that is open may lead to a Redis that hangs. */
    private static String redis(RedisConnection connection) {
        try (var queue = Queue.of("watchdog", JsonNode.class, connection)) {
            queue.count();
            return "Redis " + connection.server().version() + " answers";
        }
    }

    private static Finding memory(Map<String, Object> config) {
        var allowed = config.get("maxMemoryShare") instanceof Number share ? share.doubleValue() : 1;
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        var share = heap.getMax() <= 0 ? 0 : (double) heap.getUsed() / heap.getMax();
        return new Finding(share <= allowed, Math.round(share * 100) + " % of the heap are used");
    }

    private static void raiseAlarm(Map<String, Finding> findings, JobContext context) throws InterruptedException {
        context.emit("watchdog.alarm", findings);
        var channel = String.valueOf(context.config().getOrDefault("channel", NotificationService.LOG_CHANNEL));
        var notifications = context.services().find(NotificationService.class);
        if (notifications.isEmpty()) {
            context.logger().warn("The watchdog found {}", findings);
            return;
        }
        var message = Notification.of("The watchdog found something wrong");
        findings.forEach((name, finding) -> message.detail(name, finding.found()));
        notifications.get().send(channel, message.build());
    }
}
