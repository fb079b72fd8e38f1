package io.taurine.queue;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pages over all partitions: each partition's page keeps its order, and of their heads the earliest is always the next. */
final class PartitionedPages<T> {

    private static final Comparator<Place<?>> ORDER =
            Comparator.<Place<?>>comparingInt(Place::priority).thenComparing(Place::instant);

    /** Where a job stands between those of other partitions. */
    private record Place<T>(PartitionedJob<T> job, int priority, Instant instant, int index) {}

    private final List<? extends Queue<T>> queues;

    PartitionedPages(List<? extends Queue<T>> queues) {
        this.queues = queues;
    }

    CompletionStage<List<PartitionedJob<T>>> page(JobState state, long from, long to, boolean ascending) {
        if (from < 0 || to < from || to >= JobInspector.MAX_PAGE) {
            throw new IllegalArgumentException("from must be 0 or more, to not before it and below "
                    + JobInspector.MAX_PAGE + ", were " + from + " and " + to
                    + "; further pages are read from each partition's queue");
        }
        var pages = new ArrayList<CompletionStage<List<Place<T>>>>();
        for (int i = 0; i < queues.size(); i++) {
            var partition = i;
            pages.add(queues.get(i)
                    .getJobsAsync(state, 0, to, ascending)
                    .thenCompose(jobs -> places(partition, state, jobs)));
        }
        return RedisPartitionedQueue.all(pages).thenApply(all -> merge(all, from, to, ascending));
    }

    private CompletionStage<List<Place<T>>> places(int partition, JobState state, List<Job<T>> jobs) {
        return dueTimes(partition, state, jobs).thenApply(due -> {
            var places = new ArrayList<Place<T>>(jobs.size());
            for (var job : jobs) {
                var priority = state == JobState.PRIORITIZED ? job.priority() : 0;
                var instant = due.getOrDefault(job.id(), instant(state, job));
                places.add(new Place<>(new PartitionedJob<>(partition, job), priority, instant, places.size()));
            }
            return places;
        });
    }

    /** A job does not say itself when it is due: its delay may have been changed since. */
    private CompletionStage<Map<String, Instant>> dueTimes(int partition, JobState state, List<Job<T>> jobs) {
        if (state != JobState.DELAYED) {
            return CompletableFuture.completedFuture(Map.of());
        }
        var queue = queues.get(partition);
        return RedisPartitionedQueue.all(jobs.stream()
                        .map(job -> queue.getDueTimeAsync(job.id()))
                        .toList())
                .thenApply(times -> {
                    var due = new HashMap<String, Instant>();
                    for (int i = 0; i < jobs.size(); i++) {
                        var id = jobs.get(i).id();
                        times.get(i).ifPresent(time -> due.put(id, time));
                    }
                    return due;
                });
    }

    private static Instant instant(JobState state, Job<?> job) {
        Optional<Instant> instant = switch (state) {
            case COMPLETED, FAILED -> job.finishedOn();
            case ACTIVE -> job.processedOn();
            default -> Optional.empty();
        };
        return instant.orElseGet(job::timestamp);
    }

    private List<PartitionedJob<T>> merge(List<List<Place<T>>> pages, long from, long to, boolean ascending) {
        var order = (ascending ? ORDER : ORDER.reversed())
                .thenComparingInt(place -> place.job().partition());
        var heads = new PriorityQueue<Place<T>>(order);
        pages.stream().filter(page -> !page.isEmpty()).forEach(page -> heads.add(page.get(0)));
        var merged = new ArrayList<PartitionedJob<T>>();
        for (long at = 0; at <= to && !heads.isEmpty(); at++) {
            var next = heads.remove();
            if (at >= from) {
                merged.add(next.job());
            }
            var page = pages.get(next.job().partition());
            if (next.index() + 1 < page.size()) {
                heads.add(page.get(next.index() + 1));
            }
        }
        return merged;
    }
}
