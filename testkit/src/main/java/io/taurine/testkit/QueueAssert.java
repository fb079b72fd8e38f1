package io.taurine.testkit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a queue; each reads Redis anew, at one moment. Failures show how many jobs are where. */
public final class QueueAssert extends AbstractAssert<QueueAssert, TestQueue> {
    private static final int JOBS_AT_ONCE = 500;
    private static final int PROBLEMS_SHOWN = 20;

    QueueAssert(TestQueue queue) {
        super(queue, QueueAssert.class);
    }

    /** Jobs in {@code wait} and in the legacy {@code paused} list together. */
    public QueueAssert hasWaiting(long count) {
        return hasCount(count, StateContainer.WAIT, StateContainer.PAUSED);
    }

    public QueueAssert hasActive(long count) {
        return hasCount(count, StateContainer.ACTIVE);
    }

    public QueueAssert hasPrioritized(long count) {
        return hasCount(count, StateContainer.PRIORITIZED);
    }

    public QueueAssert hasDelayed(long count) {
        return hasCount(count, StateContainer.DELAYED);
    }

    public QueueAssert hasCompleted(long count) {
        return hasCount(count, StateContainer.COMPLETED);
    }

    public QueueAssert hasFailed(long count) {
        return hasCount(count, StateContainer.FAILED);
    }

    public QueueAssert hasWaitingChildren(long count) {
        return hasCount(count, StateContainer.WAITING_CHILDREN);
    }

    /** No job is in any state. */
    public QueueAssert isEmpty() {
        return hasCount(0, StateContainer.values());
    }

    /** Nothing at all is left of it in Redis. */
    public QueueAssert hasNoKeys() {
        var keys = actual.keys();
        if (!keys.isEmpty()) {
            throw failure("%s", "Expecting " + actual + " to have no keys, but it has\n  " + String.join("\n  ", keys));
        }
        return this;
    }

    public QueueAssert isPaused() {
        if (!hasPausedField()) {
            throw failure("%s", "Expecting " + actual + " to be paused, but its meta has no field paused: " + meta());
        }
        return this;
    }

    public QueueAssert isNotPaused() {
        if (hasPausedField()) {
            throw failure(
                    "%s", "Expecting " + actual + " not to be paused, but its meta has a field paused: " + meta());
        }
        return this;
    }

    /**
     * Every job hash is in exactly one state, and every id in a state has a job hash. Holds at any moment, also while
     * workers run: each job is judged at one moment, and jobs that come or go in between are let off.
     */
    public QueueAssert eachJobIsInExactlyOneState() {
        var problems = new ArrayList<Problem>();
        var ids = List.copyOf(idsSeenAnywhere());
        for (int from = 0; from < ids.size(); from += JOBS_AT_ONCE) {
            problems.addAll(problemsOf(ids.subList(from, Math.min(from + JOBS_AT_ONCE, ids.size()))));
        }
        if (!problems.isEmpty()) {
            throw failure("%s", describe(problems));
        }
        return this;
    }

    /** What follows the queue's name in any key, which for a job is its id, and all members of containers. */
    private Set<String> idsSeenAnywhere() {
        int before = actual.key("").length();
        var ids = new TreeSet<String>();
        actual.keys().forEach(key -> ids.add(key.substring(before)));
        for (var container : StateContainer.values()) {
            var key = actual.key(container.suffix);
            ids.addAll(
                    switch (actual.redis().type(key)) {
                        case "list" -> actual.redis().lrange(key, 0, -1);
                        case "zset" -> actual.redis().zrange(key, 0, -1);
                        default -> List.of();
                    });
        }
        // Markers that old clients pushed into the wait list; no job may have such an id.
        ids.removeIf(id -> id.equals("0") || id.startsWith("0:"));
        return ids;
    }

    private String describe(List<Problem> problems) {
        var shown = problems.stream()
                .limit(PROBLEMS_SHOWN)
                .map(problem -> "\n  job " + problem.id() + " " + problem.what())
                .collect(Collectors.joining());
        return "Expecting each job of " + actual + " to be in exactly one state, but " + problems.size() + " are not:"
                + shown + (problems.size() > PROBLEMS_SHOWN ? "\n  ..." : "")
                + "\nJobs by state: " + counts()
                + "\nThe first of them now: "
                + StoredJob.read(actual, problems.get(0).id()).describe();
    }

    private List<Problem> problemsOf(List<String> ids) {
        var answers = Script.HOLDERS.run(actual, ids.stream().map(actual::key), ids);
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < ids.size(); i++) {
            var answer = (List<?>) answers.get(i);
            boolean isJob = answer.get(0).equals(1L);
            var holders = StateContainer.numbered(answer.subList(1, answer.size()));
            if (isJob && holders.size() != 1) {
                problems.add(new Problem(ids.get(i), "is in " + (holders.isEmpty() ? "no state" : holders)));
            } else if (!isJob && !holders.isEmpty()) {
                problems.add(new Problem(ids.get(i), "is in " + holders + " and has no job hash"));
            }
        }
        return problems;
    }

    private QueueAssert hasCount(long expected, StateContainer... containers) {
        var counts = counts();
        long count = Stream.of(containers)
                .mapToLong(container -> counts.getOrDefault(container, 0L))
                .sum();
        if (count != expected) {
            throw failureWithActualExpected(
                    count,
                    expected,
                    "%s",
                    "Expecting " + actual + " to have " + expected + " jobs in " + List.of(containers) + ", but it has "
                            + count + ".\nJobs by state: " + counts);
        }
        return this;
    }

    private Map<StateContainer, Long> counts() {
        var reply = Script.COUNTS.run(actual, Stream.of(), List.of());
        var counts = new EnumMap<StateContainer, Long>(StateContainer.class);
        var containers = StateContainer.values();
        for (int i = 0; i < containers.length; i++) {
            counts.put(containers[i], (Long) reply.get(i));
        }
        return counts;
    }

    private boolean hasPausedField() {
        return actual.redis().hexists(actual.key("meta"), "paused");
    }

    private Map<String, String> meta() {
        return actual.redis().hgetall(actual.key("meta"));
    }

    private record Problem(String id, String what) {}
}
