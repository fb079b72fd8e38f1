package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Changes to one job. */
@RedisTest
class JobControlIT {

    private static final JobOptions.Builder IN_AN_HOUR = JobOptions.builder().delay(Duration.ofHours(1));

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    JobControlIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    @Nested
    class Promote {

        @Test
        void putsADelayedJobAtTheEndOfTheLine() {
            var id = bench.add(IN_AN_HOUR);
            bench.add();
            bench.forgetEvents().forgetMarkers();

            queue.promote(id);

            assertThat(bench.list("wait")).containsExactly(id, "2");
            assertThatJob(keysOf, id).isWaiting().hasField("delay", "0");
            assertThat(bench.events()).containsExactly("waiting jobId=1 prev=delayed");
            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void putsAPrioritizedJobAmongItsEquals() {
            var id = bench.add(JobOptions.builder().delay(Duration.ofHours(1)).priority(2));

            queue.promote(id);

            assertThatJob(keysOf, id).isPrioritized();
            assertThat(bench.score("prioritized", id)).isEqualTo(2 * 4294967296.0 + 1);
        }

        @Test
        void takesALegacyMarkerAway() {
            var id = bench.add(IN_AN_HOUR);
            keysOf.redis().lpush(bench.key("wait"), "0:77");

            queue.promote(id);

            assertThat(bench.list("wait")).containsExactly(id);
        }

        @Test
        void isRefusedForAJobThatIsNotDelayedOrNotThere() {
            var id = bench.add();

            assertThatExceptionOfType(JobNotInStateException.class)
                    .isThrownBy(() -> queue.promote(id))
                    .matches(e -> e.needed() == JobState.DELAYED && e.jobId().equals(id))
                    .withMessage("Job 1 in queue " + queue.name() + " is not delayed (promote)");
            assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> queue.promote("none"));
        }
    }

    @Nested
    class ChangeDelay {

        @Test
        void countsFromNow() {
            var id = bench.add(IN_AN_HOUR);
            bench.forgetEvents().forgetMarkers();
            var before = System.currentTimeMillis();

            queue.changeDelay(id, Duration.ofMinutes(10));

            var due = (long) (bench.score("delayed", id) / 4096);
            assertThat(due).isBetween(before + 599_000, System.currentTimeMillis() + 601_000);
            assertThatJob(keysOf, id).isDelayed().hasField("delay", "600000");
            assertThat(bench.events()).containsExactly("delayed delay=" + due + " jobId=1");
            assertThat(bench.markers()).isEqualTo(Map.of("1", (double) due));
        }

