package io.taurine.queue;

import static io.taurine.queue.SchedulerBench.T;
import static io.taurine.queue.SchedulerBench.run;
import static io.taurine.queue.internal.Await.result;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.JobOptions;
import io.taurine.queue.BrokenScheduler.Problem;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Job schedulers looked at, removed, run out of turn, and found broken, with a clock that the test moves. */
class SchedulerKeepingIT extends SchedulerSuite {

    private static final String LEGACY = "nightly::1800000000000::* * * * *";

    SchedulerKeepingIT(TestQueue keysOf) {
        super(keysOf);
    }

    @Nested
    class Looking {

        /** The record does not tell a phase that was given from one that the first run happened to have. */
        @ParameterizedTest
        @CsvSource({"-5000, 0, 1234", "-5000, 3000, 1234", "7777, 0, 7777", "7777, 3000, 7777"})
        void theScheduleOfAnIntervalGoesOnFromItsSlots(long start, long offset, long first) {
            bench.at(1234)
                    .upsert(
                            "s",
                            Schedule.every(TEN_SECONDS)
                                    .withOffset(Duration.ofMillis(offset))
                                    .withStart(T.plusMillis(start)));

            var found = result(bench.schedulers.get("s")).orElseThrow();

            assertThat(bench.slot("s")).isEqualTo(first);
            assertThat(found.schedule().next(found.next(), 2))
                    .containsExactly(T.plusMillis(first + 10_000), T.plusMillis(first + 20_000));
        }

        @Test
        void tellsEverythingOfAPattern() {
            var schedule = Schedule.cron("30 * * * * *", ZoneId.of("Europe/Berlin"))
                    .withLimit(5)
                    .withStart(T.minusSeconds(60))
                    .withEnd(T.plusSeconds(600));
            var options = JobOptions.builder().attempts(3).build();
            bench.upsert("p", schedule, JobTemplate.of("tick", Map.of("a", 1), options), SchedulerOptions.defaults());

            var found = queue.queue.getJobScheduler("p").orElseThrow();

            assertThat(found.id()).isEqualTo("p");
            assertThat(found.name()).isEqualTo("tick");
            assertThat(found.next()).isEqualTo(T.plusSeconds(30));
            assertThat(found.nextJobId()).isEqualTo(run("p", 30_000));
            assertThat(found.iterationCount()).isEqualTo(1);
            assertThat(found.pattern()).contains("30 * * * * *");
            assertThat(found.timeZone()).contains("Europe/Berlin");
            assertThat(found.every()).isEmpty();
            assertThat(found.offset()).isZero();
            assertThat(found.limit()).isEqualTo(OptionalInt.of(5));
            assertThat(found.startDate()).contains(T.minusSeconds(60));
            assertThat(found.endDate()).contains(T.plusSeconds(600));
            assertThat(found.template()).isEqualTo(JobTemplate.of("tick", Map.of("a", 1), options));
            assertThat(found.schedule()).isEqualTo(schedule);
            assertThat(found).hasToString("Job scheduler p in queue " + keysOf.name());
        }

        @Test
        void tellsEverythingOfAnInterval() {
            var schedule = Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(400));
            bench.upsert("s", schedule);

            var found = queue.queue.getJobScheduler("s").orElseThrow();

            assertThat(found.every()).contains(TEN_SECONDS);
            assertThat(found.offset()).isEqualTo(Duration.ofMillis(400));
            assertThat(found.pattern()).isEmpty();
            assertThat(found.timeZone()).isEmpty();
            assertThat(found.limit()).isEmpty();
            assertThat(found.startDate()).isEmpty();
            assertThat(found.endDate()).isEmpty();
            assertThat(found.schedule()).isEqualTo(schedule);
            assertThat(found.template()).isEqualTo(JobTemplate.of("s", Map.of()));
        }

        @Test
        void findsNothingWhereNothingIs() {
            assertThat(queue.queue.getJobScheduler("none")).isEmpty();
            assertThat(queue.queue.getJobSchedulers(0, 10, true)).isEmpty();
            assertThat(queue.queue.getJobSchedulersCount()).isZero();
            assertThat(queue.queue.removeJobScheduler("none")).isFalse();
            assertThat(queue.queue.findBrokenSchedulers()).isEmpty();
            assertThat(queue.queue.repairJobScheduler("none")).isEmpty();
        }

