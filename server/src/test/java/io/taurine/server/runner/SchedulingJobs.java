package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Jobs that start by themselves. */
public interface SchedulingJobs {

    RunnerFixture fixture();

    private static ScheduleRequest request(String id, Schedule schedule, Overlap overlap) {
        return new ScheduleRequest(
                id, "tick", OptionalInt.empty(), schedule, NullNode.getInstance(), overlap, MissedRuns.SKIP);
    }

    private static Schedule often() {
        return Schedule.every(Duration.ofMillis(100));
    }

    private static Schedule yearly() {
        return Schedule.cron("0 0 1 1 *", ZoneOffset.UTC);
    }

    /** Without those that wait for their slot, as some runners have the next one ready. */
    private static List<JobView> jobs(JobRunner runner) {
        return runner.executor().list(JobFilter.all(), "", 100).items().stream()
                .filter(job -> job.status() != JobStatus.DELAYED)
                .toList();
    }

    @Test
    default void aScheduleRunsAsOftenAsItMay() {
        var params = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(Definition.of(
                                "tick",
                                StartingJobs.Message.class,
                                (StartingJobs.Message given, JobContext context) -> params.add(given.message()))
                        .build());

        runner.scheduler()
                .schedule(new ScheduleRequest(
                        "often",
                        "tick",
                        OptionalInt.empty(),
                        often().withLimit(3),
                        json("{'message': 'tock'}"),
                        Overlap.ALLOW,
                        MissedRuns.SKIP));

        eventually(() -> assertThat(params).containsExactly("tock", "tock", "tock"));
        eventually(() -> {
            var view = runner.scheduler().find("often").orElseThrow();
            assertThat(view.runs()).isEqualTo(3);
            assertThat(view.nextRun()).isEmpty();
        });
        assertThat(jobs(runner))
                .hasSize(3)
                .allSatisfy(job -> assertThat(job.scheduleId()).isEqualTo("often"));
    }

    @Test
    default void aSingleRunComesAtItsInstant() {
        var runner = fixture().start(does("tick", context -> {}).build());
        var at = Instant.ofEpochMilli(System.currentTimeMillis() + 1_000);

        var view = runner.scheduler().schedule(request("once", Schedule.once(at), Overlap.ALLOW));

        assertThat(view.nextRun()).contains(at);
        eventually(() -> assertThat(jobs(runner))
                .singleElement()
                .satisfies(job -> assertThat(job.startedAt().orElseThrow()).isAfterOrEqualTo(at)));
    }

