package io.taurine.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How many jobs of a queue ended in one way, in all and per minute. Only ends that a worker with metrics recorded are
 * counted. The minute that still runs is not among the points: it is written by the first end of a later one.
 *
 * @param count ends since counting began
 * @param lastPointAt when the last point was written, or when counting began; empty when nothing was counted yet
 * @param countAtLastPoint ends that the points stand for, those that were dropped since included
 * @param points ends per minute, newest first; the page that was asked for
 * @param pointCount how many points there are in all
 */
public record JobMetrics(
        long count, Optional<Instant> lastPointAt, long countAtLastPoint, List<Long> points, long pointCount) {

    public JobMetrics {
        points = List.copyOf(points);
    }
}
