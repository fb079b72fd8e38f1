package io.taurine.server.service.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Sends each message over a connection of its own: messages to people are few. */
final class EmailChannel implements Channel {

    private final Session session;
    private final InternetAddress from;
    private final InternetAddress[] to;
    private final @Nullable String user;
    private final @Nullable String password;

    EmailChannel(
            Properties settings,
            InternetAddress from,
            InternetAddress[] to,
            @Nullable String user,
            @Nullable String password) {
        this.session = Session.getInstance(settings);
        this.from = from;
        this.to = to;
        this.user = user;
        this.password = password;
    }

    @Override
    public void send(Notification message) throws MessagingException, JsonProcessingException {
        var mail = new MimeMessage(session);
        mail.setFrom(from);
        mail.setRecipients(RecipientType.TO, recipientsOf(message));
        mail.setSubject(message.subject(), StandardCharsets.UTF_8.name());
        mail.setText(textOf(message), StandardCharsets.UTF_8.name());
        mail.setHeader("X-Notification-Id", message.id());
        mail.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC)));
        mail.saveChanges();
        try (Transport transport = session.getTransport()) {
            if (user == null) {
                transport.connect();
            } else {
                transport.connect(user, password);
            }
            transport.sendMessage(mail, mail.getAllRecipients());
        }
    }

    private InternetAddress[] recipientsOf(Notification message) {
        if (!message.recipients().isEmpty()) {
            return EmailChannelType.addresses("recipients", String.join(",", message.recipients()));
        }
        if (to.length == 0) {
            throw new IllegalArgumentException("it names no recipients, and the channel has no setting to");
        }
        return to;
    }

    private static String textOf(Notification message) throws JsonProcessingException {
        if (message.details().isEmpty()) {
            return message.text();
        }
        var details = MessageJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(message.details());
        return message.text() + (message.text().isEmpty() ? "" : "\n\n") + details;
    }
}
