package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What a peer has reported of its own accord, in order, from its start on. */
final class NodeEvents {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<JsonNode> lines = new ArrayList<>();
    private boolean ended;

    void add(JsonNode line) {
        lock.lock();
        try {
            lines.add(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more events will come. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<JsonNode> all() {
        return matching(line -> true);
    }

    /** The events of one kind: {@code run}, {@code ran}, {@code worker}, {@code queueEvent}, {@code fault}, ... */
    List<JsonNode> ofKind(String kind) {
        return matching(isOfKind(kind));
    }

    List<JsonNode> matching(Predicate<JsonNode> wanted) {
        lock.lock();
        try {
            return lines.stream().filter(wanted).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The first event that matches, also one that was reported before this call. */
    JsonNode await(Predicate<JsonNode> wanted, Duration limit) {
        return await(wanted, 1, limit).get(0);
    }

    /** Waits until {@code count} events match, and returns all that do. */
    List<JsonNode> await(Predicate<JsonNode> wanted, int count, Duration limit) {
        var left = limit.toNanos();
        lock.lock();
        try {
            while (true) {
                var found = lines.stream().filter(wanted).toList();
                if (found.size() >= count) {
                    return found;
                }
                if (ended || left <= 0) {
                    throw new AssertionError(found.size() + " of " + count + " awaited events "
                            + (ended ? "before the peer ended" : "within " + limit) + "; reported were:\n" + report());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the peer", e);
        } finally {
            lock.unlock();
        }
    }

    static Predicate<JsonNode> isOfKind(String kind) {
        return line -> line.path("event").asText().equals(kind);
    }

    private String report() {
        return String.join("\n", lines.stream().map(JsonNode::toString).toList());
    }
}
