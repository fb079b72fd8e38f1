package io.taurine.server.service.notification;

import io.taurine.job.TaurineException;

/** A message that a channel did not take. */
public final class NotificationException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String channel;

    NotificationException(String channel, String what, Throwable cause) {
        super("Channel " + channel + " did not take the message: " + what, cause);
        this.channel = channel;
    }

    /** By its name in the configuration. */
    public String channel() {
        return channel;
    }
}
