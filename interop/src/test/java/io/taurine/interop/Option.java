package io.taurine.interop;

import io.taurine.job.Backoff;
import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Job options as both sides are given them: BullMQ's by its public names, and ours. */
record Option(Map<String, Object> node, JobOptions java) {
    /** An instant that {@code dump} leaves as it is, so that scores and times are compared exactly. */
    static final Instant LONG_AGO = Instant.parse("2010-05-17T08:00:00Z");

    static final Option NONE = new Option(Map.of(), JobOptions.defaults());

    /** Both at once; where both set the same, the other wins. */
    Option and(Option other) {
        var nodes = new LinkedHashMap<>(node);
        nodes.putAll(other.node);
        return new Option(nodes, java.overlaidBy(other.java));
    }

    static Option delay(Duration delay) {
        return of("delay", delay.toMillis(), set().delay(delay));
    }

    static Option priority(int priority) {
        return of("priority", priority, set().priority(priority));
    }

    static Option lifo() {
        return of("lifo", true, set().lifo(true));
    }

    static Option attempts(int attempts) {
        return of("attempts", attempts, set().attempts(attempts));
    }

    static Option backoff(Backoff backoff) {
        var node = new LinkedHashMap<String, Object>();
        node.put("type", backoff.type());
        backoff.baseDelay().ifPresent(delay -> node.put("delay", delay.toMillis()));
        if (backoff.jitter() > 0) {
            node.put("jitter", backoff.jitter());
        }
        return of("backoff", node, set().backoff(backoff));
    }

    static Option jobId(String id) {
        return of("jobId", id, set().jobId(id));
    }

    static Option timestamp(Instant instant) {
        return of("timestamp", instant.toEpochMilli(), set().timestamp(instant));
    }

    static Option removeOnComplete(Object node, KeepJobs java) {
        return of("removeOnComplete", node, set().removeOnComplete(java));
    }

    static Option removeOnFail(Object node, KeepJobs java) {
        return of("removeOnFail", node, set().removeOnFail(java));
    }

    static Option keepLogs(int rows) {
        return of("keepLogs", rows, set().keepLogs(rows));
    }

    static Option stackTraceLimit(int traces) {
        return of("stackTraceLimit", traces, set().stackTraceLimit(traces));
    }

    static Option deduplication(Deduplication deduplication) {
        var node = new LinkedHashMap<String, Object>();
        node.put("id", deduplication.id());
        deduplication.timeToLive().ifPresent(ttl -> node.put("ttl", ttl.toMillis()));
        node.put("extend", deduplication.extend() ? true : null);
        node.put("replace", deduplication.replace() ? true : null);
        node.put("reschedule", deduplication.reschedule() ? true : null);
        node.put("keepLastIfActive", deduplication.keepLastIfActive() ? true : null);
        node.values().removeIf(Objects::isNull);
        return of("deduplication", node, set().deduplication(deduplication));
    }

    /** Every option by itself, and every form of those that have several. */
    static Stream<Option> each() {
        var fixed = Backoff.fixed(Duration.ofMillis(50));
        var keepSome = KeepJobs.age(Duration.ofMinutes(1)).withCount(5).withLimit(10);
        var nodeKeepsSome = Map.of("age", 60, "count", 5, "limit", 10);
        return Stream.of(
                NONE,
                delay(Duration.ofMillis(120)),
                priority(3),
                lifo(),
                attempts(3),
                backoff(fixed),
                backoff(fixed.withJitter(0.5)),
                backoff(Backoff.exponential(Duration.ofMillis(50))),
                backoff(Backoff.exponential(Duration.ofMillis(50)).withJitter(1)),
                backoff(Backoff.custom("steps")),
                backoff(Backoff.custom("steps", Duration.ofMillis(5))),
                jobId("order-77"),
                jobId("a:b:c"),
                jobId("Größe 1.5/x"),
                timestamp(LONG_AGO),
                removeOnComplete(true, KeepJobs.none()),
                removeOnComplete(false, KeepJobs.all()),
                removeOnComplete(3, KeepJobs.count(3)),
                removeOnComplete(Map.of("age", 3600), KeepJobs.age(Duration.ofHours(1))),
                removeOnComplete(nodeKeepsSome, keepSome),
                removeOnFail(true, KeepJobs.none()),
                removeOnFail(false, KeepJobs.all()),
                removeOnFail(3, KeepJobs.count(3)),
                removeOnFail(Map.of("age", 3600), KeepJobs.age(Duration.ofHours(1))),
                removeOnFail(nodeKeepsSome, keepSome),
                keepLogs(2),
                stackTraceLimit(1),
                deduplication(Deduplication.simple("Größe:1")),
                deduplication(Deduplication.throttle("d", Duration.ofMinutes(1))),
                deduplication(Deduplication.debounce("d", Duration.ofMinutes(1))),
                deduplication(Deduplication.reschedule("d")),
                deduplication(Deduplication.keepLast("d")),
                of("sizeLimit", 1000, set().sizeLimit(1000)));
    }

    private static JobOptions.Builder set() {
        return JobOptions.builder();
    }

    private static Option of(String name, Object value, JobOptions.Builder java) {
        return new Option(Map.of(name, value), java.build());
    }

    @Override
    public String toString() {
        return node.isEmpty() ? "no option" : node.toString();
    }
}
