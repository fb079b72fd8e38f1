package io.taurine.queue;

import static io.taurine.queue.SchedulerBench.T;
import static io.taurine.queue.SchedulerBench.json;
import static io.taurine.queue.SchedulerBench.run;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.internal.NextRunMaker.NoSuccessorException;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The run after a claimed run of a job scheduler, with a clock that the test moves. */
class SchedulerRunsIT extends SchedulerSuite {

    SchedulerRunsIT(TestQueue keysOf) {
        super(keysOf);
    }

    @Nested
    class OneAfterTheOther {

        @Test
        void anIntervalStepsBySlots() {
            bench.upsert("s", EVERY);
            queue.forgetEvents().forgetMarkers();
            var first = bench.at(40).claim();

            assertThat(bench.makeAfter(first)).contains(run("s", 10_000));

            assertThat(bench.record("s")).containsEntry("ic", "2");
            assertThat(bench.slot("s")).isEqualTo(10_000);
            var hash = queue.hash(run("s", 10_000));
            assertThat(json(hash.remove("opts"))).isEqualTo(json("""
                            {'attempts':0,'repeat':{'count':2,'every':10000},'repeatJobKey':'s',
                             'jobId':'repeat:s:1800000010000','delay':9960,'timestamp':1800000000040}"""));
            assertThat(hash)
                    .isEqualTo(Map.of(
                            "name",
                            "s",
                            "data",
                            "{}",
                            "timestamp",
                            "1800000000040",
                            "delay",
                            "9960",
                            "priority",
                            "0",
                            "rjk",
                            "s"));
            assertThat(queue.events())
                    .containsExactly(
                            "active jobId=repeat:s:1800000000000 prev=waiting",
                            "added jobId=repeat:s:1800000010000 name=s",
                            "delayed delay=1800000010000 jobId=repeat:s:1800000010000");
            assertThat(queue.markers()).containsEntry("1", 1800000010000.0);
            assertThat(keysOf.redis().get(queue.key("id"))).isEqualTo("2");
        }

        @Test
        void aPatternStepsByMatches() {
            bench.upsert("p", Schedule.cron("*/20 * * * * *", UTC));

            assertThat(bench.at(20_000).work()).contains(run("p", 40_000));
            assertThat(bench.at(40_003).work()).contains(run("p", 60_000));

            assertThat(bench.opts(run("p", 60_000))).isEqualTo(json("""
                            {'attempts':0,'repeat':{'count':3,'pattern':'*/20 * * * * *','tz':'UTC'},
                             'repeatJobKey':'p','jobId':'repeat:p:1800000060000','delay':19997,
                             'timestamp':1800000040003,'prevMillis':1800000060000}"""));
        }

        @Test
        void aRunClaimedBeforeItsSlotIsFollowedByTheSlotAfterIt() {
            bench.upsert("p", Schedule.cron("30 * * * * *", UTC));
            queue.queue.promote(run("p", 30_000));
            bench.at(1000).upsert("s", Schedule.every(TEN_SECONDS).withOffset(TEN_SECONDS.minusMillis(1)));
            queue.queue.promote(run("s", 9_999));

            assertThat(bench.work()).contains(run("p", 90_000));
            assertThat(bench.work()).contains(run("s", 19_999));
        }

        @Test
        void theTemplateIsThatOfTheRecordTheOptionsThoseOfTheRun() {
            var options = JobOptions.builder()
                    .attempts(3)
                    .backoff(Backoff.exponential(Duration.ofSeconds(1)))
                    .priority(4)
                    .build();
            bench.upsert("s", EVERY, JobTemplate.of("n", Map.of("v", 1), options), SchedulerOptions.defaults());
            keysOf.redis().hset(queue.key("repeat:s"), "data", "{\"v\":2}");

            bench.work();

            assertThatJob(keysOf, run("s", 10_000))
                    .isDelayed()
                    .hasData("{\"v\":2}")
                    .hasField("priority", "4")
                    .hasField("name", "n");
            assertThat(bench.opts(run("s", 10_000)).get("attempts").asInt()).isEqualTo(3);
            assertThat(bench.at(10_000).claim()).isEqualTo(run("s", 10_000));
        }

