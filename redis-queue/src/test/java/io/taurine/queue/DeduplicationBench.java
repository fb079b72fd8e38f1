package io.taurine.queue;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import java.time.Instant;
import java.util.Map;

/** Adds jobs with the deduplication id {@code d} and reads what Redis holds about that id. */
final class DeduplicationBench {

    private final Bench bench;

    DeduplicationBench(Bench bench) {
        this.bench = bench;
    }

    JobOptions options(Deduplication deduplication) {
        return options(deduplication, JobOptions.builder());
    }

    /** Created at {@link Bench#NOW}. */
    JobOptions options(Deduplication deduplication, JobOptions.Builder others) {
        return others.timestamp(Instant.ofEpochMilli(Bench.NOW))
                .deduplication(deduplication)
                .build();
    }

    JobHandle<Object> add(Deduplication deduplication) {
        return add(deduplication, JobOptions.builder());
    }

    JobHandle<Object> add(Deduplication deduplication, JobOptions.Builder others) {
        return bench.queue.add("name", Map.of("a", 1), options(deduplication, others));
    }

    /** An owner that a worker holds. */
    String active(Deduplication deduplication) {
        return active(deduplication, JobOptions.builder());
    }

    String active(Deduplication deduplication, JobOptions.Builder others) {
        var id = add(deduplication, others).id();
        bench.claiming().run();
        return id;
    }

    /** What keepLastIfActive stores, for a job with that id. */
    void storeNext(String id) {
        bench.keysOf.redis().hset(bench.key("dn:d"), Map.of("name", "next", "data", "{}", "opts", "{}", "jid", id));
    }

    Map<String, String> next() {
        return bench.keysOf.redis().hgetall(bench.key("dn:d"));
    }

    String owner() {
        return String.valueOf(bench.keysOf.redis().get(bench.key("de:d")));
    }

    long ttlMillis() {
        return bench.keysOf.redis().pttl(bench.key("de:d"));
    }

    void expireIn(long millis) {
        bench.keysOf.redis().pexpire(bench.key("de:d"), millis);
    }
}
