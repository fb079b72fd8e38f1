package io.taurine.server.service.notification;

import io.taurine.server.service.http.HttpService;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Sends messages by SMTP. Settings: {@code host}, {@code from}, {@code to} (addresses divided by commas; who gets what names no
 * recipients), {@code port} (25), {@code user} and {@code password}, {@code security} ({@code none}, {@code starttls} or
 * {@code tls}; starttls with a password, else none), {@code trustedCertificates} (a file in the PEM form, in the place of the
 * authorities that the JVM trusts), {@code timeoutMillis} (10,000) for each of connecting, reading and writing.
 */
public final class EmailChannelType implements ChannelType {

    @Override
    public String name() {
        return "email";
    }

    @Override
    public Channel create(ChannelSettings settings, HttpService http) {
        settings.allowOnly(
                "host", "from", "to", "port", "user", "password", "security", "trustedCertificates", "timeoutMillis");
        var from = addresses("from", settings.get("from"));
        if (from.length != 1) {
            throw new IllegalArgumentException("from must be one address, was " + settings.get("from"));
        }
        var to = addresses("to", settings.find("to").orElse(""));
        return new EmailChannel(
                sessionSettings(settings),
                from[0],
                to,
                settings.find("user").orElse(null),
                settings.find("password").orElse(null));
    }

    static InternetAddress[] addresses(String name, String text) {
        try {
            return InternetAddress.parse(text, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException(name + " must be addresses of e-mail, was " + text, e);
        }
    }

    private static Properties sessionSettings(ChannelSettings settings) {
        var hasUser = settings.find("user").isPresent();
        if (hasUser != settings.find("password").isPresent()) {
            throw new IllegalArgumentException("user and password belong together");
        }
        var security = settings.find("security").orElse(hasUser ? "starttls" : "none");
        var protocol = security.equals("tls") ? "smtps" : "smtp";
        var timeout = String.valueOf(settings.number("timeoutMillis", 10_000, 1, 600_000));
        var session = new Properties();
        session.setProperty("mail.transport.protocol", protocol);
        var prefix = "mail." + protocol + ".";
        session.setProperty(prefix + "host", settings.get("host"));
        session.setProperty(
                prefix + "port",
                String.valueOf(settings.number("port", protocol.equals("smtps") ? 465 : 25, 1, 65_535)));
        session.setProperty(prefix + "connectiontimeout", timeout);
        session.setProperty(prefix + "timeout", timeout);
        session.setProperty(prefix + "writetimeout", timeout);
        session.setProperty(prefix + "auth", String.valueOf(hasUser));
        session.setProperty(prefix + "ssl.checkserveridentity", "true");
        switch (security) {
            case "none", "tls" -> session.setProperty(prefix + "starttls.enable", "false");
            case "starttls" -> {
                session.setProperty(prefix + "starttls.enable", "true");
                session.setProperty(prefix + "starttls.required", "true");
            }
            default -> throw new IllegalArgumentException("security must be none, starttls or tls, was " + security);
        }
        settings.find("trustedCertificates")
                .ifPresent(file ->
                        session.put(prefix + "ssl.socketFactory", TrustedCertificates.socketFactory(Path.of(file))));
        return session;
    }
}