        @Test
        void pagesByTheNextRunEitherWay() {
            for (int i = 0; i < 5; i++) {
                bench.upsert("s" + i, Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(1000 + i)));
            }

            assertThat(ids(queue.queue.getJobSchedulers(0, 1, true))).containsExactly("s0", "s1");
            assertThat(ids(queue.queue.getJobSchedulers(2, 900, true))).containsExactly("s2", "s3", "s4");
            assertThat(ids(queue.queue.getJobSchedulers(0, 1, false))).containsExactly("s4", "s3");
            assertThat(queue.queue.getJobSchedulersCount()).isEqualTo(5);
        }

        @Test
        void leavesOutWhatIsNoSchedulerAndDeletesNothing() {
            bench.upsert("s", EVERY);
            keysOf.redis().zadd(queue.key("repeat"), 5, "lost");
            keysOf.redis().zadd(queue.key("repeat"), 6, LEGACY);

            assertThat(ids(queue.queue.getJobSchedulers(0, 10, true))).containsExactly("s");
            assertThat(queue.queue.getJobScheduler("lost")).isEmpty();
            assertThatThrownBy(() -> queue.queue.getJobScheduler(LEGACY))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessageContaining(
                            "Legacy repeatable job metadata is not supported in BullMQ v6 (key: \"" + LEGACY);
            assertThat(queue.set("repeat")).contains("lost", LEGACY);
        }

        @Test
        void refusesPagesAndIdsThatMakeNoSense() {
            assertThatIllegalArgumentException().isThrownBy(() -> queue.queue.getJobSchedulers(-1, 3, true));
            assertThatIllegalArgumentException().isThrownBy(() -> queue.queue.getJobSchedulers(0, 1000, true));
            assertThatIllegalArgumentException().isThrownBy(() -> queue.queue.getJobScheduler(""));
            assertThatIllegalArgumentException().isThrownBy(() -> queue.queue.removeJobScheduler(""));
        }

        private static List<String> ids(List<JobScheduler<Object>> found) {
            return found.stream().map(JobScheduler::id).toList();
        }
    }

    @Nested
    class Removing {

        @Test
        void takesTheDelayedRunAlong() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(5)));
            queue.forgetEvents();

            assertThat(queue.queue.removeJobScheduler("s")).isTrue();

            assertThat(queue.events()).containsExactly("removed jobId=" + run("s", 5) + " prev=delayed");
            assertThat(keysOf.keys())
                    .containsExactlyInAnyOrder(
                            queue.key("meta"), queue.key("events"), queue.key("id"), queue.key("marker"));
            assertThat(queue.queue.removeJobScheduler("s")).isFalse();
        }

        @Test
        void leavesARunThatIsInLineToRunForTheLastTime() {
            bench.upsert("s", EVERY);

            assertThat(queue.queue.removeJobScheduler("s")).isTrue();

            assertThatJob(keysOf, run("s", 0)).isWaiting();
            assertThat(bench.work()).isEmpty();
            assertThatQueue(keysOf).hasDelayed(0).hasCompleted(1);
        }
    }

    @Nested
    class RunningNow {

        @Test
        void addsOneMoreJobAndLeavesTheScheduleAlone() {
            var options = JobOptions.builder().attempts(3).priority(2).build();
            var template = JobTemplate.<Object>of("tick", Map.of("a", 1), options);
            bench.upsert("s", Schedule.every(TEN_SECONDS).withLimit(2), template, SchedulerOptions.defaults());
            bench.work();
            var before = bench.record("s");

            var extra = queue.queue.runNow("s");

            assertThatJob(keysOf, extra.id())
                    .isPrioritized()
                    .hasField("name", "tick")
                    .hasData("{\"a\":1}")
                    .doesNotHaveField("rjk");
            assertThat(bench.opts(extra.id())).isEqualTo(SchedulerBench.json("{'attempts':3,'priority':2}"));
            assertThat(bench.record("s")).isEqualTo(before);
            assertThat(bench.slot("s")).isEqualTo(10_000);
            assertThat(bench.claim()).isEqualTo(extra.id());
            assertThat(bench.at(10_000).claim()).isEqualTo(run("s", 10_000));
        }

        @Test
        void passesOverWhatNodeLeftInTheTemplateToNoEffect() {
            bench.upsert("s", EVERY);
            keysOf.redis()
                    .hset(
                            queue.key("repeat:s"),
                            "opts",
                            "{\"jobId\":\"x\",\"delay\":77000,\"de\":{\"id\":\"d\"},\"kl\":4}");

            var extra = queue.queue.runNow("s");

            assertThat(extra.id()).isNotEqualTo("x");
            assertThatJob(keysOf, extra.id()).isWaiting().doesNotHaveField("deid");
            assertThat(bench.opts(extra.id())).isEqualTo(SchedulerBench.json("{'attempts':0,'kl':4}"));
        }

        @Test
        void needsAScheduler() {
            assertThatThrownBy(() -> queue.queue.runNow("none"))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessage("Job scheduler none in queue " + keysOf.name() + ": there is no such scheduler");
        }
    }

    @Nested
    class Previewing {

        @Test
        void followsAPatternOverAClockChange() {
            var schedule = Schedule.cron("30 2 * * *", ZoneId.of("America/New_York"));
            bench.at("2027-03-13T12:00:00Z").upsert("p", schedule);

            assertThat(preview("p", 3))
                    .isEqualTo(schedule.next(Instant.parse("2027-03-13T12:00:00Z"), 3))
                    .startsWith(Instant.parse("2027-03-14T07:30:00Z"));
        }

        @Test
        void saysWhatHappensThen() {
            bench.at(1234).upsert("s", Schedule.every(TEN_SECONDS).withLimit(5).withEnd(T.plusSeconds(35)));
            var foretold = preview("s", 10);

            for (var run : foretold) {
                assertThat(bench.slot("s")).isEqualTo(run.toEpochMilli() - T.toEpochMilli());
                bench.at(run).work();
            }

            assertThat(foretold).hasSize(5);
            assertThat(bench.nothingIsDue()).isTrue();
            assertThat(preview("s", 10)).as("it is over").isEmpty();
        }

        @Test
        void countsWhatIsLeftOfALimit() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withLimit(3));
            bench.work();

            assertThat(preview("s", 10)).containsExactly(T.plusSeconds(10), T.plusSeconds(20));
        }

        @Test
        void goesOnFromNowWhenThePendingRunIsLate() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(400)));

            assertThat(bench.at(105_000).schedulers).isNotNull();
            assertThat(preview("s", 3))
                    .containsExactly(T.plusMillis(400), T.plusMillis(110_400), T.plusMillis(120_400));
        }

        @Test
        void isBounded() {
            bench.upsert("s", EVERY);

            assertThat(preview("s", 1000)).hasSize(1000);
            assertThatIllegalArgumentException().isThrownBy(() -> preview("s", 0));
            assertThatIllegalArgumentException().isThrownBy(() -> preview("s", 1001));
            assertThatThrownBy(() -> preview("none", 1)).isInstanceOf(SchedulerException.class);
        }

        private List<Instant> preview(String id, int count) {
            return result(bench.schedulers.preview(id, count));
        }
    }

    @Nested
    class Broken {

        @Test
        void noSchedulerThatWaitsRunsOrIsOver() {
            bench.upsert("waiting", EVERY);
            bench.upsert("delayed", Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(1)));
            bench.upsert("prioritized", EVERY, urgent(), SchedulerOptions.defaults());
            bench.upsert(
                    "limited",
                    Schedule.every(Duration.ofSeconds(1)).withLimit(1),
                    urgent(),
                    SchedulerOptions.defaults());
            bench.upsert("ended", Schedule.cron("30 * * * * *", UTC).withEnd(T.plusSeconds(40)));
            bench.at(30_000);
            for (int i = 0; i < 5; i++) {
                bench.work();
            }
            bench.at(41_000);
            bench.claim();

            assertThat(broken()).isEmpty();
        }

        @Test
        void oneWhoseRunWasDeletedBehindItsBackIsFoundAndRepaired() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(400)));
            keysOf.redis().del(queue.key(run("s", 400)));
            keysOf.redis().zrem(queue.key("delayed"), run("s", 400));

            bench.at(25_000);
            assertThat(broken()).containsExactly(new BrokenScheduler("s", T.plusMillis(400), Problem.NO_PENDING_RUN));
            assertThat(repair("s")).contains(run("s", 30_400));

            assertThat(broken()).isEmpty();
            assertThat(repair("s")).as("works").isEmpty();
            assertThat(bench.at(30_400).work()).contains(run("s", 40_400));
        }

        @Test
        void aDeadIdInTheLineIsNoRun() {
            bench.upsert("s", EVERY);
            keysOf.redis().del(queue.key(run("s", 0)));

            assertThat(broken()).extracting(BrokenScheduler::problem).containsExactly(Problem.NO_PENDING_RUN);
        }

        @Test
        void oneWhoseClientMadeNoNextRunIsFoundAndGoesOnCounting() {
            var options = JobOptions.builder().attempts(4).priority(3).build();
            bench.upsert(
                    "p",
                    Schedule.cron("30 * * * * *", UTC).withLimit(3),
                    JobTemplate.of("tick", Map.of("a", 1), options),
                    SchedulerOptions.defaults());
            bench.at(30_000);
            var first = bench.claim();
            queue.settling().completed(first, "1").run();

            assertThat(broken()).extracting(BrokenScheduler::id).containsExactly("p");
            assertThat(repair("p")).contains(run("p", 90_000));

            assertThatJob(keysOf, run("p", 90_000))
                    .isDelayed()
                    .hasData("{\"a\":1}")
                    .hasField("priority", "3");
            var opts = bench.opts(run("p", 90_000));
            assertThat(opts.at("/repeat/count").asInt()).isEqualTo(2);
            assertThat(opts.get("attempts").asInt()).isEqualTo(4);
            assertThat(opts.get("prevMillis").asLong()).isEqualTo(T.toEpochMilli() + 90_000);
            assertThat(bench.record("p")).containsEntry("ic", "2");
            assertThat(bench.at(90_000).work()).contains(run("p", 150_000));
            assertThat(bench.at(150_000).work()).isEmpty();
            assertThat(broken()).as("over").isEmpty();
        }

        @Test
        void anEntryWithoutARecordIsTakenOffTheList() {
            bench.upsert("lost", EVERY);
            keysOf.redis().del(queue.key("repeat:lost"));

            assertThat(broken()).containsExactly(new BrokenScheduler("lost", T, Problem.NO_RECORD));
            assertThat(repair("lost")).isEmpty();

            assertThat(broken()).isEmpty();
            assertThat(queue.queue.getJobSchedulersCount()).isZero();
        }

        @Test
        void legacyMetadataIsFoundAndLeftAlone() {
            keysOf.redis().zadd(queue.key("repeat"), 5, LEGACY);

            assertThat(broken()).extracting(BrokenScheduler::problem).containsExactly(Problem.LEGACY);
            assertThatThrownBy(() -> repair(LEGACY)).isInstanceOf(SchedulerException.class);
            assertThat(queue.set("repeat")).containsExactly(LEGACY);
        }

        @Test
        void aScheduleThatOnlyOthersCanReadIsFoundOnceItStands() {
            bench.upsert("p", Schedule.cron("30 * * * * *", UTC));
            keysOf.redis().hset(queue.key("repeat:p"), "pattern", "H H * * *");
            assertThat(broken()).as("a Node worker may go on with it").isEmpty();
            keysOf.redis().del(queue.key(run("p", 30_000)));

            assertThat(broken()).extracting(BrokenScheduler::problem).containsExactly(Problem.UNREADABLE_SCHEDULE);
            assertThatThrownBy(() -> repair("p"))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessageContaining("H H * * *");
        }

        @Test
        void manyOfThemAreFound() {
            IntStream.range(0, 450).forEach(i -> keysOf.redis().zadd(queue.key("repeat"), i, "lost" + i));

            assertThat(broken()).hasSize(450);
        }

        private JobTemplate<Object> urgent() {
            return JobTemplate.of("", 1, JobOptions.builder().priority(1).build());
        }

        private List<BrokenScheduler> broken() {
            return result(bench.schedulers.findBroken());
        }

        private Optional<String> repair(String id) {
            return result(bench.schedulers.repair(id)).map(JobHandle::id);
        }
    }
}
