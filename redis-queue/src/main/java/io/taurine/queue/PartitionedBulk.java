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
    private int size;

    PartitionedBulk(String queueName) {
        this.queueName = queueName;
    }

    void put(int place, JobRequest<T> job, int partition) {
        var part = parts.computeIfAbsent(partition, unknown -> new Part<>());
        part.places.add(place);
        part.jobs.add(job);
        size++;
    }

    /** Nothing is sent before every part was found to be right. */
    CompletionStage<List<JobHandle<T>>> send(List<RedisQueue<T>> queues) {
        var prepared = new TreeMap<Integer, PreparedBulk<T>>();
        try {
            parts.forEach((partition, part) ->
                    prepared.put(partition, queues.get(partition).prepareBulk(part.jobs)));
        } catch (RuntimeException | Error e) {
            prepared.values().forEach(part -> part.letGo(e));
            throw e;
        }
        var sent = new TreeMap<Integer, CompletableFuture<List<JobHandle<T>>>>();
        prepared.forEach((partition, part) -> sent.put(partition, Await.unwrapped(part.send())));
        var result = new CompletableFuture<List<JobHandle<T>>>();
        CompletableFuture.allOf(sent.values().toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> answer(sent, result));
        return result;
    }

    private void answer(
            Map<Integer, CompletableFuture<List<JobHandle<T>>>> sent, CompletableFuture<List<JobHandle<T>>> result) {
        var added = new HashMap<Integer, JobHandle<T>>();
        var missing = new ArrayList<Integer>();
        var failures = new TreeMap<Integer, Throwable>();
        sent.forEach((partition, answers) -> {
            var places = parts.get(partition).places;
            answers.whenComplete((handles, failure) -> {
                if (failure == null) {
                    for (int i = 0; i < places.size(); i++) {
                        added.put(places.get(i), handles.get(i));
                    }
                } else {
                    missing.addAll(places);
                    failures.put(partition, failure);
                }
            });
        });
        if (failures.isEmpty()) {
            var inOrder = new ArrayList<JobHandle<T>>(size);
            for (int i = 0; i < size; i++) {
                inOrder.add(added.get(i));
            }
            result.complete(inOrder);
        } else if (parts.size() == 1) {
            result.completeExceptionally(failures.values().iterator().next());
        } else {
            missing.sort(null);
            result.completeExceptionally(new PartialAddException(queueName, new HashMap<>(added), missing, failures));
        }
    }
}
