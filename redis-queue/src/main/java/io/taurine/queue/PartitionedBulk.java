package io.taurine.queue;

import io.taurine.queue.internal.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A bulk on its way to the partitions of a queue, and its answers on their way back into the order of the requests. */
final class PartitionedBulk<T> {

    /** What goes to one partition, and which requests of the whole these are. */
    private record Part<T>(List<Integer> places, List<JobRequest<T>> jobs) {

        Part() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private final String queueName;
    private final Map<Integer, Part<T>> parts = new TreeMap<>();

    PartitionedBulk(String queueName) {
        this.queueName = queueName;
    }

    void put(int place, JobRequest<T> job, int partition) {
        var part = parts.computeIfAbsent(partition, unknown -> new Part<>());
        part.places.add(place);
        part.jobs.add(job);
    }

    /** Nothing is sent before every part was found to be right. */
    CompletionStage<List<JobHandle<T>>> send(List<RedisQueue<T>> queues) {
        var prepared = new ArrayList<PreparedBulk<T>>();
        try {
            parts.forEach(
                    (partition, part) -> prepared.add(queues.get(partition).prepareBulk(part.jobs)));
        } catch (RuntimeException | Error e) {
            prepared.forEach(part -> part.letGo(e));
            throw e;
        }
        var answers =
                prepared.stream().map(part -> Await.unwrapped(part.send())).toList();
        var result = new CompletableFuture<List<JobHandle<T>>>();
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> answer(answers, result));
        return result;
    }

    /** With the answers of the parts, in the order of the parts. */
    private void answer(
            List<CompletableFuture<List<JobHandle<T>>>> answers, CompletableFuture<List<JobHandle<T>>> result) {
        var added = new TreeMap<Integer, JobHandle<T>>();
        var missing = new ArrayList<Integer>();
        var failures = new TreeMap<Integer, Throwable>();
        var next = answers.iterator();
        parts.forEach((partition, part) -> next.next().whenComplete((handles, failure) -> {
            if (failure == null) {
                for (int i = 0; i < handles.size(); i++) {
                    added.put(part.places.get(i), handles.get(i));
                }
            } else {
                missing.addAll(part.places);
                failures.put(partition, failure);
            }
        }));
        if (failures.isEmpty()) {
            result.complete(List.copyOf(added.values()));
        } else if (parts.size() == 1) {
            result.completeExceptionally(failures.firstEntry().getValue());
        } else {
            missing.sort(null);
            result.completeExceptionally(new PartialAddException(queueName, new HashMap<>(added), missing, failures));
        }
    }
}