        @Test
        void whatOtherClientsWroteIntoTheOptionsSurvives() {
            bench.upsert("s", EVERY);
            queue.setField(run("s", 0), "opts", json("""
                            {'repeat':{'count':4,'every':10000,'endDate':'2027-01-20T00:00:00Z','foo':1},'de':{'id':'x'},
                             'lifo':true,'tm':'trace','jobId':'old','delay':7,'odd':[1,{'a':[]}]}""").toString());

            bench.work();

            var opts = bench.opts(run("s", 10_000));
            assertThat(opts.get("repeat")).isEqualTo(json("""
                            {'count':5,'every':10000,'endDate':1800403200000,'foo':1}"""));
            assertThat(opts.get("odd")).isEqualTo(json("[1,{'a':[]}]"));
            assertThat(opts.get("tm").asText()).isEqualTo("trace");
            assertThat(opts.get("jobId").asText()).isEqualTo(run("s", 10_000));
            assertThatJob(keysOf, run("s", 10_000)).hasField("deid", "x");
            assertThat(keysOf.keys()).doesNotContain(queue.key("de:x"));
        }

        @ParameterizedTest
        @CsvSource({"2027-03-10T00:00:00Z, 2027-03-14T07:30:00Z", "2027-11-03T00:00:00Z, 2027-11-07T07:30:00Z"})
        void noDayIsLostOrDoubledWhenTheClocksChange(Instant from, Instant onTheDay) {
            var schedule = Schedule.cron("30 2 * * *", ZoneId.of("America/New_York"));
            bench.at(from).upsert("dst", schedule);
            var days = new ArrayList<Instant>();

            for (int i = 0; i < 8; i++) {
                var due = Instant.ofEpochMilli((long) queue.score("repeat", "dst"));
                days.add(due);
                bench.at(due.plusMillis(3)).work();
            }

            assertThat(days).isEqualTo(schedule.next(from, 8)).contains(onTheDay);
        }
    }

    @Nested
    class AfterALongOutage {