        @Test
        void isRefusedOutOfRangeOrForAJobThatIsNotDelayed() {
            var id = bench.add();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.changeDelay(id, Duration.ofMillis(-1)))
                    .withMessage("delay must be between 0 and 36500 days, was PT-0.001S");
            assertThatExceptionOfType(JobNotInStateException.class)
                    .isThrownBy(() -> queue.changeDelay(id, Duration.ZERO));
            assertThatExceptionOfType(JobNotFoundException.class)
                    .isThrownBy(() -> queue.changeDelay("none", Duration.ZERO));
        }
    }

    @Nested
    class ChangePriority {

        @Test
        void movesAJobBetweenTheLines() {
            var id = bench.add();
            bench.forgetEvents().forgetMarkers();

            queue.changePriority(id, 5);
            assertThatJob(keysOf, id).isPrioritized().hasField("priority", "5");
            assertThat(bench.markers()).containsOnlyKeys("0");

            bench.add();
            queue.changePriority(id, 0);
            assertThat(bench.list("wait")).containsExactly(id, "2");

            bench.forgetEvents();
            queue.changePriority("2", 0, true);
            queue.changePriority(id, 0, true);
            assertThat(bench.list("wait")).containsExactly("2", id);
            assertThat(bench.events()).isEmpty();
        }

        @Test
        void withLifoGoesBeforeItsEqualsAndWakesNobody() {
            bench.add(JobOptions.builder().priority(3));
            var id = bench.add();
            bench.forgetMarkers();

            queue.changePriority(id, 3, true);

            assertThat(bench.set("prioritized")).containsExactly(id, "1");
            assertThat(bench.score("prioritized", id)).isEqualTo(3 * 4294967296.0);
            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void ofAJobThatIsNotInLineChangesOnlyTheField() {
            var id = bench.add(IN_AN_HOUR);

            queue.changePriority(id, 9);

            assertThatJob(keysOf, id).isDelayed().hasField("priority", "9");
        }

        @Test
        void isRefusedOutOfRange() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.changePriority("1", 2_097_152))
                    .withMessage("priority must be between 0 and 2097151, was 2097152");
            assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> queue.changePriority("none", 1));
        }
    }

    @Nested
    class Retry {

        @Test
        void putsAFailedJobBackInLineAndForgetsItsEnd() {
            var id = bench.failed();
            bench.forgetEvents().forgetMarkers();

            queue.retry(id);

            assertThatJob(keysOf, id)
                    .isWaiting()
                    .hasAttemptsMade(1)
                    .hasAttemptsStarted(1)
                    .hasField("stacktrace", "[\"trace\"]")
                    .doesNotHaveField("finishedOn")
                    .doesNotHaveField("processedOn")
                    .doesNotHaveField("failedReason");
            assertThat(bench.events()).containsExactly("waiting jobId=1 prev=failed");
            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void putsACompletedJobBackAndCanForgetItsAttempts() {
            var id = bench.completed();

            queue.retry(id, RetryOptions.completed().resettingAttempts());

            assertThatJob(keysOf, id)
                    .isWaiting()
                    .doesNotHaveField("returnvalue")
                    .doesNotHaveField("atm")
                    .doesNotHaveField("ats");
        }

        @Test
        void canGiveAJobOtherAttemptsThanItHad() {
            var id = bench.active(JobOptions.builder().attempts(2).context("attempts", "\"attempts\":7"));
            bench.settling().failed(id, "r", "[]", 2).run();
            var plain = bench.failed();

            queue.retry(id, RetryOptions.failed().withAttempts(5));
            queue.retry(plain, RetryOptions.failed().withAttempts(3));

            assertThatJob(keysOf, id).isWaiting().doesNotHaveField("atm").hasAttemptsStarted(1);
            var options = queue.getJob(id).orElseThrow().options();
            assertThat(options.attempts()).isEqualTo(5);
            assertThat(options.context()).containsEntry("attempts", "\"attempts\":7");
            assertThat(queue.getJob(plain).orElseThrow().options().attempts()).isEqualTo(3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RetryOptions.failed().withAttempts(0))
                    .withMessageContaining("attempts must be 1 or more");
        }

        @Test
        void looksAtPriorityAndLifo() {
            var prioritized = bench.active(JobOptions.builder().priority(4));
            bench.settling().failed(prioritized, "r", "[]", 1).run();
            var lifo = bench.active(JobOptions.builder().lifo(true));
            bench.settling().failed(lifo, "r", "[]", 1).run();
            bench.add();

            queue.retry(prioritized);
            queue.retry(lifo);

            assertThatJob(keysOf, prioritized).isPrioritized();
            assertThat(bench.list("wait")).containsExactly("3", lifo);
        }

        @Test
        void isRefusedFromAnotherState() {
            var id = bench.completed();

            assertThatExceptionOfType(JobNotInStateException.class)
                    .isThrownBy(() -> queue.retry(id))
                    .matches(e -> e.needed() == JobState.FAILED);
            assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> queue.retry("none"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RetryOptions(JobState.DELAYED, false, false))
                    .withMessage("from must be failed or completed, was delayed");
        }
    }

    @Nested
    class Remove {

        @Test
        void takesAJobOutOfEveryState() {
            var ids = List.of(
                    bench.completed(),
                    bench.failed(),
                    bench.add(),
                    bench.add(IN_AN_HOUR),
                    bench.add(JobOptions.builder().priority(1)));
            ids.forEach(id -> queue.addJobLog(id, "row"));
            bench.forgetEvents();

            ids.forEach(id -> assertThat(queue.remove(id)).isTrue());

            ids.forEach(id -> assertThatJob(keysOf, id).doesNotExist());
            assertThat(bench.events())
                    .containsExactly(
                            "removed jobId=1 prev=completed",
                            "removed jobId=2 prev=failed",
                            "removed jobId=3 prev=wait",
                            "removed jobId=4 prev=delayed",
                            "removed jobId=5 prev=prioritized");
        }

        @Test
        void ofAnUnknownJobIsFalseAndSilent() {
            assertThat(queue.remove("none")).isFalse();
            assertThat(bench.events()).isEmpty();
        }

        @Test
        void isRefusedWhileAWorkerHoldsIt() {
            var id = bench.active();

            assertThatExceptionOfType(JobLockedException.class)
                    .isThrownBy(() -> queue.remove(id))
                    .withMessageContaining("Job 1 in queue " + queue.name() + " is locked by a worker");

            keysOf.redis().del(bench.key(id) + ":lock");
            assertThat(queue.remove(id)).isTrue();
            assertThat(bench.events()).last().isEqualTo("removed jobId=1 prev=active");
        }

        @Test
        void isRefusedForTheNextRunOfAScheduler() {
            var id = "repeat:daily:1800000000000";
            keysOf.redis().hset(bench.key(id), Map.of("name", "n", "rjk", "daily"));
            keysOf.redis().zadd(bench.key("delayed"), 1, id);
            keysOf.redis().zadd(bench.key("repeat"), 1_800_000_000_000.0, "daily");

            assertThatExceptionOfType(SchedulerJobException.class).isThrownBy(() -> queue.remove(id));

            keysOf.redis().zadd(bench.key("repeat"), 1_800_000_000_001.0, "daily");
            assertThat(queue.remove(id)).isTrue();
        }

        @Test
        void freesTheDeduplicationIdThatTheJobOwns() {
            var owner = bench.add();
            var other = bench.add();
            bench.setField(owner, "deid", "d");
            bench.setField(other, "deid", "d");
            keysOf.redis().set(bench.key("de:d"), owner);
            keysOf.redis().hset(bench.key("dn:d"), "name", "next");

            queue.remove(other);
            assertThat(bench.exists(bench.key("de:d"))).isTrue();
            queue.remove(owner);

            assertThat(bench.exists(bench.key("de:d"))).isFalse();
            assertThat(bench.exists(bench.key("dn:d"))).isFalse();
        }
    }

    @Nested
    class Updates {

        @Test
        void dataIsReplacedSilently() {
            var id = bench.add();
            bench.forgetEvents();

            queue.updateData(id, Map.of("b", 2));

            assertThatJob(keysOf, id).hasData("{\"b\":2}");
            assertThat(bench.events()).isEmpty();
            assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> queue.updateData("none", 1));
            assertThat(bench.exists(bench.key("none"))).isFalse();
        }

        @Test
        void progressIsStoredAndTold() {
            var id = bench.add();
            bench.forgetEvents();

            queue.updateProgress(id, Map.of("done", 5));

            assertThatJob(keysOf, id).hasProgress("{\"done\":5}");
            assertThat(bench.events()).containsExactly("progress data={\"done\":5} jobId=1");
            assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> queue.updateProgress("none", 1));
        }

        @Test
        void logsKeepTheNewestRowsThatTheJobAllows() {
            var all = bench.add();
            var two = bench.add(JobOptions.builder().keepLogs(2));
            bench.forgetEvents();

            assertThat(List.of(queue.addJobLog(all, "a"), queue.addJobLog(all, "b"), queue.addJobLog(all, "c")))
                    .containsExactly(1L, 2L, 3L);
            assertThat(List.of(queue.addJobLog(two, "a"), queue.addJobLog(two, "b"), queue.addJobLog(two, "c")))
                    .containsExactly(1L, 2L, 2L);

            assertThatJob(keysOf, all).hasLogs("a", "b", "c");
            assertThatJob(keysOf, two).hasLogs("b", "c");
            assertThat(queue.getJobLogs(all, 1, 1)).isEqualTo(new JobLogs(List.of("b"), 3));
            assertThat(queue.getJobLogs("none", 0, 9)).isEqualTo(new JobLogs(List.of(), 0));
            assertThat(bench.events()).isEmpty();
            assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> queue.addJobLog("none", "x"));
        }

        @Test
        void aLogSurvivesOptionsThatCannotBeRead() {
            var id = bench.add();
            bench.setField(id, "opts", "{broken");
            assertThat(queue.addJobLog(id, "a")).isEqualTo(1);

            bench.setField(id, "opts", "{\"kl\":1.5}");
            queue.addJobLog(id, "b");
            assertThat(queue.addJobLog(id, "c")).isEqualTo(1);
        }
    }
}
