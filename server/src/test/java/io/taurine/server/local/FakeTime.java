package io.taurine.server.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A clock that a test moves. What is due is done on the test's thread. */
final class FakeTime implements LocalTime {

    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparing(Waiting::at));
    private Instant now;

    FakeTime(String now) {
        this.now = Instant.parse(now);
    }

    private record Waiting(Instant at, Runnable action, AtomicBoolean cancelled) {}

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized Alarm at(Instant instant, Runnable action) {
        var alarm = new Waiting(instant, action, new AtomicBoolean());
        waiting.add(alarm);
        return () -> alarm.cancelled().set(true);
    }

    /** Lets the time go by, and does everything when it is due. */
    void advance(Duration duration) {
        var end = instant().plus(duration);
        for (var next = nextUntil(end); next != null; next = nextUntil(end)) {
            set(next.at());
            next.action().run();
        }
        set(end);
    }

    /** As a machine that slept: everything is done late. */
    void sleep(Duration duration) {
        set(instant().plus(duration));
        advance(Duration.ZERO);
    }

    private synchronized void set(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
    }

    private synchronized @Nullable Waiting nextUntil(Instant end) {
        while (!waiting.isEmpty() && !waiting.element().at().isAfter(end)) {
            var next = waiting.remove();
            if (!next.cancelled().get()) {
                return next;
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        waiting.clear();
    }
}
