/**
 * Messages to people: {@link io.taurine.server.service.notification.NotificationService} sends a
 * {@link io.taurine.server.service.notification.Notification} through a channel of the configuration. Other kinds of channels are
 * added with a {@link io.taurine.server.service.notification.ChannelType}.
 */
@NullMarked
package io.taurine.server.service.notification;

import org.jspecify.annotations.NullMarked;
