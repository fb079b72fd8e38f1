package io.taurine.server;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.config.BrowserConfig;
import io.taurine.server.config.NotificationsConfig;
import io.taurine.server.config.Secret;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.event.EventBus;
import io.taurine.server.file.FileStore;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.server.service.browser.BrowserSettings;
import io.taurine.server.service.browser.InstalledBrowser;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import io.taurine.server.service.notification.NotificationService;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Puts together what handlers are given. */
final class ServerServices {

    /** The channel of the mail server, if there is one. */
    static final String MAIL_CHANNEL = "mail";

    private ServerServices() {}

    static ServiceRegistry open(
            ServerConfig config,
            DataSource database,
            EventBus events,
            Optional<RedisConnection> redis,
            FileStore files) {
        var http = new HttpService(HttpSettings.defaults());
        var registry = ServiceRegistry.builder()
                .with(HttpService.class, http)
                .with(DataSource.class, database)
                .with(EventBus.class, events)
                .with(FileStore.class, files)
                .owning(NotificationService.class, notifications(config, http));
        redis.ifPresentOrElse(
                it -> registry.with(RedisConnection.class, it),
                () -> registry.missing(RedisConnection.class, "the runner " + config.runner() + " has no Redis"));
        InstalledBrowser.addTo(registry, browser(config.browser()));
        return registry.build();
    }

    private static BrowserSettings browser(BrowserConfig config) {
        var settings = BrowserSettings.builder().maxBrowsers(config.max());
        config.executable().ifPresent(settings::executable);
        return settings.build();
    }

    private static NotificationService notifications(ServerConfig config, HttpService http) {
        var builder = NotificationService.builder(http);
        config.notifications().smtp().ifPresent(smtp -> builder.channel(MAIL_CHANNEL, "email", mail(config, smtp)));
        config.notifications()
                .webhooks()
                .forEach((name, url) -> builder.channel(name, "webhook", Map.of("url", url.toString())));
        return builder.build();
    }

    private static Map<String, String> mail(ServerConfig config, NotificationsConfig.Smtp smtp) {
        var settings = new HashMap<String, String>();
        settings.put("host", smtp.host());
        settings.put("port", Integer.toString(smtp.port()));
        settings.put("from", config.notifications().from());
        settings.put("to", String.join(",", config.alerts().mail()));
        settings.put("security", smtp.security().name().toLowerCase(Locale.ROOT));
        smtp.trustedCertificates().ifPresent(file -> settings.put("trustedCertificates", file.toString()));
        smtp.user().ifPresent(user -> settings.put("user", user));
        smtp.password().map(Secret::value).ifPresent(password -> settings.put("password", password));
        return settings;
    }
}
