package io.taurine.queue;

import static io.taurine.queue.SchedulerBench.T;
import static io.taurine.queue.SchedulerBench.json;
import static io.taurine.queue.SchedulerBench.run;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a new job scheduler leaves in Redis, and its first run. */
class SchedulerRecordIT extends SchedulerSuite {

    SchedulerRecordIT(TestQueue keysOf) {
        super(keysOf);
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
