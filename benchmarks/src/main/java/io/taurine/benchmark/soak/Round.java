package io.taurine.benchmark.soak;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.benchmark.soak.Footprints.Footprint;
import io.taurine.benchmark.soak.PlannedJob.Ending;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JobState;
import io.taurine.queue.JobOperationException;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Plays the rounds of a soak, one after the other. Not safe to share between threads. */
final class Round {
    private static final Duration CLEAN_ALL = Duration.ZERO;
    private static final long FAR_MILLIS = 5_000;

    private final SoakOptions options;
    private final Fleet fleet;
    private final RedisCommands<String, String> redis;
    private final RedisConnection connection;
    private final Map<String, Queue<Task>> queues;
    private final FaultInjector injector;
    private final RunNotes runs;

    Round(
            SoakOptions options,
            Fleet fleet,
            EmbeddedRedis server,
            RedisCommands<String, String> redis,
            RedisConnection connection,
            Map<String, Queue<Task>> queues) {
        this.options = options;
        this.fleet = fleet;
        this.redis = redis;
        this.connection = connection;
        this.queues = queues;
        this.injector = new FaultInjector(fleet, server, redis, queues);
        this.runs = new RunNotes(options.folder());
    }

    /** What one round came to; it has failed when there are violations. */
    record Result(
            int number,
            List<AppliedFault> faults,
            int planned,
            int confirmed,
            int completed,
            int failed,
            Doubles doubles,
            long quiesceMillis,
            Footprint footprint,
            List<String> violations) {

        String line() {
            var kinds = faults.stream()
                    .collect(Collectors.groupingBy(
                            applied -> applied.fault().kind().label(), Collectors.counting()));
            return ("round %d: %d jobs planned, %d confirmed, %d completed, %d failed, %d doubles (at most %d), empty after %.1f s, "
                            + "heap %.1f MB, %d threads, Redis %.2f MB in %d keys, %d clients; faults %s")
                    .formatted(
                            number,
                            planned,
                            confirmed,
                            completed,
                            failed,
                            doubles.count(),
                            doubles.most(),
                            quiesceMillis / 1e3,
                            footprint.heapBytes() / 1e6,
                            footprint.threads(),
                            footprint.redisBytes() / 1e6,
                            footprint.keys(),
                            footprint.clients(),
                            kinds);
        }
    }

    Result play(int number) throws InterruptedException {
        runs.read();
        runs.forget();
        var planned = new ArrayList<PlannedJob>();
        var notes = new ArrayList<Path>();
        long started = System.currentTimeMillis() + 200;
        for (var producer : fleet.producers()) {
            var plan = JobPlan.of(options, producer.role, number);
            planned.addAll(plan.jobs());
            var file = options.folder().resolve("adds-" + producer.role.name() + "-" + number + ".log");
            notes.add(file);
            producer.produce(number, write(producer.role, number, plan), file, started);
        }
        var faults = injector.inject(FaultPlan.of(options, number), started);
        long quiesce = System.currentTimeMillis();
        var violations = new ArrayList<String>();
        awaitProducers(number, violations);
        awaitEmpty(violations);
        long quiesced = System.currentTimeMillis() - quiesce;
        awaitTicks(violations);
        runs.read();

        var adds = AddNotes.read(notes);
        var doubles = Doubles.of(runs, faults, removable(planned));
        var check = new RoundCheck(redis, queues, runs);
        check.endings(planned, adds);
        check.completedHaveRun();
        check.parentsSawTheirChildren(adds);
        check.doubles(doubles);
        check.queuesAreSound(connection);
        check.thereAre(fleet.producers().size());
        if (violations.isEmpty() && check.violations().isEmpty()) {
            cleanUp();
            check.nothingIsLeftBehind();
        }
        violations.addAll(check.violations());
        return new Result(
                number,
                faults,
                planned.size(),
                adds.idOfConfirmed.size(),
                check.completed(),
                check.failed(),
                doubles,
                quiesced,
                footprint(number),
                violations);
    }

    private static Set<String> removable(List<PlannedJob> planned) {
        return planned.stream()
                .filter(job -> job.ending() == Ending.REMOVED || job.ending() == Ending.PERHAPS_REMOVED)
                .map(PlannedJob::key)
                .collect(Collectors.toSet());
    }

