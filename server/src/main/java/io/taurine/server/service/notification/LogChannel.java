package io.taurine.server.service.notification;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes messages to the log. */
final class LogChannel implements Channel {

    private static final Logger LOG = LoggerFactory.getLogger("io.taurine.server.notification");

    @Override
    public void send(Notification message) {
        LOG.warn("{}{}{}", message.subject(), message.text().isEmpty() ? "" : ": ", message.text());
    }
}
