package io.taurine.server.service.notification;

import io.taurine.server.service.http.HttpService;

/** Makes channels of one kind. Found by {@link java.util.ServiceLoader}: needs a public constructor without parameters. */
public interface ChannelType {

    /** By which the configuration chooses it; small letters, digits and hyphens. */
    String name();

    /**
     * A channel; nothing is connected yet.
     *
     * @throws IllegalArgumentException if a setting is wrong, missing or unknown; says which
     */
    Channel create(ChannelSettings settings, HttpService http);
}
