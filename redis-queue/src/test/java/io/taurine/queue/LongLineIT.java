package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many jobs wait, nobody waits long for a look through them. */
@RedisTest
class LongLineIT {

    private static final int WAITING = 200_000;
    private static final String SLOWLOG_LIMIT = "slowlog-log-slower-than";
    private static final int SLOW_MICROS = 5_000;

    private final TestQueue keysOf;
    private final Bench bench;
    private String limitBefore = "";

    LongLineIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
    }

    @BeforeEach
    void logWhatIsSlow() {
        limitBefore = keysOf.redis().configGet(SLOWLOG_LIMIT).getOrDefault(SLOWLOG_LIMIT, "10000");
        keysOf.redis().configSet(SLOWLOG_LIMIT, String.valueOf(SLOW_MICROS));
    }

    @AfterEach
    void restore() {
        keysOf.redis().configSet(SLOWLOG_LIMIT, limitBefore);
    }

    @Test
    void schedulersWithoutAPendingRunAreFound() {
        fill(600_000);
        var schedule = Schedule.every(Duration.ofHours(1));
        for (int i = 0; i < 20; i++) {
            bench.queue.upsertJobScheduler("s" + i, schedule, JobTemplate.of(Map.of()));
        }
        var lost = List.of("s3", "s9", "s17");
        for (var id : lost) {
            var slot = bench.queue.getJobScheduler(id).orElseThrow().next().toEpochMilli();
            keysOf.redis().lrem(bench.key("wait"), 1, "repeat:" + id + ":" + slot);
        }

        withoutHoldingUpRedis(() -> assertThat(bench.queue.findBrokenSchedulers())
                .extracting(BrokenScheduler::id)
                .containsExactlyInAnyOrderElementsOf(lost));
        var broken = lost.iterator();
        withoutHoldingUpRedis(
                () -> assertThat(bench.queue.repairJobScheduler(broken.next())).isPresent());
        assertThat(bench.queue.repairJobScheduler("s5")).as("in line").isEmpty();
    }

    @Test
    void orphansAreRemovedAndWhatWaitsStays() {
        fill(WAITING);
        addHashes("waiting-", 2000, WAITING / 2000);
        addHashes("lost-", 2000, 1);

        withoutHoldingUpRedis(() -> bench.queue.removeOrphanedJobs());

        assertThat(keysOf.keys()).noneMatch(key -> key.contains("lost-")).hasSizeGreaterThan(2000);
    }

    @Test
    void everyJobThatStaysInLineIsSeenThoughOthersAreRemoved() throws Exception {
        fill(WAITING);
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

    /** Ids alone: what a job's hash holds does not matter to a search of the line. */
    private void fill(int count) {
        eval("""
                local ids = {}
                for i = 1, ARGV[1] do
                  ids[#ids + 1] = 'waiting-' .. i
                  if #ids == 4000 then
                    redis.call('RPUSH', KEYS[1], unpack(ids))
                    ids = {}
                  end
                end""", bench.key("wait"), String.valueOf(count));
    }

    private void addHashes(String prefix, int count, int step) {
        eval(
                "for i = 1, ARGV[1] do redis.call('HSET', KEYS[1] .. i * ARGV[2], 'name', 'x') end",
                bench.key(prefix),
                String.valueOf(count),
                String.valueOf(step));
    }

    private void eval(String script, String key, String... arguments) {
        keysOf.redis().eval(script, ScriptOutputType.STATUS, new String[] {key}, arguments);
    }

    /** The best of three: a machine that is busy may stop Redis in the middle of anything. */
    private void withoutHoldingUpRedis(Runnable look) {
        List<String> slow = List.of();
        for (int attempt = 0; attempt < 3; attempt++) {
            keysOf.redis().slowlogReset();
            look.run();
            slow = keysOf.redis().slowlogGet(128).stream()
                    .map(String::valueOf)
                    .filter(entry -> entry.contains(keysOf.name()))
                    .toList();
            if (slow.isEmpty()) {
                return;
            }
        }
        assertThat(slow).as("calls that took more than %s us", SLOW_MICROS).isEmpty();
    }
}
