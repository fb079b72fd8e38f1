package io.taurine.server.rest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Fans messages out to the clients of the stream, and keeps the last of them for those that come back. Ids carry the name of
 * this hub, so that a client that comes back to another server is told to read anew. Safe to share between threads.
 */
final class StreamHub {

    private record Kept(long number, StreamMessage message) {}

    private final String name = UUID.randomUUID().toString().substring(0, 8);
    private final int mostKept;
    private final int mostClients;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<Kept> ring = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<StreamClient> clients = new LinkedHashSet<>();

    @GuardedBy("lock")
    private long last;

    @GuardedBy("lock")
    private boolean closed;

    StreamHub(int mostKept, int mostClients) {
        this.mostKept = mostKept;
        this.mostClients = mostClients;
    }

    void publish(StreamMessage message) {
        lock.lock();
        try {
            ring.add(new Kept(++last, message));
            if (ring.size() > mostKept) {
                ring.remove();
            }
            for (var client : clients) {
                if (message.isFor(client.topics())) {
                    client.offer(id(last), message);
                }
            }
        } finally {
            lock.unlock();
        }
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
            client.greet(id(last));
            if (lastSeen != null) {
                replay(client, lastSeen);
            }
            clients.add(client);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void replay(StreamClient client, String lastSeen) {
        var seen = number(lastSeen);
        var oldest = ring.isEmpty() ? last + 1 : ring.peekFirst().number();
        if (seen < oldest - 1 || seen > last) {
            client.resync(id(last));
            return;
        }
        for (var kept : ring) {
            if (kept.number() > seen && kept.message().isFor(client.topics())) {
                client.offer(id(kept.number()), kept.message());
            }
        }
    }

    /** -1 for an id that is none of ours. */
    private long number(String id) {
        return id.matches(name + "-[0-9]{1,18}") ? Long.parseLong(id.substring(name.length() + 1)) : -1;
    }

    private String id(long number) {
        return name + "-" + number;
    }

    void leave(StreamClient client) {
        lock.lock();
        try {
            clients.remove(client);
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