    @Test
    default void aScheduleTellsItsNextRuns() {
        var runner = fixture().start(does("tick", context -> {}).build());
        var expected = yearly().next(Instant.now(), 4);

        var view = runner.scheduler().schedule(request("yearly", yearly(), Overlap.ALLOW));

        assertThat(view.isEnabled()).isTrue();
        assertThat(view.isSystem()).isFalse();
        assertThat(view.runs()).isZero();
        assertThat(view.nextRun()).contains(expected.get(0));
        assertThat(runner.scheduler().preview("yearly", 4)).isEqualTo(expected);
        assertThat(runner.scheduler().find("yearly")).contains(view);
        for (var count : List.of(0, 1_001)) {
            assertThatThrownBy(() -> runner.scheduler().preview("yearly", count))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void aScheduleCanBeChanged() {
        var runner = fixture().start(does("tick", context -> {}).build());
        runner.scheduler().schedule(request("changes", yearly(), Overlap.ALLOW));
        var monthly = Schedule.cron("0 0 1 * *", ZoneOffset.UTC);
        var expected = monthly.nextAfter(Instant.now());

        var view = runner.scheduler().schedule(request("changes", monthly, Overlap.SKIP));

        assertThat(view.nextRun()).isEqualTo(expected);
        assertThat(view.request().overlap()).isEqualTo(Overlap.SKIP);
        assertThat(runner.scheduler().list("", 10).items()).containsExactly(view);
    }

    @Test
    default void aScheduleCanBeDisabledAndEnabled() {
        var runner = fixture().start(does("tick", context -> {}).build());
        runner.scheduler().schedule(request("yearly", yearly(), Overlap.ALLOW));

        var off = runner.scheduler().disable("yearly");

        assertThat(off.isEnabled()).isFalse();
        assertThat(off.nextRun()).isEmpty();
        assertThat(runner.scheduler().preview("yearly", 1)).hasSize(1);

        var on = runner.scheduler().enable("yearly");

        assertThat(on.isEnabled()).isTrue();
        assertThat(on.nextRun()).isEqualTo(yearly().nextAfter(Instant.now()));
    }

    @Test
    default void aScheduleRunsNowAndBesides() {
        var runner = fixture().start(does("tick", context -> {}).build());
        var before = runner.scheduler().schedule(request("yearly", yearly(), Overlap.ALLOW));

        var started = runner.scheduler().runNow("yearly");

        assertThat(started.isNew()).isTrue();
        assertThat(fixture()
                        .awaitStatus(runner, started.jobId(), JobStatus.SUCCEEDED)
                        .scheduleId())
                .isEqualTo("yearly");
        assertThat(runner.scheduler().find("yearly").orElseThrow().nextRun()).isEqualTo(before.nextRun());
    }

    @Test
    default void aScheduleCanBeCancelled() {
        var runner = fixture().start(does("tick", context -> {}).build());
        runner.scheduler().schedule(request("yearly", yearly(), Overlap.ALLOW));

        assertThat(runner.scheduler().cancel("yearly")).isTrue();

        assertThat(runner.scheduler().cancel("yearly")).isFalse();
        assertThat(runner.scheduler().find("yearly")).isEmpty();
        assertThat(runner.scheduler().list("", 10).items()).isEmpty();
        assertThat(jobs(runner)).isEmpty();
    }

    @Test
    default void aScheduleThatCannotBeIsRefused() {
        var runner = fixture()
                .start(Definition.of(
                                "echo",
                                StartingJobs.Message.class,
                                (StartingJobs.Message given, JobContext context) -> given)
                        .build());
        var scheduler = runner.scheduler();

        assertThatThrownBy(() -> scheduler.schedule(request("a", yearly(), Overlap.ALLOW)))
                .isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> scheduler.schedule(new ScheduleRequest(
                        "a",
                        "echo",
                        OptionalInt.empty(),
                        yearly(),
                        json("{'message': 1}"),
                        Overlap.ALLOW,
                        MissedRuns.SKIP)))
                .isInstanceOf(InvalidParamsException.class);
        assertThatThrownBy(() -> scheduler.disable("a")).isInstanceOf(NoSuchScheduleException.class);
        assertThatThrownBy(() -> scheduler.enable("a")).isInstanceOf(NoSuchScheduleException.class);
        assertThatThrownBy(() -> scheduler.runNow("a")).isInstanceOf(NoSuchScheduleException.class);
        assertThatThrownBy(() -> scheduler.preview("a", 1)).isInstanceOf(NoSuchScheduleException.class);
        assertThat(scheduler.list("", 10).items()).isEmpty();
    }

    @Test
    default void schedulesAreListedById() {
        var runner = fixture().start(does("tick", context -> {}).build());
        for (var id : List.of("c", "a", "b")) {
            runner.scheduler().schedule(request(id, yearly(), Overlap.ALLOW));
        }

        var first = runner.scheduler().list("", 2);
        var second = runner.scheduler().list(first.nextCursor(), 2);

        assertThat(first.items()).extracting(view -> view.request().id()).containsExactly("a", "b");
        assertThat(second.items()).extracting(view -> view.request().id()).containsExactly("c");
        assertThat(second.nextCursor()).isEmpty();
    }

    @Test
    default void runsMayOverlap() {
        var gate = fixture().gate();
        var running = new AtomicInteger();
        var runner = fixture()
                .start(does("tick", context -> {
                            running.incrementAndGet();
                            gate.await();
                        })
                        .build());

        runner.scheduler().schedule(request("often", often().withLimit(2), Overlap.ALLOW));

        eventually(() -> assertThat(running).hasValue(2));
    }

    @Test
    default void aRunThatWouldOverlapIsSkipped() {
        var gate = fixture().gate();
        var running = new AtomicInteger();
        var runner = fixture()
                .start(does("tick", context -> {
                            running.incrementAndGet();
                            gate.await();
                        })
                        .build());

        runner.scheduler().schedule(request("often", often(), Overlap.SKIP));

        eventually(() -> assertThat(jobs(runner))
                .filteredOn(job -> job.status() == JobStatus.SKIPPED)
                .hasSizeGreaterThan(1)
                .allSatisfy(job -> {
                    assertThat(job.scheduleId()).isEqualTo("often");
                    assertThat(job.reason()).isNotBlank();
                }));
        assertThat(running).hasValue(1);
        runner.scheduler().disable("often");
    }

    @Test
    default void ofRunsThatWouldOverlapOneIsMadeLater() {
        var gates = List.of(fixture().gate(), fixture().gate());
        var starts = new AtomicInteger();
        var others = new AtomicInteger();
        var runner = fixture()
                .start(
                        does(
                                        "tick",
                                        context -> gates.get(Math.min(1, starts.getAndIncrement()))
                                                .await())
                                .build(),
                        does("other", context -> others.incrementAndGet()).build());

        runner.scheduler().schedule(request("often", often(), Overlap.QUEUE_ONE));
        eventually(() -> assertThat(starts).hasValue(1));
        awaitSlots(runner, others, 4);
        assertThat(starts).hasValue(1);
        gates.get(0).countDown();

        eventually(() -> assertThat(starts).hasValue(2));
        awaitSlots(runner, others, 8);
        // A run that is due may be looked at for a moment before it is left out.
        eventually(() -> assertThat(jobs(runner))
                .filteredOn(job -> "often".equals(job.scheduleId()))
                .extracting(JobView::status)
                .containsExactlyInAnyOrder(JobStatus.SUCCEEDED, JobStatus.RUNNING));
        runner.scheduler().disable("often");
    }

    /** Until a schedule beside it has made some more runs. */
    private static void awaitSlots(JobRunner runner, AtomicInteger runs, int count) {
        runner.scheduler()
                .schedule(new ScheduleRequest(
                        "besides-" + count,
                        "other",
                        OptionalInt.empty(),
                        often().withLimit(4),
                        NullNode.getInstance(),
                        Overlap.ALLOW,
                        MissedRuns.RUN_ONCE));
        eventually(() -> assertThat(runs).hasValueGreaterThanOrEqualTo(count));
    }

    @Test
    default void aScheduledJobOfAVersionThatIsTooOldRunsAtTheNewOne() {
        var versions = new CopyOnWriteArrayList<Integer>();
        var runner = fixture()
                .start(
                        does("tick", context -> versions.add(context.definitionVersion()))
                                .build(),
                        does("tick", context -> versions.add(context.definitionVersion()))
                                .version(2)
                                .minimalVersion(2)
                                .build());

        runner.scheduler()
                .schedule(new ScheduleRequest(
                        "old",
                        "tick",
                        OptionalInt.of(1),
                        Schedule.once(Instant.ofEpochMilli(System.currentTimeMillis() + 1_000)),
                        NullNode.getInstance(),
                        Overlap.ALLOW,
                        MissedRuns.RUN_ONCE));

        eventually(() -> assertThat(jobs(runner))
                .extracting(job -> job.version() + " " + job.status())
                .containsExactlyInAnyOrder("1 SKIPPED", "2 SUCCEEDED"));
        assertThat(versions).containsExactly(2);
        assertThat(runner.scheduler().find("old").orElseThrow().request().version())
                .hasValue(2);
    }

    @Test
    default void aScheduleIsOfTheVersionItNamesElseOfTheNewest() {
        var runner = fixture()
                .start(
                        does("tick", context -> {}).build(),
                        does("tick", context -> {}).version(2).build());

        for (var version : List.of(OptionalInt.of(1), OptionalInt.empty())) {
            runner.scheduler()
                    .schedule(new ScheduleRequest(
                            version.isPresent() ? "old" : "newest",
                            "tick",
                            version,
                            often().withLimit(1),
                            NullNode.getInstance(),
                            Overlap.ALLOW,
                            MissedRuns.RUN_ONCE));
        }

        eventually(() -> assertThat(jobs(runner))
                .extracting(job -> job.scheduleId() + " " + job.version() + " " + job.status())
                .containsExactlyInAnyOrder("old 1 SUCCEEDED", "newest 2 SUCCEEDED"));
    }

    @Test
    default void aRunThatWasMissedIsLeftOutOrMadeOnceAsTheScheduleSays() {
        var runner = fixture().start(does("tick", context -> {}).build());
        var over = Schedule.once(Instant.ofEpochMilli(System.currentTimeMillis() - 3_600_000));

        for (var rule : MissedRuns.values()) {
            var view = runner.scheduler()
                    .schedule(new ScheduleRequest(
                            rule.name(),
                            "tick",
                            OptionalInt.empty(),
                            over,
                            NullNode.getInstance(),
                            Overlap.ALLOW,
                            rule));
            assertThat(view.request().runsMissed()).isEqualTo(rule);
        }

        eventually(() -> assertThat(jobs(runner))
                .extracting(job -> job.scheduleId() + " " + job.status())
                .containsExactly("RUN_ONCE SUCCEEDED"));
        eventually(() -> assertThat(
                        runner.scheduler().find("RUN_ONCE").orElseThrow().runs())
                .isEqualTo(1));
        assertThat(runner.scheduler().find("SKIP").orElseThrow().runs()).isZero();
        assertThat(runner.scheduler().find("SKIP").orElseThrow().nextRun()).isEmpty();
    }

    @Test
    default void aDefinitionMayHaveAScheduleOfItsOwn() {
        var runner = fixture()
                .start(
                        does("tick", context -> {}).schedule(often()).build(),
                        does("yearly", context -> {}).schedule(yearly()).build());

        eventually(() -> assertThat(jobs(runner))
                .isNotEmpty()
                .allSatisfy(job -> assertThat(job.scheduleId()).isEqualTo("tick")));
        assertThat(runner.scheduler().list("", 10).items())
                .extracting(view -> view.request().id(), ScheduleView::isSystem)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("tick", true),
                        org.assertj.core.groups.Tuple.tuple("yearly", true));
        runner.scheduler().disable("tick");
    }