    private Path write(Role producer, int number, JobPlan plan) {
        var file = options.folder().resolve("plan-" + producer.name() + "-" + number + ".jsonl");
        try {
            return Files.write(file, plan.lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitProducers(int number, List<String> violations) {
        for (var producer : fleet.producers()) {
            try {
                producer.awaitProduced(number, Duration.ofMillis(options.quiesceMillis()));
            } catch (AssertionError e) {
                violations.add("not done producing: " + e.getMessage());
            }
        }
    }

    private void awaitEmpty(List<String> violations) throws InterruptedException {
        long deadline = System.currentTimeMillis() + options.quiesceMillis();
        while (true) {
            var left = left();
            if (left.isEmpty()) {
                return;
            }
            if (System.currentTimeMillis() > deadline) {
                violations.add("not empty " + options.quiesceMillis() / 1_000 + " s after the last fault: "
                        + String.join(", ", left));
                return;
            }
            promoteWhatIsFar();
            Thread.sleep(50);
        }
    }

    /** What still is to be done. */
    private List<String> left() {
        var left = new ArrayList<String>();
        for (var queue : Queues.DRAINED) {
            try {
                var counts = queue(queue).getJobCounts();
                long pending = counts.of(
                        JobState.WAITING,
                        JobState.PRIORITIZED,
                        JobState.DELAYED,
                        JobState.ACTIVE,
                        JobState.WAITING_CHILDREN);
                if (pending > 0) {
                    left.add(queue + " " + counts);
                }
            } catch (RedisUnavailableException e) {
                left.add(queue + " " + e.getMessage());
            }
        }
        return left;
    }

    /** A client whose clock was ahead has put jobs minutes away; nobody wants to wait for those. */
    private void promoteWhatIsFar() {
        try {
            for (var queue : Queues.DRAINED) {
                for (var job : queue(queue).getJobs(JobState.DELAYED, 0, 99)) {
                    var due = queue(queue).getDueTime(job.id());
                    if (due.isPresent() && due.get().toEpochMilli() > System.currentTimeMillis() + FAR_MILLIS) {
                        queue(queue).promote(job.id());
                    }
                }
            }
        } catch (RedisUnavailableException | JobOperationException e) {
            // The next look tries again; or it became due meanwhile.
        }
    }

    /** Each schedule goes on: it makes a run that begins from now on. */
    private void awaitTicks(List<String> violations) throws InterruptedException {
        long from = System.currentTimeMillis();
        while (true) {
            runs.read();
            var ticking = new HashSet<String>();
            runs.runs.stream()
                    .filter(run -> run.queue().equals(Queues.TICKS) && run.started() >= from)
                    .forEach(run -> ticking.add(run.key()));
            if (ticking.size() >= fleet.producers().size()) {
                return;
            }
            if (System.currentTimeMillis() - from > options.quiesceMillis()) {
                violations.add("of the schedulers only " + ticking + " run");
                return;
            }
            Thread.sleep(50);
        }
    }

    private void cleanUp() {
        for (var queue : Queues.DRAINED) {
            for (var ended : List.of(JobState.COMPLETED, JobState.FAILED)) {
                queue(queue).clean(CLEAN_ALL, 100_000, ended);
                // BullMQ dates the end by its worker's clock: what ended in the future is not old enough to be cleaned.
                redis.zrange(RoundCheck.key(queue, ended.storageName()), 0, -1)
                        .forEach(id -> queue(queue).remove(id));
            }
        }
        for (var queue : Queues.ALL) {
            queue(queue).trimEvents(0);
        }
        try {
            // So that the file has what happened in this round only, and is read quickly.
            redis.bgrewriteaof();
        } catch (RedisException e) {
            // One is under way.
        }
    }

    private Queue<Task> queue(String name) {
        return Objects.requireNonNull(queues.get(name), name);
    }

    private Footprint footprint(int number) {
        var worker = fleet.workers().get(0).footprint(number);
        return new Footprint(
                worker.heapBytes(), worker.threads(), info("memory", "used_memory_dataset"), redis.dbsize(), (int)
                        info("clients", "connected_clients"));
    }

    private long info(String section, String field) {
        var found = Pattern.compile("(?m)^" + field + ":(\\d+)").matcher(redis.info(section));
        if (!found.find()) {
            throw new IllegalStateException("INFO has no " + field);
        }
        return Long.parseLong(found.group(1));
    }
}
