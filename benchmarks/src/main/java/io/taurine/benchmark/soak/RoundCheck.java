package io.taurine.benchmark.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.benchmark.soak.PlannedJob.Ending;
import io.taurine.queue.Queue;
import io.taurine.queue.check.QueueCheck;
import io.taurine.queue.connection.RedisConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold when a round is over and its queues are empty. Collects what does not, and changes nothing. */
final class RoundCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TOLD = 30;

    private final RedisCommands<String, String> redis;
    private final Map<String, Queue<Task>> queues;
    private final RunNotes runs;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Set<String>> completed = new HashMap<>();
    private final Map<String, Set<String>> failed = new HashMap<>();

    RoundCheck(RedisCommands<String, String> redis, Map<String, Queue<Task>> queues, RunNotes runs) {
        this.redis = redis;
        this.queues = queues;
        this.runs = runs;
        for (var queue : Queues.DRAINED) {
            completed.put(queue, new HashSet<>(redis.zrange(key(queue, "completed"), 0, -1)));
            failed.put(queue, new HashSet<>(redis.zrange(key(queue, "failed"), 0, -1)));
        }
    }

    static String key(String queue, String suffix) {
        return "bull:" + queue + ":" + suffix;
    }

    /** The first of them, when there are many. */
    List<String> violations() {
        var told = new ArrayList<>(violations.subList(0, Math.min(MOST_TOLD, violations.size())));
        if (violations.size() > MOST_TOLD) {
            told.add("and " + (violations.size() - MOST_TOLD) + " more");
        }
        return told;
    }

    int completed() {
        return completed.values().stream().mapToInt(Set::size).sum();
    }

    int failed() {
        return failed.values().stream().mapToInt(Set::size).sum();
    }

    /** None lost, each where it belongs; one whose add was not confirmed may be missing. */
    void endings(List<PlannedJob> planned, AddNotes adds) {
        for (var job : planned) {
            var id = adds.idOfConfirmed.get(job.key());
            if (adds.torn.contains(job.key())) {
                continue;
            }
            if (id == null && !exists(job.queue(), job.key())) {
                continue;
            }
            check(job, id == null ? job.key() : id);
        }
    }

    private void check(PlannedJob job, String id) {
        boolean hasCompleted = set(completed, job.queue()).contains(id);
        boolean hasFailed = set(failed, job.queue()).contains(id);
        switch (job.ending()) {
            case COMPLETED -> expect(hasCompleted && !hasFailed, job, id);
            case FAILED -> expect(hasFailed && !hasCompleted, job, id);
            case REMOVED -> expect(!exists(job.queue(), id), job, id);
            case DEDUPLICATED -> expect(hasCompleted || !id.equals(job.key()), job, id);
            case EITHER -> expect(hasCompleted != hasFailed, job, id);
            case PERHAPS_REMOVED -> expect(hasCompleted || !exists(job.queue(), id), job, id);
        }
        boolean mustHaveRun = job.ending() == Ending.COMPLETED || job.ending() == Ending.REMOVED;
        if (mustHaveRun && !runs.ended.contains(job.key())) {
            violations.add("%s:%s is said to have completed, and never ran to its end".formatted(job.queue(), id));
        }
    }

    private void expect(boolean holds, PlannedJob job, String id) {
        if (!holds) {
            violations.add("%s:%s should be %s, and is %s: %s"
                    .formatted(
                            job.queue(),
                            id,
                            job.ending(),
                            queue(job.queue()).getJobState(id),
                            redis.hgetall(key(job.queue(), id))));
        }
    }

    private boolean exists(String queue, String id) {
        return redis.exists(key(queue, id)) == 1;
    }

    /** Those as well that nobody planned: each completed job has run to its end. */
    void completedHaveRun() {
        for (var queue : Queues.DRAINED) {
            for (var id : set(completed, queue)) {
                var data = redis.hget(key(queue, id), "data");
                if (data == null || !runs.ended.contains(taskKey(data))) {
                    violations.add(queue + ":" + id + " has completed, and never ran to its end; its data: " + data);
                }
            }
        }
    }

    private static String taskKey(String data) {
        try {
            return JSON.readTree(data).path("key").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    void parentsSawTheirChildren(AddNotes adds) {
        runs.early.forEach((id, found) -> {
            if (!adds.torn.contains(id)) {
                violations.add(id + " ran with the results of " + found + " children");
            }
        });
    }

    void doubles(Doubles doubles) {
        violations.addAll(doubles.unexplained());
        if (doubles.count() > doubles.most()) {
            violations.add(
                    doubles.count() + " doubles are more than the " + doubles.most() + " that the faults explain");
        }
    }

    /** What {@code taurine fsck} would find. */
    void queuesAreSound(RedisConnection connection) {
        for (var queue : Queues.ALL) {
            for (var finding : QueueCheck.of(queue, connection).run().findings()) {
                violations.add(queue + " " + finding);
            }
        }
    }

    void thereAre(int schedulers) {
        long found = queue(Queues.TICKS).getJobSchedulersCount();
        if (found != schedulers) {
            violations.add("there are " + found + " schedulers of " + schedulers);
        }
    }

    /** After all finished jobs were cleaned away. */
    void nothingIsLeftBehind() {
        for (var queue : Queues.DRAINED) {
            for (var found : keys(key(queue, "*"))) {
                var suffix = found.substring(key(queue, "").length());
                if (!Set.of("meta", "id", "events", "stalled-check", "marker", "pc")
                        .contains(suffix)) {
                    violations.add(found + " is left behind");
                }
            }
        }
    }

    private List<String> keys(String pattern) {
        var all = new ArrayList<String>();
        ScanIterator.scan(redis, ScanArgs.Builder.matches(pattern).limit(1_000)).forEachRemaining(all::add);
        return all;
    }

    private Queue<Task> queue(String name) {
        var queue = queues.get(name);
        if (queue == null) {
            throw new IllegalArgumentException("no queue " + name);
        }
        return queue;
    }

    private static Set<String> set(Map<String, Set<String>> sets, String queue) {
        return sets.getOrDefault(queue, Set.of());
    }
}