    @Test
    default void aScheduleOfTheSystemIsChangedByTheSystemOnly() {
        var runner = fixture()
                .start(
                        does("tick", context -> {}).build(),
                        does("own", context -> {}).schedule(yearly()).build());
        var scheduler = runner.scheduler();
        var nightly = request("nightly", yearly(), Overlap.ALLOW);
        assertThat(scheduler.scheduleSystem(nightly).isSystem()).isTrue();

        for (var id : List.of("nightly", "own")) {
            var before = scheduler.find(id);
            assertThatThrownBy(() -> scheduler.schedule(request(id, often(), Overlap.SKIP)))
                    .isInstanceOf(SystemScheduleException.class)
                    .hasMessageContaining(id);
            assertThatThrownBy(() -> scheduler.cancel(id)).isInstanceOf(SystemScheduleException.class);
            assertThat(scheduler.find(id)).isPresent().isEqualTo(before);
        }
        assertThat(scheduler.disable("nightly").isEnabled()).isFalse();
        var monthly = Schedule.cron("0 0 1 * *", ZoneOffset.UTC);
        var changed = scheduler.scheduleSystem(request("nightly", monthly, Overlap.ALLOW));
        assertThat(changed.request().schedule().next(Instant.EPOCH, 2)).isEqualTo(monthly.next(Instant.EPOCH, 2));
        assertThat(changed.isEnabled()).as("stays disabled").isFalse();

        assertThat(scheduler.cancelSystem("nightly")).isTrue();
        assertThat(scheduler.cancelSystem("nightly")).isFalse();
        assertThat(scheduler.find("nightly")).isEmpty();
    }

