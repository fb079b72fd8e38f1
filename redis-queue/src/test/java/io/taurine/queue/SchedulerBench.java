package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.SchedulerOwners;
import io.taurine.queue.internal.SchedulerStore;
import io.taurine.queue.internal.WaitingLine;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Job schedulers under a clock that moves when the test says so. */
final class SchedulerBench {

    /** A round instant: a multiple of ten seconds. */
    static final Instant T = Instant.ofEpochMilli(1_800_000_000_000L);

    final Bench bench;
    final SchedulerKeeper<Object> schedulers;
    private final NextRunMaker maker;
    private final SchedulerSynchronizer<Object> synchronizer;
    private Instant now = T;

    SchedulerBench(TestQueue test, QueueOptions options) {
        bench = new Bench(test, options);
        var redis = LettuceConnection.of(Bench.connection());
        var store = new SchedulerStore(redis, bench.keys);
        InstantSource clock = () -> now;
        var adder = new JobAdder<>(bench.queue, redis, bench.keys, options, clock);
        schedulers = new SchedulerKeeper<>(
                bench.queue, store, new WaitingLine(redis, bench.keys), options, adder, Object.class, clock);
        maker = new NextRunMaker(store);
        synchronizer = new SchedulerSynchronizer<>(schedulers, store, new SchedulerOwners(redis, bench.keys));
    }

    SchedulerBench at(Instant instant) {
        now = instant;
        return this;
    }

    SchedulerBench at(String instant) {
        return at(Instant.parse(instant));
    }

    /** That long after {@link #T}. */
    SchedulerBench at(long millis) {
        return at(T.plusMillis(millis));
    }

    SchedulerBench later(Duration time) {
        return at(now.plus(time));
    }

    Optional<String> upsert(String id, Schedule schedule) {
        return upsert(id, schedule, JobTemplate.of(Map.of()), SchedulerOptions.defaults());
    }

    Optional<String> upsert(String id, Schedule schedule, JobTemplate<Object> template, SchedulerOptions options) {
        return result(schedulers.upsert(id, schedule, template, options)).map(JobHandle::id);
    }

    SchedulerSync sync(String owner, List<DeclaredScheduler<Object>> declared) {
        return result(synchronizer.sync(owner, declared));
    }

    /** Claims the next job that is due, as a worker does, but does not make its successor. */
    String claim() {
        return bench.claiming().at(now.toEpochMilli()).run().ids().get(0);
    }

    boolean nothingIsDue() {
        return bench.claiming().at(now.toEpochMilli()).run().ids().isEmpty();
    }

    /** What a worker does between the claim of a run and the run. */
    Optional<String> makeAfter(String runId) {
        return result(maker.makeAfter(runId, bench.hash(runId), now));
    }

    /** Claims, makes the successor, completes; returns the successor. */
    Optional<String> work() {
        var run = claim();
        var next = makeAfter(run);
        bench.settling().at(now.toEpochMilli()).completed(run, "1").run();
        return next;
    }

    Map<String, String> record(String id) {
        return bench.keysOf.redis().hgetall(bench.key("repeat:" + id));
    }

    /** When the run made last is due, after {@link #T}. */
    long slot(String id) {
        return (long) bench.score("repeat", id) - T.toEpochMilli();
    }

    JsonNode opts(String jobId) {
        return json(bench.field(jobId, "opts"));
    }

    /** Reads JSON, in which apostrophes stand for quotes. */
    static JsonNode json(@Nullable String text) {
        try {
            return new ObjectMapper().readTree(Objects.requireNonNull(text).replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Id of the run due that long after {@link #T}. */
    static String run(String id, long millis) {
        return "repeat:" + id + ":" + (T.toEpochMilli() + millis);
    }
}
