package io.taurine.server.event;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** A bucket for each source, filled evenly. Sources beyond the first few thousand share one. */
final class RateBounds {

    private static final int MOST_SOURCES = 10_000;
    private static final String OTHERS = "*";

    private final int perSecond;
    private final LongSupplier nanoClock;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    RateBounds(int perSecond, LongSupplier nanoClock) {
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
    }

    int perSecond() {
        return perSecond;
    }

    /** False when the source has used up its share for now. */
    boolean take(String source) {
        var bucket = buckets.get(source);
        if (bucket == null) {
            bucket = buckets.computeIfAbsent(buckets.size() < MOST_SOURCES ? source : OTHERS, it -> new Bucket());
        }
        return bucket.take(nanoClock.getAsLong());
    }

    private final class Bucket {

        private double left = perSecond;
        private long filledAt = nanoClock.getAsLong();

        synchronized boolean take(long now) {
            left = Math.min(perSecond, left + (now - filledAt) / 1e9 * perSecond);
            filledAt = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }
}
