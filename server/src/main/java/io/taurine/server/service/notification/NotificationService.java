package io.taurine.server.service.notification;

import io.taurine.server.service.http.HttpService;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to people, through channels that have a name: {@code log} is always there, others are of the type {@code email},
 * {@code webhook} or one that a {@link ChannelType} brings. Safe to share between threads.
 */
public final class NotificationService implements AutoCloseable {

    /** The channel that is always there. */
    public static final String LOG_CHANNEL = "log";

    private static final Logger LOG = LoggerFactory.getLogger(NotificationService.class);

    private final Map<String, Channel> channels;

    private NotificationService(Map<String, Channel> channels) {
        this.channels = channels;
    }

    /**
     * Begins a service.
     *
     * @param http what webhooks are called with; stays open
     */
    public static Builder builder(HttpService http) {
        return new Builder(http);
    }

    /** Ordered. */
    public SortedSet<String> channels() {
        return new TreeSet<>(channels.keySet());
    }

    /**
     * Sends a message, and waits until the channel has handed it over.
     *
     * @throws NotificationException if the channel does not take it
     * @throws IllegalArgumentException if there is no such channel; names those there are
     */
    public void send(String channel, Notification message) throws InterruptedException {
        var way = channels.get(channel);
        if (way == null) {
            throw new IllegalArgumentException(
                    "There is no channel " + channel + "; there are " + String.join(", ", channels()));
        }
        try {
            way.send(message);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new NotificationException(channel, String.valueOf(e.getMessage()), e);
        }
    }

    /** Closes the channels. Works twice. */
    @Override
    public void close() {
        channels.forEach((name, channel) -> {
            try {
                channel.close();
            } catch (RuntimeException e) {
                LOG.warn("Channel {} could not be closed", name, e);
            }
        });
    }

    /** Collects channels; not safe to share between threads. */
    public static final class Builder {

        private final HttpService http;
        private final Map<String, ChannelType> types = new TreeMap<>();
        private final Map<String, Channel> channels = new LinkedHashMap<>();

        private Builder(HttpService http) {
            this.http = http;
            ServiceLoader.load(ChannelType.class).forEach(type -> types.put(type.name(), type));
            channels.put(LOG_CHANNEL, new LogChannel());
        }

        /**
         * Adds a channel.
         *
         * @param type {@code email}, {@code webhook}, or that of a {@link ChannelType} on the class path
         * @throws IllegalArgumentException if the name is taken, the type unknown, or a setting wrong; says which channel
         */
        public Builder channel(String name, String type, Map<String, String> settings) {
            if (channels.containsKey(name)) {
                throw new IllegalArgumentException("There are two channels " + name);
            }
            var known = types.get(type);
            if (known == null) {
                throw new IllegalArgumentException("Channel " + name + ": there is no type " + type + "; there are "
                        + String.join(", ", types.keySet()));
            }
            try {
                channels.put(name, known.create(ChannelSettings.of(settings), http));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Channel " + name + ": " + e.getMessage(), e);
            }
            return this;
        }

        public NotificationService build() {
            return new NotificationService(Map.copyOf(channels));
        }
    }
}
