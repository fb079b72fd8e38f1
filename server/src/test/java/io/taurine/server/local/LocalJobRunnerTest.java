package io.taurine.server.local;

import static io.taurine.server.runner.RunnerFixture.awaitStubbornly;
import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static io.taurine.server.runner.RunnerFixture.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.server.runner.StartRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the runner does by its clock, which the tests move. */
class LocalJobRunnerTest {

    private static final Schedule HOURLY = Schedule.cron("0 * * * *", ZoneOffset.UTC);

    private final FakeTime time = new FakeTime("2024-03-01T00:30:00Z");
    private final List<LocalJobRunner> runners = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private LocalJobRunner start(Definition<?>... definitions) {
        var setup = RunnerSetup.of(Definitions.of(definitions)).closeTimeout(Duration.ofSeconds(2));
        var runner = LocalJobRunner.of(setup.build(), time);
        runners.add(runner);
        runner.lifecycle().start();
        return runner;
    }

    @AfterEach
    void close() {
        gate.countDown();
        runners.forEach(runner -> runner.lifecycle().close());
    }

    private static Instant at(String text) {
        return Instant.parse("2024-03-" + text + "Z");
    }

    private static void schedule(LocalJobRunner runner, Schedule schedule, MissedRuns missed) {
        runner.scheduler()
                .schedule(new ScheduleRequest(
                        "tick", "tick", OptionalInt.empty(), schedule, NullNode.getInstance(), Overlap.ALLOW, missed));
    }

    /** Oldest first. */
    private static List<Instant> made(LocalJobRunner runner) {
        return runner.executor().list(JobFilter.all(), "", 1_000).items().stream()
                .map(JobView::createdAt)
                .sorted()
                .toList();
    }

    private static void awaitStatus(LocalJobRunner runner, String id, JobStatus status) {
        eventually(() -> assertThat(view(runner, id).status()).isEqualTo(status));
    }

    @Test
    void aScheduleRunsAtItsInstants() {
        var runner = start(does("tick", context -> {}).build());
        schedule(runner, HOURLY, MissedRuns.SKIP);

        time.advance(Duration.ofHours(3));

        assertThat(made(runner)).containsExactly(at("01T01:00:00"), at("01T02:00:00"), at("01T03:00:00"));
        var view = runner.scheduler().find("tick").orElseThrow();
        assertThat(view.nextRun()).contains(at("01T04:00:00"));
        assertThat(view.runs()).isEqualTo(3);
        assertThat(runner.scheduler().preview("tick", 2)).containsExactly(at("01T04:00:00"), at("01T05:00:00"));
    }

    @Test
    void anIntervalStartsAtOnceAndKeepsItsSlotsWhateverWasMissed() {
        var runner = start(does("tick", context -> {}).build());
        schedule(runner, Schedule.every(Duration.ofMinutes(20)), MissedRuns.SKIP);

        time.advance(Duration.ofMinutes(25));
        time.sleep(Duration.ofMinutes(90));
        time.advance(Duration.ofMinutes(10));

        assertThat(made(runner)).containsExactly(at("01T00:30:00"), at("01T00:50:00"), at("01T02:30:00"));
    }

    @Test
    void runsThatWereMissedAreLeftOut() {
        var runner = start(does("tick", context -> {}).build());
        schedule(runner, HOURLY, MissedRuns.SKIP);

        time.sleep(Duration.ofHours(5));

        assertThat(made(runner)).isEmpty();
        assertThat(runner.scheduler().find("tick").orElseThrow().nextRun()).contains(at("01T06:00:00"));
    }

    @Test
    void ofRunsThatWereMissedOneIsMadeWhereThatIsWanted() {
        var runner = start(does("tick", context -> {}).build());
        schedule(runner, HOURLY, MissedRuns.RUN_ONCE);

        time.sleep(Duration.ofHours(5));
        time.advance(Duration.ofHours(1));

        assertThat(made(runner)).containsExactly(at("01T05:30:00"), at("01T06:00:00"));
    }

    @Test
    void aScheduleEndsByItsLimitOrItsEnd() {
        var runner = start(does("tick", context -> {}).build());
        schedule(runner, HOURLY.withLimit(2).withStart(at("01T03:59:00")), MissedRuns.SKIP);
        time.advance(Duration.ofDays(1));
        assertThat(made(runner)).containsExactly(at("01T04:00:00"), at("01T05:00:00"));

        schedule(runner, HOURLY.withEnd(at("02T02:00:00")), MissedRuns.SKIP);
        time.advance(Duration.ofDays(1));

        assertThat(made(runner)).hasSize(4).endsWith(at("02T01:00:00"), at("02T02:00:00"));
        assertThat(runner.scheduler().find("tick").orElseThrow().nextRun()).isEmpty();
    }

