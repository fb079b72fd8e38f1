package io.taurine.server.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts what a process hears, in bounded space. */
final class EventCounts {

    private static final int MOST_NAMES = 1_000;
    private static final int MOST_HOURS = 168;
    private static final String OTHERS = "*";

    private final Instant since;
    private final LongAdder total = new LongAdder();
    private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> bySource = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Instant, LongAdder> byHour = new ConcurrentSkipListMap<>();

    EventCounts(Instant since) {
        this.since = since;
    }

    void count(String name, String source, Instant at) {
        total.increment();
        bounded(byName, name).increment();
        bounded(bySource, source).increment();
        byHour.computeIfAbsent(at.truncatedTo(ChronoUnit.HOURS), hour -> new LongAdder())
                .increment();
        while (byHour.size() > MOST_HOURS) {
            byHour.pollFirstEntry();
        }
    }

    private static LongAdder bounded(Map<String, LongAdder> counts, String key) {
        var count = counts.get(key);
        return count != null
                ? count
                : counts.computeIfAbsent(counts.size() < MOST_NAMES ? key : OTHERS, it -> new LongAdder());
    }

    EventStatistics statistics(long dropped) {
        return new EventStatistics(since, total.sum(), sums(byName), sums(bySource), sums(byHour), dropped);
    }

    private static <K> Map<K, Long> sums(Map<K, LongAdder> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }
}
