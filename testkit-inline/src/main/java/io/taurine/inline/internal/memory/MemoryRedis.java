package io.taurine.inline.internal.memory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A Redis in memory: one command at a time, scripts included. Safe to share between threads. */
public final class MemoryRedis {

    private final ReentrantLock lock = new ReentrantLock();
    private final Keyspace keys;
    private final Map<String, Command> commands;
    private final Clients clients = new Clients();
    private final Channels channels = new Channels();

    /** An empty one whose clock is this, in ms since 1970. */
    public MemoryRedis(LongSupplier millis) {
        keys = new Keyspace(millis);
        commands = keys.commands();
        clients.addTo(commands);
        channels.addTo(commands);
        new Scripting(this).addTo(commands);
    }

    /** True when some queue has a job that a worker holds. */
    public boolean isAnyJobActive() {
        lock.lock();
        try {
            return keys.isAnyJobActive();
        } finally {
            lock.unlock();
        }
    }

    Channels channels() {
        return channels;
    }

    Clients clients() {
        return clients;
    }

    /**
     * Carries a command out.
     *
     * @throws ReplyError for what Redis answers with an error
     * @throws UnsupportedOperationException if Redis could do it and this cannot
     */
    @Nullable
    Object execute(String name, List<String> arguments, long client) {
        try {
            return executeOne(name, arguments, client);
        } finally {
            if (!lock.isHeldByCurrentThread()) {
                channels.deliver();
            }
        }
    }

    private @Nullable Object executeOne(String name, List<String> arguments, long client) {
        lock.lock();
        try {
            var command = commands.get(name.toUpperCase(Locale.ROOT));
            if (command == null) {
                throw new UnsupportedOperationException(name);
            }
            clients.calls(client);
            return command.run(new Arguments(name, arguments));
        } catch (UnsupportedOperationException e) {
            if (String.valueOf(e.getMessage()).contains("@RedisTest")) {
                throw e; // by a script's call, which says it all
            }
            throw new UnsupportedOperationException("The Redis command " + name + " (" + e.getMessage()
                    + ") is not known to io.taurine.inline; test what needs it on a real Redis, with @RedisTest");
        } finally {
            lock.unlock();
        }
    }
}
