package io.taurine.server.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How people are told.
 *
 * @param smtp the mail server; empty when there is none
 * @param from sender of all mails
 * @param webhooks by name
 */
public record NotificationsConfig(Optional<Smtp> smtp, String from, Map<String, URI> webhooks) {

    /** Whether a connection is protected. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    /** A mail server; without a user mails are sent without a login. */
    public record Smtp(
            String host,
            int port,
            Optional<String> user,
            Optional<Secret> password,
            Security security,
            Optional<Path> trustedCertificates) {}

    static NotificationsConfig of(Values values, Problems problems) {
        var webhooks = values.get(Settings.WEBHOOKS).entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> uri(entry.getKey(), entry.getValue(), values, problems)));
        return new NotificationsConfig(
                values.find(Settings.SMTP_HOST)
                        .map(host -> new Smtp(
                                host,
                                values.get(Settings.SMTP_PORT),
                                values.find(Settings.SMTP_USER),
                                values.find(Settings.SMTP_PASSWORD),
                                Security.valueOf(
                                        values.get(Settings.SMTP_SECURITY).toUpperCase(Locale.ROOT)),
                                certificates(values, problems))),
                values.get(Settings.MAIL_FROM),
                webhooks);
    }

    private static Optional<Path> certificates(Values values, Problems problems) {
        var file = values.find(Settings.SMTP_CERTIFICATES).map(Path::of);
        file.filter(path -> !Files.isReadable(path))
                .ifPresent(path -> problems.add(
                        values.where(Settings.SMTP_CERTIFICATES),
                        "notifications.smtp.trusted-certificates must be a file that can be read, was " + path));
        return file;
    }

    private static URI uri(String name, String text, Values values, Problems problems) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            problems.add(
                    values.where(Settings.WEBHOOKS),
                    "notifications.webhooks " + name + " must be an address, was " + text);
            return URI.create("http://localhost");
        }
    }
}
