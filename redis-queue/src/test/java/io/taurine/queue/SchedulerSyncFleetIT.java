package io.taurine.queue;

import static io.taurine.queue.DeclaringProgram.BILLING;
import static io.taurine.queue.DeclaringProgram.CONTESTED;
import static io.taurine.queue.DeclaringProgram.COVETED;
import static io.taurine.queue.DeclaringProgram.SHOP;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Ten processes of two owners, and of somebody without one, that declare and upsert at the same moment; some are killed. */
@Order(1) // takes long: whoever starts early does not end last
@RedisTest
class SchedulerSyncFleetIT {

    private static final int PROGRAMS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern RUN = Pattern.compile("repeat:(.+):\\d+");

    private final TestQueue keysOf;
    private final List<ForkedJvm> programs = new ArrayList<>();

    SchedulerSyncFleetIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    @AfterEach
    void end() {
        programs.forEach(ForkedJvm::close);
    }

    @Test
    void theDeclaredSetIsThereOnceAndWhatIsOfOthersIsUntouched() {
        startAll();
        var hand = programs.get(0);
        var billing = programs.subList(1, 3);
        var shop = programs.subList(3, PROGRAMS - 2);
        var victim = programs.get(PROGRAMS - 2);
        var nextVictim = programs.get(PROGRAMS - 1);

        victim.send("sync-and-stick shop 0");
        victim.awaitLine("half way"::equals, LIMIT);
        tell(List.of(hand), "upsert 0");
        tell(billing, "sync billing 0");
        tell(shop, "sync shop 0");
        nextVictim.send("sync shop 0");
        victim.kill();
        heard(List.of(hand), "upsert 0");
        var billed = heard(billing, "sync billing 0");
        var sold = Stream.of(heard(shop, "sync shop 0"), heard(List.of(nextVictim), "sync shop 0"))
                .flatMap(List::stream)
                .toList();

        assertThat(times(billed, "added")).isEqualTo(eachOnce(ids(BILLING, 0)));
        // What the victim had written is as it was to be, and nobody wrote it again.
        assertThat(without(times(sold, "added"), CONTESTED))
                .hasSize(20)
                .containsValue(1L)
                .doesNotContainValue(2L);
        assertThat(without(times(sold, "changed"), CONTESTED)).isEmpty();
        assertThat(without(runsAdded(), CONTESTED, "by-hand")).isEqualTo(eachOnce(without(both(0), CONTESTED)));
        assertThat(withPendingRun()).isEqualTo(eachOnce(and(both(0), byHand())));

        tell(List.of(hand), "upsert 1");
        tell(billing, "sync billing 1");
        tell(shop, "sync shop 1");
        nextVictim.send("sync shop 1");
        nextVictim.kill();
        heard(List.of(hand), "upsert 1");
        billed = heard(billing, "sync billing 1");
        sold = heard(shop, "sync shop 1");

        assertChanged(billed, BILLING);
        // What the one that was killed at any moment did, it cannot tell.
        assertThat(times(sold, "added").values()).allMatch(times -> times == 1);
        assertThat(without(times(sold, "changed"), CONTESTED).values()).allMatch(times -> times == 1);
        assertThat(withPendingRun()).isEqualTo(eachOnce(and(both(1), byHand())));

        var alive = PROGRAMS - 2;
        for (int i = 0; i < alive; i++) {
            programs.get(i).send("covet owner-" + i);
        }
        var coveted = IntStream.range(0, alive)
                .mapToObj(i ->
                        heard(programs.subList(i, i + 1), "covet owner-" + i).get(0))
                .toList();

        assertThat(coveted)
                .filteredOn(answer -> answer.contains("added=[" + COVETED))
                .hasSize(1);
        assertThat(coveted)
                .filteredOn(answer -> answer.startsWith("refused") && answer.contains("it belongs to the owner owner-"))
                .hasSize(alive - 1);
        assertThat(withPendingRun()).isEqualTo(eachOnce(and(and(both(1), byHand()), List.of(COVETED))));
        assertNothingIsBroken();
    }

    // ---- What they do

    private void startAll() {
        var warm = keysOf.another();
        for (int i = 0; i < PROGRAMS; i++) {
            programs.add(ForkedJvm.of(DeclaringProgram.class)
                    .args(keysOf.redisUri(), keysOf.name(), warm.name())
                    .maxHeapMegabytes(32)
                    .jvmOptions("-Xshare:auto", "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote")
                    .start());
        }
        programs.forEach(program -> program.awaitLine("ready"::equals, LIMIT));
    }

