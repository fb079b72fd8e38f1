package io.taurine.queue.internal.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who waits for which marker. Not safe to share between threads. */
final class MarkerWaits {

    /** By marker, the one that was served longest ago first: BZPOPMIN looks at its keys in the order they are given. */
    private final Map<String, Deque<Wait>> waits = new LinkedHashMap<>();

    /** Somebody who waits. */
    static final class Wait {

        final MarkerSeat seat;
        final long untilNanos;
        final CompletableFuture<OptionalDouble> marker = new CompletableFuture<>();
        private final long slackNanos;

        Wait(MarkerSeat seat, Duration timeout, Duration slack) {
            this.seat = seat;
            this.untilNanos = System.nanoTime() + timeout.toNanos();
            this.slackNanos = slack.toNanos();
        }
    }

    void add(Wait wait) {
        waits.computeIfAbsent(wait.seat.markerKey(), key -> new ArrayDeque<>()).add(wait);
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    boolean isAwaited(String markerKey) {
        return waits.containsKey(markerKey);
    }

    Set<String> markerKeys() {
        return waits.keySet();
    }

    /** The end of the wait that ends first. There must be one. */
    long firstEndNanos() {
        var first = Long.MAX_VALUE;
        var any = waits.values().iterator().next().element().untilNanos;
        for (var waiting : waits.values()) {
            for (var wait : waiting) {
                first = Math.min(first, wait.untilNanos - any);
            }
        }
        return any + first;
    }

    /** Takes out who has waited longest for this marker, and puts the others at the end of the line. */
    @Nullable
    Wait take(String markerKey) {
        var waiting = waits.remove(markerKey);
        if (waiting == null) {
            return null;
        }
        var first = waiting.remove();
        if (!waiting.isEmpty()) {
            waits.put(markerKey, waiting);
        }
        return first;
    }

    /** Takes out whose wait is over, or nearly. */
    List<Wait> takeEnded(long nowNanos) {
        var ended = new ArrayList<Wait>();
        // A loop over all of them at each read: written for speed.
        for (var waiting : waits.values()) {
            waiting.removeIf(wait -> wait.untilNanos - wait.slackNanos - nowNanos <= 0 && ended.add(wait));
        }
        waits.values().removeIf(Deque::isEmpty);
        return ended;
    }

    List<Wait> takeAllOf(MarkerSeat seat) {
        var left = new ArrayList<Wait>();
        var waiting = waits.get(seat.markerKey());
        if (waiting != null) {
            waiting.removeIf(wait -> wait.seat == seat && left.add(wait));
            if (waiting.isEmpty()) {
                waits.remove(seat.markerKey());
            }
        }
        return left;
    }

    List<Wait> takeAllOf(String markerKey) {
        var all = waits.remove(markerKey);
        return all == null ? List.of() : List.copyOf(all);
    }

    List<Wait> takeAll() {
        var all = waits.values().stream().flatMap(Deque::stream).toList();
        waits.clear();
        return all;
    }
}
