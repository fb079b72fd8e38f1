package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.Finding;
import io.taurine.queue.check.FindingKind;
import io.taurine.queue.check.QueueCheck;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever lies in a queue, no call of a check holds Redis for long. {@code TAURINE_BACKLOG=1000000} in the environment makes
 * the backlog as large as that.
 */
@RedisTest
class CheckBacklogIT {

    private static final String SIZE = System.getenv("TAURINE_BACKLOG");

    /** More than twice what a call may search of a line. */
    private static final int LINE = SIZE == null ? 60_000 : Integer.parseInt(SIZE);

    private static final int DELAYED = LINE / 20;
    private static final long OLD = 1_600_000_000_000L;

    private final TestQueue keysOf;
    private final Bench bench;
    private final Backlog backlog;
    private final SlowCalls slowCalls;
    private final QueueCheck check;

    CheckBacklogIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        backlog = new Backlog(keysOf);
        slowCalls = new SlowCalls(keysOf);
        check = QueueCheck.of(
                keysOf.name(),
                Bench.connection(),
                CheckOptions.builder().pause(Duration.ofMillis(1)).limit(50).build());
    }

    @AfterEach
    void restore() {
        slowCalls.close();
    }

    @Test
    void aLongLineWithAFewThatAreWrong() {
        backlog.line("w", LINE).hashes("w", LINE, OLD);
        backlog.set("delayed", "d", DELAYED, 4096 * OLD, 1).hashes("d", DELAYED, OLD);
        keysOf.redis().zadd(bench.key("marker"), 0, "0");
        // In the middle, where no search from either end comes: one goes, another is there for the second time.
        var lost = keysOf.redis().lindex(bench.key("wait"), LINE / 2);
        keysOf.redis().lset(bench.key("wait"), LINE / 2, "w7");
        keysOf.redis().lset(bench.key("wait"), LINE / 2 + 10, "gone");
        keysOf.redis().lset(bench.key("wait"), LINE / 2 + 20, "d5");
        var alsoLost = IntStream.of(10, 20)
                .mapToObj(off -> "w" + (LINE - LINE / 2 - off))
                .toList();

        var found = new AtomicReference<Map<String, FindingKind>>(Map.of());
        slowCalls.areNone("check", () -> {
            var report = check.run();
            assertThat(report.complete()).isTrue();
            assertThat(report.jobs()).isGreaterThanOrEqualTo(LINE + DELAYED);
            found.set(report.findings().stream().collect(Collectors.toMap(Finding::id, Finding::kind)));
        });

        assertThat(found.get())
                .containsOnly(
                        Map.entry(lost, FindingKind.JOB_IN_NO_STATE),
                        Map.entry(alsoLost.get(0), FindingKind.JOB_IN_NO_STATE),
                        Map.entry(alsoLost.get(1), FindingKind.JOB_IN_NO_STATE),
                        Map.entry("w7", FindingKind.JOB_IN_SEVERAL_STATES),
                        Map.entry("gone", FindingKind.ID_WITHOUT_JOB),
                        Map.entry("d5", FindingKind.JOB_IN_SEVERAL_STATES));
        check.run()
                .findings()
                .forEach(finding ->
                        assertThat(check.repair(finding)).as("%s", finding).isTrue());
        assertThat(check.run().findings()).isEmpty();
    }

    @Test
    void aLongLineWithoutAnyJobs() {
        backlog.line("w", LINE);
        backlog.list("active", "a", 3000);
        backlog.set("completed", "c", DELAYED, OLD, 1);

        slowCalls.areNone("check, all missing", () -> {
            var report = check.run();
            assertThat(report.findings()).hasSize(50);
            assertThat(report.complete()).isFalse();
        });
    }
}
