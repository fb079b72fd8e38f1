package io.taurine.queue.check;

import io.taurine.queue.internal.IdFilter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The line of waiting jobs, that which BullMQ 5 puts aside included, as walks through it have found it. */
final class Line {

    private static final long CLOCK_SLACK_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final List<String> LISTS = List.of("wait", "paused");

    private final PacedRedis redis;

    Line(PacedRedis redis) {
        this.redis = redis;
    }

    /**
     * Remembers all that is in line.
     *
     * @param nowMillis when the walk begins, by Redis's clock
     * @param pages gets the ids page by page, some of them again
     * @param twice gets those that seem to be there more than once
     */
    LineView remember(long nowMillis, Consumer<List<String>> pages, Consumer<String> twice) {
        var inLine = new IdFilter();
        for (var list : LISTS) {
            new LineWalk(redis, list).walk(new LineWalk.Visitor() {
                private int starts;

                @Override
                public void start() {
                    starts++;
                }

                @Override
                public void page(List<String> ids) {
                    for (var id : ids) {
                        // What another try shows again need not be there twice; what is, the next check will find.
                        if (!inLine.add(id) && starts == 1) {
                            twice.accept(id);
                        }
                    }
                    pages.accept(ids);
                }
            });
        }
        return report -> isYounger(report, nowMillis) ? LineView.UNKNOWN : inLine.contains(report.id()) ? 1 : 0;
    }

    /** One that was added or claimed since the walk began may have been anywhere then. */
    private static boolean isYounger(JobReport report, long walkMillis) {
        return isWithin(report.timestamp(), walkMillis, report.now())
                || isWithin(report.processedOn(), walkMillis, report.now());
    }

    private static boolean isWithin(String millis, long from, long to) {
        try {
            var at = (long) Double.parseDouble(millis);
            return at > from && at < to + CLOCK_SLACK_MILLIS;
        } catch (NumberFormatException absent) {
            return false;
        }
    }

    /** Counts how often each of some ids is in line. */
    LineView count(Collection<String> wanted) {
        var ids = Set.copyOf(new HashSet<>(wanted));
        var counts = new HashMap<String, Integer>();
        for (var list : LISTS) {
            count(list, ids).forEach((id, count) -> counts.merge(id, count, Integer::sum));
        }
        return report -> Math.min(2, counts.getOrDefault(report.id(), 0));
    }

    private Map<String, Integer> count(String list, Set<String> ids) {
        var counts = new HashMap<String, Integer>();
        new LineWalk(redis, list).walk(new LineWalk.Visitor() {
            @Override
            public void start() {
                counts.clear();
            }

            @Override
            public void page(List<String> page) {
                page.stream().filter(ids::contains).forEach(id -> counts.merge(id, 1, Integer::sum));
            }
        });
        return counts;
    }
}
