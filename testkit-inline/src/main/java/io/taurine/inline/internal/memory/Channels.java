package io.taurine.inline.internal.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Publish and subscribe. What is published in a script is told once the script has ended, or its hearers would meet it half done. */
final class Channels {

    /** Who hears. */
    interface Hearer {

        void message(String channel, String message);
    }

    private record Message(Hearer to, String channel, String text) {}

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Set<Hearer>> hearers = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final Queue<Message> undelivered = new ArrayDeque<>();

    void addTo(Map<String, Command> commands) {
        commands.put("PUBLISH", arguments -> publish(arguments.next(), arguments.next()));
    }

    private Long publish(String channel, String text) {
        lock.lock();
        try {
            var to = hearers.getOrDefault(channel, Set.of());
            to.forEach(hearer -> undelivered.add(new Message(hearer, channel, text)));
            return (long) to.size();
        } finally {
            lock.unlock();
        }
    }

    void subscribe(String channel, Hearer hearer) {
        lock.lock();
        try {
            hearers.computeIfAbsent(channel, any -> new LinkedHashSet<>()).add(hearer);
        } finally {
            lock.unlock();
        }
    }

    void unsubscribe(String channel, Hearer hearer) {
        lock.lock();
        try {
            hearers.getOrDefault(channel, new LinkedHashSet<>()).remove(hearer);
        } finally {
            lock.unlock();
        }
    }

    void unsubscribe(Hearer hearer) {
        lock.lock();
        try {
            hearers.values().forEach(those -> those.remove(hearer));
        } finally {
            lock.unlock();
        }
    }

    /** Tells what was published; to be called when no command is under way. */
    void deliver() {
        var messages = new ArrayList<Message>();
        lock.lock();
        try {
            messages.addAll(undelivered);
            undelivered.clear();
        } finally {
            lock.unlock();
        }
        messages.forEach(message -> message.to().message(message.channel(), message.text()));
    }
}
