package io.taurine.server.rest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fans messages out to the clients of the stream, and keeps the last of them for those that come back. Ids carry the name of
 * this hub, so that a client that comes back to another server is told to read anew. Safe to share between threads.
 *
 * <p>While nobody listens there is nothing to do: from the start to the first client, and from a while after the last one has
 * gone. Whoever comes back later still is told to read anew.
 */
final class StreamHub {

    /** Of no message, so that a client that comes back with it is told to read anew. */
    private static final long NEVER = -1;

    /** Browsers come back within seconds; a laptop that was shut for a moment may too. */
    private static final Duration KEPT_FOR_NOBODY = Duration.ofMinutes(10);

    private final String name = UUID.randomUUID().toString().substring(0, 8);
    private final int mostKept;
    private final int mostClients;
    private final Audience audience;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<StreamEntry> ring = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<StreamClient> clients = new LinkedHashSet<>();

    @GuardedBy("lock")
    private long last;

    /** When the last client went. */
    @GuardedBy("lock")
    private long aloneSince;

    private volatile boolean isHeard;

    @GuardedBy("lock")
    private boolean closed;

    /** Told of whether anybody listens, one call at a time. */
    interface Audience {

        Audience NONE = isHeard -> {};

        void changed(boolean isHeard);
    }

    StreamHub(int mostKept, int mostClients) {
        this(mostKept, mostClients, Audience.NONE, System::nanoTime);
    }

    StreamHub(int mostKept, int mostClients, Audience audience, LongSupplier nanos) {
        this.mostKept = mostKept;
        this.mostClients = mostClients;
        this.audience = audience;
        this.nanos = nanos;
    }

    /** False when a message need not be made, as nobody would hear it. */
    boolean isHeard() {
        return isHeard;
    }

    void publish(StreamMessage message) {
        lock.lock();
        try {
            if (!isHeard) {
                return;
            }
            if (clients.isEmpty() && nanos.getAsLong() - aloneSince >= KEPT_FOR_NOBODY.toNanos()) {
                forget();
                return;
            }
            var entry = new StreamEntry(++last, id(last), message);
            ring.add(entry);
            if (ring.size() > mostKept) {
                ring.remove();
            }
            for (var client : clients) {
                if (message.isFor(client.topics())) {
                    client.offer(entry);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void forget() {
        last++; // of what nobody is told: whoever comes back has missed it
        ring.clear();
        isHeard = false;
        audience.changed(false);
    }

    /**
     * Lets a client hear all from now on, and first what it missed.
     *
     * @param lastSeen null for one that has seen nothing
     */
    void join(StreamClient client, @Nullable String lastSeen) {
        lock.lock();
        try {
            if (closed) {
                throw new ApiProblem(503, "closing", "This server stops.");
            }
            if (clients.size() >= mostClients) {
                throw new ApiProblem(429, "too_many_streams", "There are " + mostClients + " streams; close some.");
            }
            if (!isHeard) {
                audience.changed(true);
                isHeard = true;
            }
            if (lastSeen == null) {
                client.greet(id(last));
            } else {
                replay(client, lastSeen);
            }
            clients.add(client);
        } finally {
            lock.unlock();
        }
    }

    /** The greeting says no more than what the client has seen: should it be lost before the rest, it asks for that again. */
    @GuardedBy("lock")
    private void replay(StreamClient client, String lastSeen) {
        var seen = number(lastSeen);
        var oldest = ring.isEmpty() ? last + 1 : ring.peekFirst().number();
        if (seen < oldest - 1 || seen > last) {
            client.greet(id(NEVER));
            client.resync(id(last));
            return;
        }
        client.greet(id(seen));
        client.replay(ring.stream()
                .filter(entry -> entry.number() > seen && entry.message().isFor(client.topics()))
                .toList());
    }

    /** {@link #NEVER} for an id that is none of ours. */
    private long number(String id) {
        return id.matches(name + "-[0-9]{1,18}") ? Long.parseLong(id.substring(name.length() + 1)) : NEVER;
    }

    private String id(long number) {
        return name + "-" + number;
    }

    void leave(StreamClient client) {
        lock.lock();
        try {
            if (clients.remove(client) && clients.isEmpty()) {
                aloneSince = nanos.getAsLong();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Which counts anybody wants; {@code counts} alone for all of them. */
    Set<String> topicsAskedFor() {
        lock.lock();
        try {
            var topics = new LinkedHashSet<String>();
            clients.forEach(client -> topics.addAll(client.topics()));
            return topics;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all clients; takes no more. */
    void close() {
        List<StreamClient> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(clients);
            clients.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(StreamClient::end);
    }
}
