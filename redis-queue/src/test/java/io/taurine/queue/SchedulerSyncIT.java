package io.taurine.queue;

import static io.taurine.queue.SchedulerBench.run;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.JobOptions;
import io.taurine.repeat.ClockChange;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A declared set of schedulers becomes what is there, and nothing else is touched. */
@RedisTest
class SchedulerSyncIT {

    private static final String SHOP = "shop";
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Schedule EVERY = Schedule.every(Duration.ofSeconds(10));
    private static final Schedule DAILY = Schedule.cron("0 9 * * *", UTC);

    private final TestQueue keysOf;
    private final SchedulerBench bench;

    SchedulerSyncIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        this.bench = new SchedulerBench(keysOf, QueueOptions.defaults());
    }

    @Test
    void addsWhatIsMissing() {
        var done = bench.sync(SHOP, List.of(declared("a", EVERY), declared("b", DAILY)));

        assertThat(done.added()).containsExactly("a", "b");
        assertThat(bench.record("a")).containsEntry("every", "10000");
        assertThat(bench.record("b")).containsEntry("pattern", "0 9 * * *").containsEntry("tz", "UTC");
        assertThatJob(keysOf, run("a", 0)).isWaiting();
    }

    @Test
    void leavesAloneWhatIsAsDeclared() {
        var data = Map.of("path", "a/b", "n", 1, "umlaut", "ü");
        var options = JobOptions.builder().attempts(3).priority(5).build();
        var schedulers = List.of(
                new DeclaredScheduler<Object>(
                        "a", EVERY, JobTemplate.of("name", data, options), SchedulerOptions.defaults()),
                declared("b", DAILY.withLimit(5).withEnd(SchedulerBench.T.plus(Duration.ofDays(100)))),
                declared("c", Schedule.every(Duration.ofSeconds(7)).withOffset(Duration.ofSeconds(2))),
                new DeclaredScheduler<Object>("d", DAILY, JobTemplate.of(Map.of()), SchedulerOptions.immediately()));
        bench.at(1234).sync(SHOP, schedulers);
        bench.work();
        var before = keysOf.redis().xlen(bench.bench.key("events"));

        var done = bench.at(5678).sync(SHOP, schedulers);

        assertThat(done)
                .isEqualTo(new SchedulerSync(
                        List.of(), List.of(), List.of("a", "b", "c", "d"), List.of(), List.of(), List.of()));
        assertThat(keysOf.redis().xlen(bench.bench.key("events"))).isEqualTo(before);
        assertThat(bench.slot("a")).isIn(1234L, 11_234L);
    }

    @Test
    void replacesWhatDiffers() {
        bench.sync(SHOP, List.of(declared("schedule", EVERY), declared("data", EVERY), declared("options", EVERY)));
        bench.at(5000);

        var done = bench.sync(
                SHOP,
                List.of(
                        declared("schedule", Schedule.every(Duration.ofSeconds(20))),
                        DeclaredScheduler.of("data", EVERY, JobTemplate.of(Map.of("n", 2))),
                        DeclaredScheduler.of(
                                "options",
                                EVERY,
                                JobTemplate.of(
                                        "",
                                        Map.of(),
                                        JobOptions.builder().attempts(2).build()))));

        assertThat(done.changed()).containsExactly("schedule", "data", "options");
        assertThat(bench.record("schedule")).containsEntry("every", "20000");
        assertThat(bench.record("data")).containsEntry("data", "{\"n\":2}");
        assertThat(bench.record("options")).containsEntry("opts", "{\"attempts\":2}");
        // The interval did not change, so its pending slot is kept.
        assertThat(bench.slot("data")).isZero();
    }

    @Test
    void repairsWhatSomebodyElseChangedOrRemoved() {
        bench.sync(SHOP, List.of(declared("a", EVERY), declared("b", EVERY)));
        bench.upsert("a", Schedule.every(Duration.ofHours(1)));
        bench.bench.queue.removeJobScheduler("b");

        var done = bench.sync(SHOP, List.of(declared("a", EVERY), declared("b", EVERY)));

        assertThat(done.changed()).containsExactly("a");
        assertThat(done.adopted()).containsExactly("a");
        assertThat(done.added()).containsExactly("b");
    }

    @Nested
    class Removes {

        @Test
        void whatTheOwnerDeclaresNoMore() {
            bench.sync(SHOP, List.of(declared("a", EVERY), declared("b", DAILY)));

            var done = bench.sync(SHOP, List.of(declared("a", EVERY)));

            assertThat(done.removed()).containsExactly("b");
            assertThat(bench.record("b")).isEmpty();
            assertThat(bench.bench.queue.getJobSchedulersCount()).isEqualTo(1);
            assertThat(bench.sync(SHOP, List.of(declared("a", EVERY))).removed())
                    .isEmpty();
        }

        @Test
        void nothingThatHasNoOwnerOrAnotherOne() {
            bench.upsert("by hand", EVERY);
            bench.sync("billing", List.of(declared("invoices", DAILY)));
            bench.sync(SHOP, List.of(declared("a", EVERY)));

            var done = bench.sync(SHOP, List.of());

            assertThat(done.removed()).containsExactly("a");
            assertThat(bench.record("by hand")).isNotEmpty();
            assertThat(bench.record("invoices")).isNotEmpty();
        }

        @Test
        void notWhatWasRemovedAndMadeAgainByHand() {
            bench.sync(SHOP, List.of(declared("a", EVERY)));
            bench.bench.queue.removeJobScheduler("a");
            bench.upsert("a", DAILY);

            bench.sync(SHOP, List.of());

            assertThat(bench.record("a")).containsEntry("pattern", "0 9 * * *");
        }

        @Test
        void notWhatWasUpsertedByHandMeanwhile() {
            bench.sync(SHOP, List.of(declared("a", EVERY)));
            bench.upsert("a", EVERY);

            assertThat(bench.sync(SHOP, List.of()).removed()).isEmpty();

            assertThat(bench.record("a")).containsEntry("every", "10000");
        }

        @Test
        void notWhatAnotherClientRemovedAndMadeAgain() {
            bench.sync(SHOP, List.of(declared("interval", EVERY), declared("daily", DAILY)));
            bench.at(5678);
            remadeByBullMq("interval", Map.of("name", "interval", "ic", "1", "every", "10000", "offset", "5678"));
            remadeByBullMq(
                    "daily",
                    Map.of("name", "of another", "ic", "1", "pattern", "0 9 * * *", "tz", "UTC", "offset", "0"));

            var done = bench.sync(SHOP, List.of());

            assertThat(done.removed()).isEmpty();
            assertThat(bench.record("interval")).containsEntry("offset", "5678");
            assertThat(bench.record("daily")).containsEntry("name", "of another");
        }

        @Test
        void notWhatAnotherClientMadeAgainThatIsDeclaredOver() {
            bench.sync(SHOP, List.of(declared("a", EVERY)));
            remadeByBullMq("a", Map.of("name", "of another", "ic", "1", "every", "500", "offset", "0"));

            var done = bench.sync(SHOP, List.of(declared("a", EVERY.withEnd(SchedulerBench.T.minusSeconds(1)))));

            assertThat(done.over()).containsExactly("a");
            assertThat(bench.record("a")).containsEntry("every", "500");
        }

        /** BullMQ knows nothing of owners, so what is noted about them stays. */
        private void remadeByBullMq(String id, Map<String, String> record) {
            var key = bench.bench.key("repeat:" + id);
            keysOf.redis().del(key);
            keysOf.redis().hset(key, record);
        }
    }

    @Nested
    class TakesOver {

        @Test
        void whatNobodyOwns() {
            bench.upsert("alike", EVERY);
            bench.upsert("otherwise", DAILY);

            var declared = List.of(declared("alike", EVERY), declared("otherwise", EVERY), declared("new", EVERY));
            var done = bench.sync(SHOP, declared);

            assertThat(done.unchanged()).containsExactly("alike");
            assertThat(done.changed()).containsExactly("otherwise");
            assertThat(done.adopted()).containsExactly("alike", "otherwise");
            assertThat(bench.sync(SHOP, declared).adopted()).isEmpty();
            assertThat(bench.sync(SHOP, List.of()).removed()).containsExactly("alike", "new", "otherwise");
        }

        @Test
        void whatAnotherOwnerHadUntilSomebodyElseChangedOrRemovedIt() {
            bench.sync("billing", List.of(declared("a", EVERY), declared("b", EVERY)));
            bench.upsert("a", DAILY);
            keysOf.redis().hset(bench.bench.key("repeat:b"), "every", "20000");

            var done = bench.sync(SHOP, List.of(declared("a", EVERY), declared("b", EVERY)));

            assertThat(done.adopted()).containsExactly("a", "b");
            assertThatThrownBy(() -> bench.sync("billing", List.of(declared("a", EVERY))))
                    .hasMessageContaining("belongs to the owner " + SHOP);
            assertThat(bench.sync("billing", List.of()).removed()).isEmpty();
        }

        @Test
        void nothingThatTheOwnerHasWrittenItself() {
            bench.sync(SHOP, List.of(declared("a", EVERY)));

            assertThat(bench.sync(SHOP, List.of(declared("a", DAILY))).adopted())
                    .isEmpty();
            assertThat(bench.sync(SHOP, List.of(declared("a", EVERY))).adopted())
                    .isEmpty();
        }
    }

    @Test
    void aScheduleThatIsOverIsNotBegunAgain() {
        var once = declared("once", Schedule.once(SchedulerBench.T.plusSeconds(60)));
        var ended = declared("ended", EVERY.withEnd(SchedulerBench.T.minusSeconds(1)));
        assertThat(bench.sync(SHOP, List.of(once, ended)).over()).containsExactly("ended");
        bench.later(Duration.ofSeconds(60));
        assertThat(bench.work()).isEmpty();

        var done = bench.later(Duration.ofDays(1)).sync(SHOP, List.of(once, ended));

        assertThat(done.unchanged()).containsExactly("once");
        assertThat(done.over()).containsExactly("ended");
        assertThat(bench.nothingIsDue()).isTrue();
    }

    @Test
    void whatRunsOtherwiseAndIsDeclaredOverIsRemoved() {
        bench.sync(SHOP, List.of(declared("a", EVERY)));

        var done = bench.sync(SHOP, List.of(declared("a", EVERY.withEnd(SchedulerBench.T.minusSeconds(1)))));

        assertThat(done.over()).containsExactly("a");
        assertThat(bench.record("a")).isEmpty();
    }

    @Test
    void whatOthersMadeAndIsDeclaredOverStays() {
        bench.upsert("a", DAILY);
        var before = bench.record("a");

        var done = bench.sync(SHOP, List.of(declared("a", EVERY.withEnd(SchedulerBench.T.minusSeconds(1)))));

        assertThat(done.over()).containsExactly("a");
        assertThat(bench.record("a")).isEqualTo(before).isNotEmpty();
    }

    @Nested
    class RefusesBeforeAnyWrite {

        @Test
        void anIdOfAnotherOwner() {
            bench.sync("billing", List.of(declared("b", DAILY)));

            assertThatThrownBy(() -> bench.sync(SHOP, List.of(declared("a", EVERY), declared("b", EVERY))))
                    .isInstanceOf(SchedulerException.class)
                    .hasMessageContaining("belongs to the owner billing");
            assertThat(bench.record("a")).isEmpty();
            assertThat(bench.record("b")).containsEntry("pattern", "0 9 * * *");
        }

        @Test
        void anIdDeclaredTwice() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.sync(SHOP, List.of(declared("a", EVERY), declared("a", DAILY))))
                    .withMessageContaining("a is declared twice");
            assertThat(bench.record("a")).isEmpty();
        }

        @Test
        void aScheduleThatCannotBeStored() {
            var skips = Schedule.cron("30 2 * * *", UTC).withClockChange(ClockChange.SKIP);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.sync(SHOP, List.of(declared("a", EVERY), declared("b", skips))))
                    .withMessageContaining("clock-change rule SKIP");
            assertThat(bench.record("a")).isEmpty();
        }

        @Test
        void anOwnerOrIdWithoutAName() {
            assertThatIllegalArgumentException().isThrownBy(() -> bench.sync(" ", List.of()));
            assertThatIllegalArgumentException().isThrownBy(() -> declared("", EVERY));
        }
    }

    @Test
    void bullMqSeesNoKeyThatItTakesForAJob() {
        bench.sync(SHOP, List.of(declared("a", EVERY)));

        assertThat(keysOf.redis().hkeys(bench.bench.key("taurine:scheduler-owners")))
                .containsExactly("a");
        bench.bench.queue.obliterate(true);
        assertThat(keysOf.redis().keys(bench.bench.key("*"))).isEmpty();
    }

    private static DeclaredScheduler<Object> declared(String id, Schedule schedule) {
        return DeclaredScheduler.of(id, schedule, JobTemplate.of(Map.of()));
    }
}