    @Test
    default void theSystemTakesAScheduleOver() {
        var scheduler = fixture().start(does("tick", context -> {}).build()).scheduler();
        scheduler.schedule(request("nightly", yearly(), Overlap.ALLOW));

        scheduler.scheduleSystem(request("nightly", yearly(), Overlap.SKIP));

        assertThatThrownBy(() -> scheduler.cancel("nightly")).isInstanceOf(SystemScheduleException.class);
    }

    @Test
    default void aScheduleIsChangedOnlyIfWhatIsThereLetsIt() {
        var scheduler = fixture().start(does("tick", context -> {}).build()).scheduler();
        var monthly = Schedule.cron("0 0 1 * *", ZoneOffset.UTC);
        Consumer<Optional<ScheduleView>> none = there -> {
            if (there.isPresent()) {
                throw new IllegalStateException("there is one");
            }
        };
        var made = scheduler.schedule(request("nightly", yearly(), Overlap.ALLOW), none);

        assertThatThrownBy(() -> scheduler.schedule(request("nightly", monthly, Overlap.ALLOW), none))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scheduler.cancel("nightly", there -> {
                    throw new IllegalStateException(there.request().id());
                }))
                .hasMessage("nightly");
        assertThat(scheduler.find("nightly")).contains(made);

        assertThat(scheduler.cancel(
                        "nightly", there -> assertThat(there.isEnabled()).isTrue()))
                .isTrue();
        assertThat(scheduler.cancel("nightly", there -> {
                    throw new AssertionError("there is none");
                }))
                .isFalse();
    }

    @Test
    default void runsOfADisabledDefinitionAreLeftOut() {
        var ran = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(
                        does("tick", context -> ran.add("tick")).enabled(false).build(),
                        does("other", context -> ran.add("other")).build());

        runner.scheduler().schedule(request("often", often(), Overlap.ALLOW));
        runner.scheduler()
                .schedule(new ScheduleRequest(
                        "besides",
                        "other",
                        OptionalInt.empty(),
                        often().withLimit(4),
                        NullNode.getInstance(),
                        Overlap.ALLOW,
                        MissedRuns.SKIP));

        eventually(() -> assertThat(ran).hasSize(4));
        assertThat(ran).doesNotContain("tick");
        assertThatThrownBy(() -> runner.scheduler().runNow("often")).isInstanceOf(DefinitionDisabledException.class);
    }
}