        @Test
        void anIntervalGoesOnInItsPhaseAndMakesUpNothing() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(400)));

            assertThat(bench.at(105_400).work()).contains(run("s", 110_400));

            assertThat(bench.nothingIsDue()).isTrue();
            assertThatQueue(keysOf).hasCompleted(1).hasDelayed(1);
        }

        @Test
        void aPatternGoesOnFromNow() {
            bench.upsert("p", Schedule.cron("0 * * * *", UTC));

            assertThat(bench.at("2027-06-01T12:34:56Z").work())
                    .contains(
                            "repeat:p:" + Instant.parse("2027-06-01T13:00:00Z").toEpochMilli());
            assertThat(bench.nothingIsDue()).isTrue();
        }
    }

    @Nested
    class Ends {

        @Test
        void withTheLimit() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withLimit(3));

            assertThat(bench.work()).contains(run("s", 10_000));
            assertThat(bench.at(10_000).work()).contains(run("s", 20_000));
            assertThat(bench.at(20_000).work()).isEmpty();

            assertThat(bench.slot("s")).as("record and entry remain").isEqualTo(20_000);
            assertThat(bench.record("s")).containsEntry("ic", "3");
        }

        @Test
        void withTheEndDateOfAPattern() {
            bench.upsert("p", Schedule.cron("30 * * * * *", UTC).withEnd(T.plusSeconds(90)));

            assertThat(bench.at(30_000).work()).contains(run("p", 90_000));
            assertThat(bench.at(90_000).work()).isEmpty();
        }

        @Test
        void onceAfterTheEndDateOfAnInterval() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withEnd(T.plusSeconds(15)));

            assertThat(bench.work()).contains(run("s", 10_000));
            assertThat(bench.at(10_000).work()).as("as BullMQ does").contains(run("s", 20_000));
            assertThat(bench.at(20_000).work()).isEmpty();
        }
    }

    @Nested
    class ExactlyOne {

        @Test
        void askingAgainMakesNothing() {
            bench.upsert("s", EVERY);
            var first = bench.claim();

            assertThat(bench.makeAfter(first)).isPresent();
            assertThat(bench.makeAfter(first)).isEmpty();

            assertThat(bench.record("s")).containsEntry("ic", "2");
            assertThatQueue(keysOf).hasDelayed(1);
        }

        @Test
        void aRetryMakesNothing() {
            bench.upsert("s", EVERY);
            var first = bench.claim();
            bench.makeAfter(first);
            queue.settling().failed(first, "boom", "[]", 1).run();

            queue.queue.retry(first);

            assertThat(bench.claim()).isEqualTo(first);
            assertThat(bench.makeAfter(first)).isEmpty();
        }

        @Test
        void aRunWhoseWorkerDiedBeforeItMadeTheNextOneDoesSoWhenItIsClaimedAgain() {
            bench.upsert("s", EVERY);
            var first = bench.claim();
            keysOf.redis().del(queue.key(first) + ":lock");
            queue.recoverStalled(T.toEpochMilli() + 30_000, 1);
            keysOf.redis().del(queue.key("stalled-check"));
            assertThat(queue.recoverStalled(T.toEpochMilli() + 60_000, 1)).containsExactly(first);

            assertThat(bench.at(61_000).claim()).isEqualTo(first);

            assertThat(bench.makeAfter(first)).contains(run("s", 70_000));
        }

        @Test
        void nothingFollowsOnceTheSchedulerIsGone() {
            bench.upsert("s", EVERY);
            var first = bench.claim();
            queue.queue.removeJobScheduler("s");

            assertThat(bench.makeAfter(first)).isEmpty();
            assertThat(keysOf.keys()).doesNotContain(queue.key("repeat:s"), queue.key("repeat"));
        }

        @Test
        void nothingFollowsAnEntryWithoutARecord() {
            bench.upsert("s", EVERY);
            var first = bench.claim();
            keysOf.redis().del(queue.key("repeat:s"));

            assertThat(bench.makeAfter(first)).isEmpty();
            assertThat(keysOf.keys()).doesNotContain(queue.key("repeat:s"));
        }
    }

    @Nested
    class TakenSlots {

        @Test
        void ofAnIntervalDoNotEndTheSchedule() {
            bench.upsert("s", EVERY);
            keysOf.redis().hset(queue.key(run("s", 10_000)), "name", "left over");

            assertThat(bench.work()).contains(run("s", 20_000));
            assertThat(bench.at(20_000).work()).contains(run("s", 30_000));
        }

        @Test
        void ofAPatternDoNotEndTheSchedule() {
            bench.upsert("p", Schedule.cron("*/20 * * * * *", UTC));
            keysOf.redis().hset(queue.key(run("p", 40_000)), "name", "left over");

            assertThat(bench.at(20_000).work()).contains(run("p", 60_000));
            assertThat(bench.opts(run("p", 60_000)).get("prevMillis").asLong()).isEqualTo(T.toEpochMilli() + 60_000);
        }

        @Test
        void oneHundredOfThemAreAnError() {
            bench.upsert("s", EVERY);
            for (int i = 1; i <= 100; i++) {
                keysOf.redis().hset(queue.key(run("s", i * 10_000L)), "name", "left over");
            }
            var first = bench.claim();

            assertThatThrownBy(() -> bench.makeAfter(first))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessageContaining("current and next time slots already have jobs");
            assertThat(bench.slot("s")).isZero();
        }
    }

    @Nested
    class OfOtherClients {

        @Test
        void legacyMetadataIsToldAndMakesNothing() {
            var key = "nightly::1800000000000::* * * * *";
            keysOf.redis().hset(queue.key("repeat:" + key), "name", "nightly");
            keysOf.redis().hset(queue.key("5"), Map.of("rjk", key, "opts", "{\"repeat\":{\"every\":5}}"));

            assertThatExceptionOfType(NoSuccessorException.class)
                    .isThrownBy(() -> bench.makeAfter("5"))
                    .withMessageStartingWith(
                            "Legacy repeatable job metadata is not supported in BullMQ v6 (key: \"" + key + "\").");
        }

        @Test
        void aSchedulerWithAnIdOfThatFormWorks() {
            var id = "nightly::1800000000000::* * * * *";
            bench.upsert(id, EVERY);

            assertThat(bench.work()).contains(run(id, 10_000));
        }

        @Test
        void aPatternWithoutAZoneIsReckonedInOurs() {
            bench.upsert("p", Schedule.cron("0 0 * * *", UTC));
            queue.setField(
                    "repeat:p:" + Instant.parse("2027-01-16T00:00:00Z").toEpochMilli(),
                    "opts",
                    "{\"repeat\":{\"pattern\":\"0 0 * * *\",\"count\":1}}");
            bench.at("2027-01-16T00:00:00Z");

            var expected = Schedule.cron("0 0 * * *", ZoneId.systemDefault())
                    .nextAfter(Instant.parse("2027-01-16T00:00:00Z"))
                    .orElseThrow();
            assertThat(bench.work()).contains("repeat:p:" + expected.toEpochMilli());
        }

        @Test
        void aPatternThatOnlyTheyCanReadIsAnError() {
            bench.upsert("p", Schedule.cron("* * * * *", UTC));
            queue.setField(run("p", 60_000), "opts", "{\"repeat\":{\"pattern\":\"H H * * *\",\"tz\":\"UTC\"}}");
            var run = bench.at(60_000).claim();

            assertThatThrownBy(() -> bench.makeAfter(run))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessageStartingWith("Job scheduler p in queue " + keysOf.name() + ": ");
            assertThat(bench.slot("p")).isEqualTo(60_000);
        }

        @Test
        void optionsThatSayNothingAreTold() {
            bench.upsert("s", EVERY);
            for (var opts : new String[] {"{broken", "[]", "{}", "{\"repeat\":1}"}) {
                queue.setField(run("s", 0), "opts", opts);

                assertThatExceptionOfType(NoSuccessorException.class)
                        .as(opts)
                        .isThrownBy(() -> bench.makeAfter(run("s", 0)));
            }
        }
    }

    /** What section 2.8 of the wire format says of the jobs themselves. */
    @Nested
    class ThePendingRun {

        @Test
        void cannotBeRemovedByItselfAnOlderOneCan() {
            bench.upsert("s", EVERY);
            bench.work();

            assertThatExceptionOfType(SchedulerJobException.class)
                    .isThrownBy(() -> queue.queue.remove(run("s", 10_000)));
            assertThat(queue.queue.remove(run("s", 0))).isTrue();
        }

        @Test
        void isSparedByDrainAndClean() {
            bench.upsert("s", EVERY);
            queue.add();
            bench.upsert("later", Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(1)));

            queue.queue.drain(true);
            queue.queue.clean(Duration.ZERO, 100, JobState.WAITING);
            queue.queue.clean(Duration.ZERO, 100, JobState.DELAYED);

            assertThat(queue.list("wait")).containsExactly(run("s", 0));
            assertThatJob(keysOf, run("later", 1)).isDelayed();
        }

        @Test
        void survivesMoreStallsThanOtherJobsMay() {
            bench.upsert("s", EVERY);
            var id = bench.claim();
            for (int i = 1; i <= 4; i++) {
                queue.recoverStalled(T.toEpochMilli() + i * 30_000L, 1);
                keysOf.redis().del(queue.key(id) + ":lock", queue.key("stalled-check"));
                if (queue.list("active").isEmpty()) {
                    bench.claim();
                }
            }

            assertThatJob(keysOf, id).doesNotHaveField("defa");
            assertThat(Integer.parseInt(queue.field(id, "stc"))).isGreaterThan(1);
        }

        @Test
        void waitsInAPausedQueue() {
            queue.queue.pause();
            bench.upsert("s", EVERY);

            assertThat(bench.at(100_000).nothingIsDue()).isTrue();
            assertThatJob(keysOf, run("s", 0)).isWaiting();
            queue.queue.resume();
            assertThat(bench.work()).contains(run("s", 110_000));
        }
    }
}
