package io.taurine.queue.internal.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.taurine.queue.internal.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears messages on channels, all over one connection, which opens with the first subscription and closes with the last. The
 * driver subscribes again whenever it has reconnected. What is published meanwhile is lost: a subscriber is told of each
 * time that it starts to hear, and has to look for itself what it missed. Safe to share between threads.
 */
final class Subscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final long PAUSE_MILLIS = 500;

    private final Wire wire;
    private final String address;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Subscriber> subscribers = new HashMap<>();

    @GuardedBy("lock")
    private @Nullable StatefulRedisPubSubConnection<String, String> connection;

    @GuardedBy("lock")
    private boolean opening;

    @GuardedBy("lock")
    private boolean outage;

    @GuardedBy("lock")
    private boolean closed;

    Subscriptions(Wire wire, String address) {
        this.wire = wire;
        this.address = address;
    }

    /** Subscribes soon, without waiting for it; one subscriber per channel. Where the wire carries no messages it hears none. */
    void subscribe(String channel, Subscriber subscriber) {
        lock.lock();
        try {
            subscribers.put(channel, subscriber);
            if (connection == null) {
                open();
            } else {
                subscribe(connection, channel);
            }
        } finally {
            lock.unlock();
        }
    }

    void unsubscribe(String channel) {
        lock.lock();
        try {
            subscribers.remove(channel);
            if (connection == null) {
                return;
            }
            if (subscribers.isEmpty()) {
                connection.closeAsync();
                connection = null;
            } else {
                connection.async().unsubscribe(channel);
            }
        } finally {
            lock.unlock();
        }
    }

    private void open() {
        lock.lock();
        try {
            if (opening || closed || connection != null || subscribers.isEmpty()) {
                return;
            }
            opening = true;
        } finally {
            lock.unlock();
        }
        wire.openForMessagesAsync()
                .ifPresent(connecting -> connecting.whenComplete((opened, refused) -> {
                    if (opened == null) {
                        failed(refused);
                    } else {
                        opened(opened);
                    }
                }));
    }

    private void opened(StatefulRedisPubSubConnection<String, String> fresh) {
        lock.lock();
        try {
            opening = false;
            if (closed || subscribers.isEmpty()) {
                fresh.closeAsync();
                return;
            }
            outage = false;
            connection = fresh;
            fresh.addListener(new Dispatcher());
            subscribe(fresh, subscribers.keySet().toArray(String[]::new));
        } finally {
            lock.unlock();
        }
    }

    private void failed(@Nullable Throwable refused) {
        lock.lock();
        try {
            opening = false;
            if (closed) {
                return;
            }
            if (!outage) {
                outage = true;
                LOG.warn(
                        "No connection for subscriptions to Redis at {}, will be tried again: {}",
                        address,
                        String.valueOf(refused));
            }
        } finally {
            lock.unlock();
        }
        soon(this::open);
    }

    private void soon(Runnable again) {
        try {
            wire.scheduler().schedule(again, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException connectionClosed) {
            LOG.debug("No further try to subscribe at {}", address);
        }
    }

    private void subscribe(StatefulRedisPubSubConnection<String, String> open, String... channels) {
        open.async().subscribe(channels).whenComplete((ok, refused) -> {
            if (refused == null) {
                return;
            }
            LOG.debug("No subscription at {} to {}: {}", address, channels, refused.getMessage());
            // Not where a user of Redis lacks the right.
            if (!(Await.unwrap(refused) instanceof RedisCommandExecutionException) || RedisErrors.isNotNow(refused)) {
                soon(() -> subscribeAgain(open, channels));
            }
        });
    }

    /** After a reconnect the driver repeats what Redis had confirmed; one that was lost on its way is ours to repeat. */
    private void subscribeAgain(StatefulRedisPubSubConnection<String, String> open, String... channels) {
        lock.lock();
        try {
            var wanted = new ArrayList<>(List.of(channels));
            wanted.retainAll(subscribers.keySet());
            if (connection == open && !wanted.isEmpty()) {
                subscribe(open, wanted.toArray(String[]::new));
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Subscriber subscriber(String channel) {
        lock.lock();
        try {
            return subscribers.get(channel);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            subscribers.clear();
            if (connection != null) {
                connection.closeAsync();
                connection = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Dispatcher extends RedisPubSubAdapter<String, String> {

        @Override
        public void message(String channel, String message) {
            var subscriber = subscriber(channel);
            if (subscriber != null) {
                subscriber.onMessage(message);
            }
        }

        @Override
        public void subscribed(String channel, long count) {
            var subscriber = subscriber(channel);
            if (subscriber != null) {
                subscriber.onListening();
            }
        }
    }
}
