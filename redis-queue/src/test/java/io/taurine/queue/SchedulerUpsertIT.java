package io.taurine.queue;

import static io.taurine.queue.SchedulerBench.T;
import static io.taurine.queue.SchedulerBench.run;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.JobOptions;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Job schedulers that are replaced, and slots that are taken. */
class SchedulerUpsertIT extends SchedulerSuite {

    SchedulerUpsertIT(TestQueue keysOf) {
        super(keysOf);
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
        void aSingleRunThatIsPendingMovesToItsNewInstant() {
            bench.upsert("s", Schedule.once(T.plusSeconds(60)));

            bench.upsert("s", Schedule.once(T.plusSeconds(90)));

            assertThat(bench.slot("s")).isEqualTo(90_000);
            assertThatJob(keysOf, run("s", 60_000)).doesNotExist();
            assertThatQueue(keysOf).hasWaiting(0).hasDelayed(1);

            bench.upsert("s", Schedule.once(T.plusSeconds(30)));
            assertThat(bench.slot("s")).isEqualTo(30_000);
        }

        @Test
        void aSingleRunThatIsOverIsFollowedByAnotherAtItsOwnInstant() {
            bench.upsert("s", Schedule.once(T.plusSeconds(60)));
            bench.at(60_000);
            assertThat(bench.work()).isEmpty();

            bench.upsert("s", Schedule.once(T.plusSeconds(90)));

            assertThat(bench.slot("s")).isEqualTo(90_000);
            bench.at(90_000);
            assertThat(bench.claim()).isEqualTo(run("s", 90_000));
        }

        @Test
        void anUnchangedSingleRunKeepsItsInstant() {
            bench.upsert("s", Schedule.once(T.plusSeconds(60)));
            bench.at(60_500);

            assertThat(bench.upsert("s", Schedule.once(T.plusSeconds(60)))).isEmpty();

            assertThat(bench.slot("s")).isEqualTo(60_000);
        }

        /** As in BullMQ: whoever wants to keep it declares the scheduler. */
        @Test
        void aRunOfAPatternThatIsDueGivesWayToTheNext() {
            bench.upsert("s", Schedule.cron("30 * * * * *", UTC));

            bench.at(31_000).upsert("s", Schedule.cron("30 * * * * *", UTC));

            assertThat(bench.slot("s")).isEqualTo(90_000);
            assertThatJob(keysOf, run("s", 30_000)).doesNotExist();
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
}
