package io.taurine.queue;

import static io.taurine.queue.SchedulerBench.T;
import static io.taurine.queue.SchedulerBench.json;
import static io.taurine.queue.SchedulerBench.run;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Backoff;
import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobParent;
import io.taurine.job.KeepJobs;
import io.taurine.job.PayloadException;
import io.taurine.repeat.ClockChange;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Job schedulers created and replaced, with a clock that the test moves. */
@RedisTest
class SchedulerUpsertIT {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Schedule EVERY = Schedule.every(TEN_SECONDS);
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final TestQueue keysOf;
    private final SchedulerBench bench;
    private final Bench queue;

    SchedulerUpsertIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        this.bench = new SchedulerBench(keysOf, QueueOptions.defaults());
        this.queue = bench.bench;
    }

    @Nested
    class WhatIsStored {

        @Test
        void anIntervalIsDueAtOnceAndTakesItsPhaseFromThere() {
            bench.at(1234);

            assertThat(bench.upsert("s", EVERY)).contains(run("s", 1234));

            assertThat(bench.record("s")).isEqualTo(Map.of("name", "s", "ic", "1", "every", "10000", "offset", "1234"));
            assertThat(bench.slot("s")).isEqualTo(1234);
            assertThatJob(keysOf, run("s", 1234)).isWaiting();
            var hash = queue.hash(run("s", 1234));
            assertThat(json(hash.remove("opts"))).isEqualTo(json("""
                            {'repeat':{'count':1,'every':10000},'repeatJobKey':'s','jobId':'repeat:s:1800000001234',
                             'delay':0,'timestamp':1800000001234}"""));
            assertThat(hash)
                    .isEqualTo(Map.of(
                            "name",
                            "s",
                            "data",
                            "{}",
                            "timestamp",
                            "1800000001234",
                            "delay",
                            "0",
                            "priority",
                            "0",
                            "rjk",
                            "s"));
            assertThat(queue.events())
                    .containsExactly(
                            "added jobId=repeat:s:1800000001234 name=s", "waiting jobId=repeat:s:1800000001234");
            assertThat(queue.markers()).isEqualTo(Map.of("0", 0.0));
            assertThat(keysOf.redis().get(queue.key("id"))).isEqualTo("1");
        }

        @Test
        void aPatternIsDelayedUntilItsNextMatchAndAlwaysHasItsZone() {
            bench.upsert("p", Schedule.cron("30 * * * * *", ZoneId.of("Europe/Berlin")));

            assertThat(bench.record("p"))
                    .isEqualTo(Map.of(
                            "name", "p", "ic", "1", "pattern", "30 * * * * *", "tz", "Europe/Berlin", "offset", "0"));
            assertThatJob(keysOf, run("p", 30_000)).isDelayed().hasField("delay", "30000");
            assertThat(bench.opts(run("p", 30_000))).isEqualTo(json("""
                            {'repeat':{'count':1,'pattern':'30 * * * * *','tz':'Europe/Berlin'},'repeatJobKey':'p',
                             'jobId':'repeat:p:1800000030000','delay':30000,'timestamp':1800000000000,
                             'prevMillis':1800000030000}"""));
            assertThat(queue.events())
                    .containsExactly(
                            "added jobId=repeat:p:1800000030000 name=p",
                            "delayed delay=1800000030000 jobId=repeat:p:1800000030000");
            assertThat(queue.markers()).isEqualTo(Map.of("1", 1800000030000.0));
        }

        @Test
        void everyBoundIsStoredInRecordAndJob() {
            bench.upsert(
                    "s",
                    Schedule.every(TEN_SECONDS)
                            .withOffset(Duration.ofMillis(500))
                            .withLimit(7)
                            .withStart(T.plusMillis(7777))
                            .withEnd(T.plusSeconds(3600)));

            assertThat(bench.record("s"))
                    .isEqualTo(Map.of(
                            "name",
                            "s",
                            "ic",
                            "1",
                            "every",
                            "10000",
                            "offset",
                            "500",
                            "limit",
                            "7",
                            "startDate",
                            "1800000007777",
                            "endDate",
                            "1800003600000"));
            assertThat(bench.opts(run("s", 7777)).get("repeat")).isEqualTo(json("""
                            {'count':1,'every':10000,'offset':500,'limit':7,'startDate':1800000007777,
                             'endDate':1800003600000}"""));
        }

        @Test
        void theTemplateGoesIntoRecordAndJob() {
            var options = JobOptions.builder()
                    .attempts(3)
                    .backoff(Backoff.fixed(Duration.ofMillis(5)))
                    .removeOnComplete(KeepJobs.count(10))
                    .keepLogs(4)
                    .priority(2)
                    .build();

            bench.upsert(
                    "s", EVERY, JobTemplate.of("report", Map.of("a", "ü/1"), options), SchedulerOptions.defaults());

            var stored =
                    "{'attempts':3,'backoff':{'type':'fixed','delay':5},'removeOnComplete':10,'kl':4,'priority':2}";
            assertThat(bench.record("s")).containsEntry("name", "report").containsEntry("data", "{\"a\":\"ü/1\"}");
            assertThat(json(bench.record("s").get("opts"))).isEqualTo(json(stored));
            assertThatJob(keysOf, run("s", 0))
                    .isPrioritized()
                    .hasData("{\"a\":\"ü/1\"}")
                    .hasField("priority", "2");
            assertThat(bench.opts(run("s", 0)).get("attempts").asInt()).isEqualTo(3);
        }

        @Test
        void aTemplateAtTheFrontOfTheLine() {
            queue.add();

            var front = JobTemplate.<Object>of(
                    "", 1, JobOptions.builder().lifo(true).build());
            bench.upsert("s", EVERY, front, SchedulerOptions.defaults());

            assertThat(queue.list("wait")).containsExactly("1", run("s", 0));
        }

        @Test
        void theQueuesDefaultsLieUnderTheTemplate() {
            var options = QueueOptions.builder()
                    .defaultJobOptions(JobOptions.builder()
                            .attempts(9)
                            .removeOnFail(KeepJobs.count(5))
                            .delay(TEN_SECONDS)
                            .build())
                    .build();
            var defaults = new SchedulerBench(keysOf, options);
            var own = JobTemplate.<Object>of(
                    "", 1, JobOptions.builder().attempts(2).build());

            defaults.upsert("s", EVERY, own, SchedulerOptions.defaults());

            assertThat(json(defaults.record("s").get("opts"))).isEqualTo(json("{'attempts':2,'removeOnFail':5}"));
            assertThatJob(keysOf, run("s", 0)).isWaiting();
        }

        @Test
        void noDataIsStoredAsNull() {
            bench.upsert("s", EVERY, JobTemplate.of(null), SchedulerOptions.defaults());

            assertThat(bench.record("s")).containsEntry("data", "null");
            assertThatJob(keysOf, run("s", 0)).hasData("null");
        }

        @Test
        void anIdMayHaveAnyForm() {
            bench.upsert("a:b \"ü\"", EVERY);

            assertThat(bench.opts(run("a:b \"ü\"", 0)).get("jobId").asText()).isEqualTo(run("a:b \"ü\"", 0));
            assertThat(bench.work()).contains(run("a:b \"ü\"", 10_000));
        }
    }

    @Nested
    class FirstRun {

        @Test
        void followsTheOffset() {
            bench.at(1234).upsert("early", Schedule.every(TEN_SECONDS).withOffset(Duration.ofMillis(500)));
            bench.upsert("late", Schedule.every(TEN_SECONDS).withOffset(Duration.ofSeconds(5)));

            assertThat(bench.slot("early")).isEqualTo(10_500);
            assertThat(bench.slot("late")).isEqualTo(5_000);
        }

        @Test
        void waitsForTheStart() {
            bench.upsert("s", Schedule.every(TEN_SECONDS).withStart(T.plusMillis(7777)));
            bench.upsert("past", Schedule.every(TEN_SECONDS).withStart(T.minusSeconds(60)));
            bench.upsert("p", Schedule.cron("0 0 * * *", UTC).withStart(Instant.parse("2027-01-20T00:00:00Z")));

            assertThat(bench.slot("s")).isEqualTo(7777);
            assertThat(bench.slot("past")).isZero();
            assertThat((long) queue.score("repeat", "p"))
                    .as("a start is no run time")
                    .isEqualTo(Instant.parse("2027-01-21T00:00:00Z").toEpochMilli());
        }

        @Test
        void ofAPatternMayBeImmediate() {
            bench.at(1234)
                    .upsert("p", Schedule.cron("0 0 * * *", UTC), JobTemplate.of(1), SchedulerOptions.immediately());

            assertThatJob(keysOf, run("p", 1234)).isWaiting();
            assertThat(bench.opts(run("p", 1234)).get("prevMillis").asLong()).isEqualTo(T.toEpochMilli() + 1234);
            var midnight = Instant.parse("2027-01-16T00:00:00Z").toEpochMilli();
            assertThat(bench.work()).contains("repeat:p:" + midnight);
        }

        @Test
        void ofASingleRunIsTheOnlyOne() {
            bench.upsert("once", Schedule.once(T.plusSeconds(60)));
            assertThatJob(keysOf, run("once", 60_000)).isDelayed();

            bench.at(60_000);
            assertThat(bench.work()).isEmpty();
            bench.at(61_000);

            assertThat(bench.upsert("once", Schedule.once(T.plusSeconds(60))))
                    .as("it has run")
                    .isEmpty();
            assertThat(bench.slot("once")).isEqualTo(60_000);
        }

        @Test
        void followsARuleThatHasACronText() {
            var rule = Schedule.recurrence(UTC).second(0).minute(30).hour(9).build();

            bench.upsert("r", rule);

            assertThat(bench.record("r")).containsEntry("tz", "UTC").containsKey("pattern");
            assertThat((long) queue.score("repeat", "r"))
                    .isEqualTo(Instant.parse("2027-01-15T09:30:00Z").toEpochMilli());
        }

        @Test
        void leavesOutTheSkippedHourAsBullMqDoes() {
            bench.at("2027-03-13T12:00:00Z");

            bench.upsert("dst", Schedule.cron("30 2 * * *", ZoneId.of("America/New_York")));

            assertThat((long) queue.score("repeat", "dst"))
                    .isEqualTo(Instant.parse("2027-03-14T07:30:00Z").toEpochMilli());
        }
    }

    @Nested
    class Again {

        @Test
        void anUnchangedIntervalKeepsItsPendingSlotAndTakesTheNewTemplate() {
            bench.at(1234).upsert("s", EVERY);
            queue.forgetEvents();

            bench.at(2000).upsert("s", EVERY, JobTemplate.of("new", Map.of("b", 2)), SchedulerOptions.defaults());

            assertThat(bench.slot("s")).isEqualTo(1234);
            assertThat(bench.record("s")).containsEntry("ic", "1").containsEntry("offset", "1234");
            assertThatJob(keysOf, run("s", 1234))
                    .isWaiting()
                    .hasData("{\"b\":2}")
                    .hasField("timestamp", "1800000002000");
            assertThat(queue.list("wait")).hasSize(1);
            assertThat(queue.events())
                    .as("no removed")
                    .containsExactly(
                            "added jobId=repeat:s:1800000001234 name=new", "waiting jobId=repeat:s:1800000001234");
        }

        @Test
        void aChangedIntervalStartsNow() {
            bench.at(1234).upsert("s", Schedule.every(TEN_SECONDS).withOffset(Duration.ofSeconds(3)));

            bench.at(2500).upsert("s", Schedule.every(Duration.ofSeconds(7)));

            assertThat(bench.slot("s")).isEqualTo(2500);
            assertThatJob(keysOf, run("s", 3000)).doesNotExist();
            assertThat(bench.record("s")).containsEntry("offset", "3000").containsEntry("every", "7000");
        }

        @Test
        void aChangedOffsetKeepsThePendingSlot() {
            bench.upsert("s", EVERY);

            bench.at(500).upsert("s", Schedule.every(TEN_SECONDS).withOffset(Duration.ofSeconds(3)));

            assertThat(bench.slot("s")).isZero();
            assertThat(bench.record("s")).containsEntry("offset", "3000");
        }

        @Test
        void fromIntervalToPatternAndBack() {
            bench.at(1234).upsert("s", EVERY);

            bench.upsert("s", Schedule.cron("30 * * * * *", UTC));
            assertThat(bench.slot("s")).isEqualTo(30_000);
            assertThat(bench.record("s"))
                    .containsEntry("pattern", "30 * * * * *")
                    .doesNotContainKey("every");
            assertThatQueue(keysOf).hasWaiting(0).hasDelayed(1);

            bench.at(2000).upsert("s", EVERY);
            assertThat(bench.slot("s")).isEqualTo(2000);
            assertThat(bench.record("s")).doesNotContainKey("pattern").doesNotContainKey("tz");
            assertThatQueue(keysOf).hasWaiting(1).hasDelayed(0);
        }

        @Test
        void onAPausedQueueMakesNoSecondJob() {
            queue.queue.pause();
            bench.upsert("s", EVERY);
            bench.upsert("p", Schedule.cron("0 0 * * *", UTC), JobTemplate.of(1), SchedulerOptions.immediately());

            bench.at(1000).upsert("s", EVERY);
            bench.upsert("p", Schedule.cron("0 0 * * *", UTC), JobTemplate.of(1), SchedulerOptions.immediately());

            assertThat(queue.list("wait")).containsExactly(run("p", 1000), run("s", 0));
            assertThat(queue.markers()).isEmpty();
        }

        @Test
        void findsAJobThatAnOlderClientPutAside() {
            bench.upsert("s", EVERY);
            keysOf.redis().rename(queue.key("wait"), queue.key("paused"));

            bench.upsert("s", EVERY);

            assertThat(queue.list("paused")).isEmpty();
            assertThat(queue.list("wait")).containsExactly(run("s", 0));
        }

        @Test
        void replacesAPrioritizedJob() {
            var urgent = JobTemplate.<Object>of(
                    "", 1, JobOptions.builder().priority(1).build());
            bench.upsert("s", EVERY, urgent, SchedulerOptions.defaults());

            bench.upsert("s", EVERY);

            assertThatQueue(keysOf).hasPrioritized(0).hasWaiting(1);
        }

        @Test
        void whileARunIsActiveMakesTheOneAfterIt() {
            bench.at(1234).upsert("s", EVERY);
            var active = bench.claim();

            bench.at(2000).upsert("s", EVERY);

            assertThatJob(keysOf, active).isActive();
            assertThatJob(keysOf, run("s", 11_234)).isDelayed();
            assertThat(bench.record("s")).containsEntry("offset", "1234");
            assertThat(bench.makeAfter(active)).as("somebody made it already").isEmpty();
            assertThatQueue(keysOf).hasDelayed(1);
        }

        @Test
        void theLimitCountsAnewTheIterationsDoNot() {
            var twice = Schedule.every(TEN_SECONDS).withLimit(2);
            bench.upsert("s", twice);
            bench.work();
            bench.at(10_000);
            assertThat(bench.work()).isEmpty();

            bench.at(11_000);
            assertThat(bench.upsert("s", twice)).contains(run("s", 20_000));

            assertThat(bench.record("s")).containsEntry("ic", "2");
            assertThat(bench.opts(run("s", 20_000)).at("/repeat/count").asInt()).isEqualTo(1);
        }

        @Test
        void aHistoryOfManyKeepsOneJob() {
            for (int i = 0; i < 20; i++) {
                bench.at(i * 700L).upsert("s", i % 3 == 0 ? Schedule.cron("* * * * *", UTC) : EVERY);
            }

            assertThat(keysOf.redis().zcard(queue.key("delayed"))
                            + keysOf.redis().llen(queue.key("wait")))
                    .isEqualTo(1);
        }
    }

    @Nested
    class TakenSlots {

        @Test
        void ofAnIntervalArePassedOver() {
            occupy("s", 0);
            occupy("s", 10_000);

            assertThat(bench.upsert("s", EVERY)).contains(run("s", 20_000));
        }

        @Test
        void ofAPatternArePassedOver() {
            occupy("p", 30_000);
            occupy("p", 90_000);

            assertThat(bench.upsert("p", Schedule.cron("30 * * * * *", UTC))).contains(run("p", 150_000));
            assertThat(bench.slot("p")).isEqualTo(150_000);
            assertThat(bench.opts(run("p", 150_000)).get("prevMillis").asLong()).isEqualTo(T.toEpochMilli() + 150_000);
        }

        @Test
        void oneHundredOfThemAreRefusedAndChangeNothing() {
            bench.at(-1000).upsert("s", Schedule.every(Duration.ofSeconds(3)));
            bench.upsert("p", Schedule.cron("0 0 1 1 *", UTC));
            bench.at(0);
            for (int i = 0; i < 100; i++) {
                occupy("s", i * 10_000L);
                occupy("p", 30_000 + i * 60_000L);
            }
            var before = bench.record("s");
            var listed = queue.set("repeat");

            assertThatThrownBy(() -> bench.upsert("s", EVERY))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessageContaining("Cannot create job scheduler iteration - current and next time slots already"
                            + " have jobs. addJobScheduler");
            assertThatThrownBy(() -> bench.upsert("p", Schedule.cron("30 * * * * *", UTC)))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessageContaining("Cannot create job scheduler iteration - job ID already exists.");

            assertThat(bench.record("s")).isEqualTo(before);
            assertThatJob(keysOf, run("s", -1000)).isWaiting();
            assertThat(queue.set("repeat")).isEqualTo(listed);
        }

        private void occupy(String id, long millis) {
            keysOf.redis().hset(queue.key(run(id, millis)), "name", "kept from before");
        }
    }

    @Nested
    class Refused {

        @Test
        void schedulesThatAreOver() {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> bench.upsert("s", Schedule.every(TEN_SECONDS).withEnd(T.minusMillis(1))))
                    .withMessage("End date must be greater than current timestamp");
            nothingIsWritten();
        }

        @Test
        void notAPatternThatIsOverButNothingIsWritten() {
            assertThat(bench.upsert("p", Schedule.cron("0 0 1 1 *", UTC).withEnd(T.plusSeconds(60))))
                    .isEmpty();
            nothingIsWritten();
        }

        @Test
        void schedulesThatNoBullMqWorkerCouldIterate() {
            var skipping =
                    Schedule.cron("30 1 * * *", ZoneId.of("Europe/Berlin")).withClockChange(ClockChange.SKIP);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("p", skipping))
                    .withMessage(skipping.notPortableBecause().orElseThrow());
            nothingIsWritten();
        }

        @Test
        void immediatelyWhereItHasNoMeaning() {
            var started = Schedule.cron("0 0 * * *", UTC).withStart(T.plusSeconds(60));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("p", started, JobTemplate.of(1), SchedulerOptions.immediately()))
                    .withMessage("Both .immediately and .startDate options are defined for this repeatable job");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("s", EVERY, JobTemplate.of(1), SchedulerOptions.immediately()))
                    .withMessageContaining("immediately is for cron patterns");
            nothingIsWritten();
        }

        @Test
        void templatesThatTheSchedulerWouldOverwrite() {
            for (var options : new JobOptions.Builder[] {
                JobOptions.builder().jobId("mine"),
                JobOptions.builder().delay(TEN_SECONDS),
                JobOptions.builder().timestamp(T),
                JobOptions.builder().deduplication(Deduplication.simple("x")),
                JobOptions.builder().parent(new JobParent("1", "bull:other"))
            }) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> JobTemplate.of("n", 1, options.build()))
                        .withMessageContaining("the options of a template must not have a");
            }
        }

        @Test
        void dataThatIsTooLargeOrHasNoJson() {
            var small = JobOptions.builder().sizeLimit(3).build();

            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            bench.upsert("s", EVERY, JobTemplate.of("n", "four", small), SchedulerOptions.defaults()))
                    .withMessageContaining("exceeds the limit 3 bytes");
            var endless = new ArrayList<Object>();
            endless.add(endless);
            assertThatThrownBy(() -> bench.upsert("s", EVERY, JobTemplate.of(endless), SchedulerOptions.defaults()))
                    .isInstanceOf(PayloadException.class);
            nothingIsWritten();
        }

        @Test
        void anEmptyId() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("", EVERY))
                    .withMessage("the id of a job scheduler must not be empty");
        }

        private void nothingIsWritten() {
            assertThat(keysOf.keys()).containsOnly(queue.key("meta"));
        }
    }

    @Nested
    class Interceptors {

        private final List<String> seen = new ArrayList<>();

        private SchedulerBench intercepted(AddInterceptor<Object> interceptor) {
            return new SchedulerBench(
                    keysOf, QueueOptions.builder().interceptor(interceptor).build());
        }

        @Test
        void seeTheTemplateAndMayChangeIt() {
            var options = JobOptions.builder().attempts(4).build();
            var changing = intercepted(call -> call.map(job -> JobRequest.of("changed", List.of(1), options))
                    .whenDone((ids, failure) -> seen.add(call.kind() + " " + call.schedulerId() + " " + ids)));

            changing.upsert("s", EVERY);

            assertThat(seen).containsExactly("SCHEDULER Optional[s] [" + run("s", 0) + "]");
            assertThat(changing.record("s")).containsEntry("name", "changed").containsEntry("data", "[1]");
            assertThat(changing.work()).contains(run("s", 10_000));
            assertThatJob(keysOf, run("s", 10_000)).hasData("[1]");
        }

        @Test
        void hearOfAFailure() {
            var watching = intercepted(call -> call.whenDone((ids, failure) -> seen.add(ids + " " + failure)));

            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            watching.upsert("s", Schedule.every(TEN_SECONDS).withEnd(T.minusMillis(1))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> watching.upsert("s", EVERY, JobTemplate.of(1), SchedulerOptions.immediately()));

            assertThat(seen).hasSize(2).allMatch(line -> line.startsWith("[] java.lang.IllegalArgumentException: "));
        }
    }

    @Test
    void theQueuesOwnClockIsThatOfRedis() {
        var handle = queue.queue
                .upsertJobScheduler("s", EVERY, JobTemplate.of("tick", Map.of("a", 1)))
                .orElseThrow();

        var scheduler = queue.queue.getJobScheduler("s").orElseThrow();
        assertThat(handle.id()).isEqualTo(scheduler.nextJobId());
        assertThat(Duration.between(scheduler.next(), Instant.now()).abs()).isLessThan(Duration.ofSeconds(20));
        assertThatJob(keysOf, handle.id()).isWaiting();
    }
}
