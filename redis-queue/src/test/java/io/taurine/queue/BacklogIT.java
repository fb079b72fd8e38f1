package io.taurine.queue;

import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.DELAYED;
import static io.taurine.job.JobState.FAILED;
import static io.taurine.job.JobState.PRIORITIZED;
import static io.taurine.job.JobState.UNKNOWN;
import static io.taurine.job.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Whatever lies in a queue, no call holds Redis for long. {@code TAURINE_BACKLOG=1000000} in the environment makes the
 * backlogs as large as that, see docs/performance.md.
 */
@Isolated("reads and sets the slow log of the whole server, and measures")
@RedisTest
class BacklogIT {

    private static final String SIZE = System.getenv("TAURINE_BACKLOG");

    /** Jobs in line, ids alone: enough that a search through all of them takes more than it may. */
    private static final int LINE = SIZE == null ? 600_000 : Integer.parseInt(SIZE);

    /** Jobs in sorted sets, which are slower to fill, and hardly slower to use when there are more. */
    private static final int MANY = SIZE == null ? 50_000 : Integer.parseInt(SIZE);

    /** Jobs with all that is stored about them, where an operation takes each in its hands. */
    private static final int BULK = SIZE == null ? 3_000 : 20_000;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final long OLD = 1_600_000_000_000L;
    private static final long DUE = 4096 * Bench.NOW;

    private final TestQueue keysOf;
    private final Bench bench;
    private final Backlog backlog;
    private final SlowCalls slowCalls;
    private int turn;

    BacklogIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        backlog = new Backlog(keysOf);
        slowCalls = new SlowCalls(keysOf);
    }

    @AfterEach
    void restore() {
        slowCalls.close();
    }

    private void forget(String suffix) {
        keysOf.redis().unlink(keysOf.key(suffix));
    }

    @Test
    void addingAndClaiming() {
        var dueLongAgo = 4096 * (Bench.NOW - 300);
        backlog.set("delayed", "d", MANY, dueLongAgo, 1).hashes("d", 1000, OLD);
        backlog.line("w", LINE).hashes("w", 500, OLD);
        backlog.set("prioritized", "p", MANY, 1L << 32, 1);
        var jobs = IntStream.range(0, 50)
                .mapToObj(i -> JobRequest.<Object>of("n", i))
                .toList();

        slowCalls.areNone("add 50", () -> bench.queue.addBulk(jobs));
        slowCalls.areNone(
                "claim 50",
                () -> assertThat(bench.claiming().wanted(50).run().ids()).hasSize(50));
    }

    @Test
    void keepingOfAllThatEndedAFew() {
        backlog.set("completed", "c", MANY, OLD, 1).hashes("c", MANY / 10, OLD);
        backlog.set("failed", "f", MANY, OLD, 1).hashes("f", MANY / 10, OLD);

        for (var keep : List.of("100", ",1000,", "1000,1000,", ",1000,10", "100,1000,10")) {
            slowCalls.areNone("settle 1, keep " + keep, () -> settle(1, keep));
            slowCalls.areNone("settle 20, keep " + keep, () -> settle(20, keep));
        }
    }

    private void settle(int count, String keep) {
        backlog.line("e" + turn + "-", count).hashes("e" + turn++ + "-", count, OLD);
        var completed = keysOf.redis().zcard(keysOf.key("completed"));
        var failed = keysOf.redis().zcard(keysOf.key("failed"));
        var ids = bench.claiming().wanted(count).run().ids();
        var settling = bench.settling().at(Bench.NOW);
        for (int i = 0; i < ids.size(); i++) {
            if (i % 2 == 0) {
                settling.completed(ids.get(i), "1", keep);
            } else {
                settling.failed(ids.get(i), "why", "[]", 1, keep);
            }
        }

        assertThat(settling.run().codes()).hasSize(count).containsOnly(0L);
        assertThat(keysOf.redis().zcard(keysOf.key("completed"))
                        + keysOf.redis().zcard(keysOf.key("failed")))
                .as("shrinks")
                .isLessThan(completed + failed);
    }

    @Test
    void lookingAtJobs() {
        backlog.line("w", LINE)
                .set("delayed", "d", MANY, DUE, 4096)
                .set("prioritized", "p", MANY, 1L << 32, 1)
                .set("completed", "c", MANY, OLD, 1)
                .set("failed", "f", MANY, OLD, 1);

        slowCalls.areNone("getJobCounts", () -> bench.queue.getJobCounts());
        for (var at : List.of(1, LINE / 2, LINE)) {
            slowCalls.areNone(
                    "getJobState, waiting " + at,
                    () -> assertThat(bench.queue.getJobState("w" + at)).isEqualTo(WAITING));
        }
        slowCalls.areNone(
                "getJobState, delayed",
                () -> assertThat(bench.queue.getJobState("d7")).isEqualTo(DELAYED));
        slowCalls.areNone(
                "getJobState, nowhere",
                () -> assertThat(bench.queue.getJobState("none")).isEqualTo(UNKNOWN));
        for (var state : List.of(WAITING, DELAYED, PRIORITIZED, COMPLETED, FAILED)) {
            for (var from : List.of(0, MANY / 2, MANY - 1000)) {
                slowCalls.areNone(
                        "getJobs, " + state + " from " + from,
                        () -> bench.queue.getJobs(List.of(state), from, from + 999, true));
            }
        }
    }

    @Test
    void changingOneOfTheJobsThatAreInSets() {
        backlog.line("w", LINE)
                .set("delayed", "d", MANY, DUE, 4096)
                .hashes("d", 20, OLD)
                .set("prioritized", "p", MANY, 1L << 32, 1)
                .hashes("p", 20, OLD)
                .set("completed", "c", MANY, OLD, 1)
                .hashes("c", 20, OLD)
                .set("failed", "f", MANY, OLD, 1)
                .hashes("f", 20, OLD);
        var debounced = JobOptions.builder()
                .delay(HOUR)
                .deduplication(Deduplication.debounce("one", HOUR))
                .build();

        for (var prefix : List.of("c", "d", "p", "f")) {
            slowCalls.areNone(
                    "remove " + prefix,
                    () -> assertThat(bench.queue.remove(prefix + ++turn)).isTrue());
            turn = 0;
        }
        slowCalls.areNone("changeDelay", () -> bench.queue.changeDelay("d15", HOUR));
        slowCalls.areNone("changePriority, prioritized", () -> bench.queue.changePriority("p15", 2));
        slowCalls.areNone("changePriority, delayed", () -> bench.queue.changePriority("d15", 2));
        slowCalls.areNone("promote", () -> bench.queue.promote("d" + (10 + ++turn)));
        slowCalls.areNone("retry", () -> bench.queue.retry("f" + (10 + ++turn)));
        slowCalls.areNone("replace a delayed job", () -> bench.queue.add("n", 2, debounced));
    }

    @Test
    void changingOneOfTheJobsInLine() {
        backlog.line("w", LINE);
        IntStream.range(LINE / 2 - 60, LINE / 2 + 60).forEach(i -> backlog.job("w" + i, OLD + i));

        for (var place : List.of(50, LINE - 5000, LINE / 10, LINE - LINE / 10)) {
            slowCalls.areNone(
                    "remove waiting, at " + place,
                    () -> assertThat(bench.queue.remove(waitingAt(place))).isTrue());
            slowCalls.areNone(
                    "cancel waiting, at " + place,
                    () -> assertThat(bench.queue.cancel(waitingAt(place), "no")).isEqualTo(CancelOutcome.FAILED));
            slowCalls.areNone("changePriority waiting, at " + place, () -> {
                var id = waitingAt(place);
                bench.queue.changePriority(id, 3);
                assertThat(keysOf.redis().zscore(keysOf.key("prioritized"), id)).isNotNull();
            });
        }
        assertThat(keysOf.redis().llen(keysOf.key("wait"))).isEqualTo(LINE - turn);
        slowCalls.areNone("remove put back in line", () -> {
            backlog.hashes("again", 1, OLD - 1);
            keysOf.redis().lpush(keysOf.key("wait"), "again1");
            assertThat(bench.queue.remove("again1")).isTrue();
        });
        slowCalls.areNone(
                "remove active",
                () -> assertThat(bench.queue.remove(activeWithoutLock())).isTrue());
        slowCalls.areNone("cancel active", () -> bench.queue.cancel(activeWithoutLock(), "no"));
        slowCalls.areNone("changePriority active", () -> bench.queue.changePriority(activeWithoutLock(), 2));
        slowCalls.areNone("pause, resume", () -> {
            bench.queue.pause();
            bench.queue.resume();
        });
        slowCalls.areNone("limits", () -> bench.queue.setGlobalConcurrency(100_000));
    }

    /**
     * What becomes of the job that stands there, counted from the newest: Redis finds nothing in the middle of a list but by
     * a walk from one of its ends, and for the middle of a million even the shorter walk is too long.
     */
    private String waitingAt(int place) {
        var id = "extra" + turn++;
        keysOf.redis().hset(keysOf.key(id), Map.of("name", "x", "timestamp", Long.toString(OLD + LINE - place)));
        keysOf.redis().lset(keysOf.key("wait"), place, id);
        return id;
    }

    private String activeWithoutLock() {
        var id = "extra" + turn++;
        keysOf.redis().hset(keysOf.key(id), Map.of("name", "x", "timestamp", Long.toString(OLD)));
        keysOf.redis().lpush(keysOf.key("active"), id);
        return id;
    }

    @Test
    void cleaning() {
        for (var state : List.of(COMPLETED, FAILED, DELAYED, PRIORITIZED)) {
            slowCalls.areNone(
                    "clean " + state,
                    () -> backlog.set(state.storageName(), "j", MANY, OLD, 1).hashes("j", BULK, OLD),
                    () -> assertThat(bench.queue.clean(HOUR, BULK, state)).hasSize(BULK));
        }
    }

    @Test
    void cleaningOldJobsBehindYoungerOnes() {
        var line = LINE / 3;
        var young = "young1";
        slowCalls.areNone(
                "clean waiting, in the middle",
                () -> {
                    forget("wait");
                    // What has no time is not old.
                    backlog.line("w", line).someHashes("w", 2, 1, OLD);
                    keysOf.redis().lset(keysOf.key("wait"), line / 2 + 3, young);
                    for (int place = line / 2; place < line / 2 + 10; place++) {
                        keysOf.redis().lset(keysOf.key("wait"), place, place % 2 == 0 ? "old" + place : young);
                        backlog.job("old" + place, OLD);
                    }
                },
                () -> assertThat(bench.queue.clean(HOUR, 1000, WAITING))
                        .hasSize(6)
                        .contains("w2", "old" + line / 2));

        var left = keysOf.redis().lrange(keysOf.key("wait"), 0, -1);
        assertThat(left).hasSize(line - 6).startsWith("w" + line).endsWith("w4", "w3", "w1");
        assertThat(left.subList(line / 2 - 1, line / 2 + 6))
                .containsExactly(
                        "w" + (line - line / 2 + 1), young, young, young, young, young, "w" + (line - line / 2 - 10));
    }

    @Test
    void cleaningManyOldJobsBehindYoungerOnes() {
        var young = LINE / 6;
        slowCalls.areNone(
                "clean waiting, behind others",
                () -> {
                    forget("wait");
                    backlog.line("young", young)
                            .line("w", BULK)
                            .hashes("w", BULK, OLD)
                            .line("younger", 10);
                },
                () -> assertThat(bench.queue.clean(HOUR, BULK, WAITING)).hasSize(BULK));

        assertThat(keysOf.redis().llen(keysOf.key("wait"))).isEqualTo(young + 10);
    }

    @Test
    void draining() {
        slowCalls.areNone(
                "drain",
                this::fillAll,
                () -> assertThat(bench.queue.drain(true)).isEqualTo(3L * BULK));

        assertThat(keysOf.keys()).containsExactlyElementsOf(List.of(keysOf.key("completed"), keysOf.key("meta")));
    }

    @Test
    void jobsThatAreAddedMeanwhileStayWholeOrGoWhole() throws Exception {
        fillAll();
        var stop = new AtomicBoolean();
        var jobs = IntStream.range(0, 20)
                .mapToObj(i -> JobRequest.<Object>of("n", i))
                .toList();
        var producer = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                bench.queue.addBulk(jobs);
            }
        });

        bench.queue.drain(true);
        bench.queue.clean(Duration.ZERO, BULK, WAITING);
        stop.set(true);
        producer.get(1, TimeUnit.MINUTES);

        var waiting = keysOf.redis().lrange(keysOf.key("wait"), 0, -1);
        assertThat(waiting).doesNotHaveDuplicates().noneMatch(id -> id.startsWith("w"));
        var stored = keysOf.keys().stream()
                .map(key -> key.substring(key.lastIndexOf(':') + 1))
                .filter(id -> id.matches("\\d+"))
                .toList();
        assertThat(stored).containsExactlyInAnyOrderElementsOf(waiting);
    }

    private void fillAll() {
        forget("completed");
        backlog.line("w", BULK).hashes("w", BULK, OLD);
        backlog.set("delayed", "d", BULK, DUE, 4096).hashes("d", BULK, OLD);
        backlog.set("prioritized", "p", BULK, 1L << 32, 1).hashes("p", BULK, OLD);
        backlog.set("completed", "c", BULK, OLD, 1);
    }

    @Test
    void obliterating() {
        slowCalls.areNone("obliterate", this::fillAll, () -> bench.queue.obliterate(false));
        slowCalls.areNone(
                "obliterate, force, many events",
                () -> backlog.events(MANY).list("active", "a", BULK).hashes("a", BULK, OLD),
                () -> bench.queue.obliterate(true));

        assertThat(keysOf.keys()).isEmpty();
    }

    @Test
    void puttingBackInLine() {
        slowCalls.areNone(
                "retryJobs, failed",
                () -> backlog.set("failed", "f", BULK, OLD, 1).hashes("f", BULK, OLD),
                () -> assertThat(bench.queue.retryJobs()).isEqualTo(BULK));
        slowCalls.areNone(
                "retryJobs, completed",
                () -> backlog.set("completed", "c", BULK, OLD, 1).hashes("c", BULK, OLD),
                () -> assertThat(bench.queue.retryJobs(COMPLETED, Instant.now()))
                        .isEqualTo(BULK));
        slowCalls.areNone(
                "promoteJobs",
                () -> backlog.set("delayed", "d", BULK, DUE, 4096).hashes("d", BULK, OLD),
                () -> assertThat(bench.queue.promoteJobs()).isEqualTo(BULK));
        slowCalls.areNone(
                "resume, paused by BullMQ 5", () -> backlog.list("paused", "x", MANY), () -> bench.queue.resume());
    }

    @Test
    void recoveringJobsOfManySilentWorkers() {
        var active = 5000;
        var silent = 2000;
        slowCalls.areNone(
                "recover " + silent,
                () -> {
                    keysOf.redis().unlink(keysOf.key("active"), keysOf.key("wait"), keysOf.key("stalled-check"));
                    forget("stalled");
                    backlog.list("active", "a", active).hashes("a", active, OLD);
                    for (int i = 1; i <= silent; i++) {
                        keysOf.redis().sadd(keysOf.key("stalled"), "a" + i);
                    }
                },
                () -> assertThat(bench.recoverStalled(Bench.NOW, 10)).hasSize(silent));

        assertThat(keysOf.redis().llen(keysOf.key("wait"))).isEqualTo(silent);
        assertThat(keysOf.redis().smembers(keysOf.key("stalled")))
                .as("shown until the next check")
                .containsExactlyInAnyOrderElementsOf(keysOf.redis().lrange(keysOf.key("active"), 0, -1))
                .hasSize(active - silent);
    }

    @Test
    void trimmingEvents() {
        slowCalls.areNone(
                "trimEvents",
                () -> backlog.events(MANY),
                () -> assertThat(bench.queue.trimEvents(10)).isGreaterThan(MANY - 500));

        assertThat(keysOf.redis().xlen(keysOf.key("events"))).isLessThan(500);
    }
}
