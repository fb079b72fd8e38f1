package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.internal.WaitingLine;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** However many jobs wait, nobody waits long for a look through them. */
@Isolated("reads and sets the slow log of the whole server, and measures")
@RedisTest
class LongLineIT {

    private static final int WAITING = 200_000;

    private final TestQueue keysOf;
    private final Bench bench;
    private final Backlog backlog;
    private final SlowCalls calls;

    LongLineIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        backlog = new Backlog(keysOf);
        calls = new SlowCalls(keysOf);
    }

    @AfterEach
    void restore() {
        calls.close();
    }

    @Test
    void schedulersWithoutAPendingRunAreFound() {
        backlog.line("waiting-", 600_000);
        var schedule = Schedule.every(Duration.ofHours(1));
        for (int i = 0; i < 20; i++) {
            bench.queue.upsertJobScheduler("s" + i, schedule, JobTemplate.of(Map.of()));
        }
        var lost = List.of("s3", "s9", "s17");
        for (var id : lost) {
            var slot = bench.queue.getJobScheduler(id).orElseThrow().next().toEpochMilli();
            keysOf.redis().lrem(bench.key("wait"), 1, "repeat:" + id + ":" + slot);
        }

        calls.areNone(
                "finding broken schedulers",
                () -> assertThat(bench.queue.findBrokenSchedulers())
                        .extracting(BrokenScheduler::id)
                        .containsExactlyInAnyOrderElementsOf(lost));
        var broken = lost.iterator();
        calls.areNone(
                "repairing a scheduler",
                () -> assertThat(bench.queue.repairJobScheduler(broken.next())).isPresent());
        assertThat(bench.queue.repairJobScheduler("s5")).as("in line").isEmpty();
    }

    @Test
    void orphansAreRemovedAndWhatWaitsStays() {
        backlog.line("waiting-", WAITING);
        backlog.someHashes("waiting-", WAITING / 2000, 2000, 1).hashes("lost-", 2000, 1);

        calls.areNone("removing orphans", () -> bench.queue.removeOrphanedJobs());

        assertThat(keysOf.keys()).noneMatch(key -> key.contains("lost-")).hasSizeGreaterThan(2000);
    }

    @Test
    void everyJobThatStaysInLineIsSeenThoughOthersAreRemoved() throws Exception {
        backlog.line("waiting-", WAITING);
        var seen = new HashSet<String>();
        var line = new WaitingLine(LettuceConnection.of(Bench.connection()), bench.keys);
        var pages = new int[1];

        line.forEach(id -> {
                    // Of what was seen already so much goes, again and again, that what follows moves up by whole
                    // pages.
                    if (seen.add(id) && seen.size() % 40_000 == 0 && pages[0]++ < 3) {
                        keysOf.redis().ltrim(bench.key("wait"), 20_000, -1);
                    }
                })
                .toCompletableFuture()
                .get();

        assertThat(IntStream.rangeClosed(60_001, WAITING).filter(i -> !seen.contains("waiting-" + i)))
                .isEmpty();
    }
}