    private static void tell(List<ForkedJvm> programs, String line) {
        programs.forEach(program -> program.send(line));
    }

    private static List<String> heard(List<ForkedJvm> programs, String line) {
        return programs.stream()
                .map(program -> program.awaitLine(answer -> answer.startsWith(line + ": "), LIMIT)
                        .substring(line.length() + 2))
                .toList();
    }

    // ---- What they say

    /** How many of them say that of which scheduler. */
    private static Map<String, Long> times(List<String> answers, String what) {
        var list = Pattern.compile("\\b" + what + "=\\[([^]]*)]");
        return count(answers.stream()
                .flatMap(answer -> list.matcher(answer).results())
                .flatMap(found -> Stream.of(found.group(1).split(", ")))
                .filter(id -> !id.isEmpty()));
    }

    private static void assertChanged(List<String> answers, String owner) {
        assertThat(times(answers, "added")).isEqualTo(eachOnce(some(owner + "-of-round-1-")));
        assertThat(without(times(answers, "changed"), CONTESTED)).isEqualTo(eachOnce(some(owner + "-changes-")));
        assertThat(times(answers, "removed")).isEqualTo(eachOnce(some(owner + "-of-round-0-")));
        assertThat(times(answers, "adopted").keySet()).isSubsetOf(CONTESTED);
    }

    // ---- What is to be

    private static Collection<String> ids(String owner, int round) {
        return DeclaringProgram.declared(owner, round).stream()
                .map(DeclaredScheduler::id)
                .toList();
    }

    private static Collection<String> both(int round) {
        return and(ids(SHOP, round), ids(BILLING, round));
    }

    private static Collection<String> byHand() {
        return IntStream.range(0, 5).mapToObj(i -> "by-hand-" + i).toList();
    }

    private static Collection<String> some(String prefix) {
        return IntStream.range(0, 8).mapToObj(i -> prefix + i).toList();
    }

    private static Collection<String> and(Collection<String> some, Collection<String> more) {
        var all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    private static Collection<String> without(Collection<String> ids, String id) {
        return ids.stream().filter(each -> !each.equals(id)).toList();
    }

    private static Map<String, Long> without(Map<String, Long> times, String... prefixes) {
        times.keySet().removeIf(id -> Stream.of(prefixes).anyMatch(id::startsWith));
        return times;
    }

    private static Map<String, Long> eachOnce(Collection<String> ids) {
        return count(ids.stream());
    }

    private static Map<String, Long> count(Stream<String> ids) {
        var times = new TreeMap<String, Long>();
        ids.forEach(id -> times.merge(id, 1L, Long::sum));
        return times;
    }

    // ---- What is there

    /** Runs ever added, by scheduler. */
    private Map<String, Long> runsAdded() {
        return count(keysOf.redis().xrange(keysOf.key("events"), Range.unbounded()).stream()
                .filter(event -> "added".equals(event.getBody().get("event")))
                .map(event -> schedulerOf(event.getBody().getOrDefault("jobId", ""))));
    }

    /** Jobs that wait or are delayed, by scheduler; every job must be one of them, and every scheduler must have one. */
    private Map<String, Long> withPendingRun() {
        var pending = new ArrayList<>(keysOf.redis().lrange(keysOf.key("wait"), 0, -1));
        pending.addAll(keysOf.redis().zrange(keysOf.key("delayed"), 0, -1));
        assertThatQueue(keysOf).eachJobIsInExactlyOneState();
        var runs = count(pending.stream().map(SchedulerSyncFleetIT::schedulerOf));
        assertThat(keysOf.redis().zrange(keysOf.key("repeat"), 0, -1))
                .containsExactlyInAnyOrderElementsOf(runs.keySet());
        return runs;
    }

    private static String schedulerOf(String runId) {
        var matcher = RUN.matcher(runId);
        assertThat(matcher.matches()).as(runId).isTrue();
        return matcher.group(1);
    }

    private void assertNothingIsBroken() {
        try (var redis = RedisConnection.connect(keysOf.redisUri());
                var queue = Queue.of(keysOf.name(), Integer.class, redis)) {
            assertThat(queue.findBrokenSchedulers()).isEmpty();
            assertThat(queue.getJobScheduler(CONTESTED).orElseThrow().template().data())
                    .isZero();
            assertThat(queue.getJobScheduler("by-hand-0")
                            .orElseThrow()
                            .template()
                            .data())
                    .isEqualTo(1);
        }
    }
}