    @Test
    void aDisabledScheduleRunsAgainFromItsNextInstantOn() {
        var runner = start(does("tick", context -> {}).build());
        schedule(runner, HOURLY, MissedRuns.RUN_ONCE);

        runner.scheduler().disable("tick");
        time.advance(Duration.ofHours(3));
        runner.scheduler().enable("tick");
        time.advance(Duration.ofHours(1));

        assertThat(made(runner)).containsExactly(at("01T04:00:00"));
    }

    @Test
    void aSingleRunThatIsOverIsMadeOnlyWhereMissedRunsAre() {
        var runner = start(does("tick", context -> {}).build());

        schedule(runner, Schedule.once(at("01T00:00:00")), MissedRuns.SKIP);
        time.advance(Duration.ofHours(1));
        assertThat(made(runner)).isEmpty();

        runner.scheduler().cancel("tick");
        schedule(runner, Schedule.once(at("01T00:00:00")), MissedRuns.RUN_ONCE);
        time.advance(Duration.ofHours(1));

        assertThat(made(runner)).containsExactly(at("01T01:30:00"));
    }

    @Test
    void aDelayedJobWaitsForItsInstantToTheMillisecond() {
        var runner = start(does("tick", context -> {}).build());
        var id = runner.executor()
                .start(StartRequest.of("tick").delay(Duration.ofHours(1)).build())
                .jobId();

        time.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(view(runner, id).status()).isEqualTo(JobStatus.DELAYED);
        assertThat(view(runner, id).runAt()).contains(at("01T01:30:00"));
        time.advance(Duration.ofMillis(1));

        awaitStatus(runner, id, JobStatus.SUCCEEDED);
        assertThat(view(runner, id).startedAt()).contains(at("01T01:30:00"));
    }

    @Test
    void delaysBetweenAttemptsGrowUpToTheirCap() {
        var runner = start(does("tick", context -> {
                    throw new IllegalStateException("attempt " + context.attempt());
                })
                .retry(RetryRule.exponential(4, Duration.ofMinutes(10)).withCap(Duration.ofMinutes(25)))
                .build());
        var id = startJob(runner, "tick");

        for (var minutes : List.of(10, 20, 25)) {
            awaitStatus(runner, id, JobStatus.DELAYED);
            assertThat(view(runner, id).runAt()).contains(time.instant().plus(Duration.ofMinutes(minutes)));
            time.advance(Duration.ofMinutes(minutes));
        }

        awaitStatus(runner, id, JobStatus.FAILED);
        assertThat(view(runner, id).error()).isEqualTo("attempt 4");
    }

    @Test
    void aRunHasItsTimeAndNoMore() {
        var runner = start(does("tick", context -> gate.await())
                .timeout(Duration.ofMinutes(5))
                .build());
        var id = startJob(runner, "tick");
        awaitStatus(runner, id, JobStatus.RUNNING);

        time.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(view(runner, id).status()).isEqualTo(JobStatus.RUNNING);
        time.advance(Duration.ofMillis(1));

        awaitStatus(runner, id, JobStatus.TIMED_OUT);
    }

    @Test
    void aRunThatWasGivenUpKeepsItsSlotUntilItReallyEnds() {
        var runner = start(does("tick", context -> awaitStubbornly(gate))
                .processConcurrency(1)
                .build());
        var stubborn = startJob(runner, "tick");
        awaitStatus(runner, stubborn, JobStatus.RUNNING);
        var next = startJob(runner, "tick");

        runner.executor().cancel(stubborn, "enough");
        assertThat(view(runner, stubborn).status()).isEqualTo(JobStatus.CANCELLING);
        time.advance(Duration.ofMinutes(1));

        awaitStatus(runner, stubborn, JobStatus.CANCELLED);
        assertThat(view(runner, next).status()).isEqualTo(JobStatus.QUEUED);
        gate.countDown();
        awaitStatus(runner, next, JobStatus.SUCCEEDED);
    }

    @Test
    void ofWhatAJobLogsTheLastLinesAreKept() {
        var runner = start(does("tick", context -> {
                    for (var i = 1; i <= 1_010; i++) {
                        context.logger().info("line {}", i);
                    }
                })
                .build());
        var id = startJob(runner, "tick");
        awaitStatus(runner, id, JobStatus.SUCCEEDED);

        var page = runner.executor().logs(id, "", 1_000);

        assertThat(page.items()).hasSize(1_000).startsWith("INFO line 11").endsWith("INFO line 1010");
        assertThat(page.nextCursor()).isEmpty();
    }

    @Test
    void jobsThatFailedAreKeptApartFromThoseThatSucceeded() {
        var runner = start(does("tick", context -> {
                    if (context.jobId().endsWith("1")) {
                        throw new IllegalStateException("the first");
                    }
                })
                .keepSucceeded(0)
                .keepFailed(1)
                .build());
        var failed = startJob(runner, "tick");
        awaitStatus(runner, failed, JobStatus.FAILED);

        var gone = startJob(runner, "tick");

        eventually(() -> assertThat(runner.executor().find(gone)).isEmpty());
        assertThat(view(runner, failed).status()).isEqualTo(JobStatus.FAILED);
    }
}
