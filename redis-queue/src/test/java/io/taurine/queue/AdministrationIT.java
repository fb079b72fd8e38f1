package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Changes to many jobs or to the queue itself. */
@RedisTest
class AdministrationIT {

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    AdministrationIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    private static JobOptions.Builder at(long millis) {
        return JobOptions.builder().timestamp(Instant.ofEpochMilli(millis));
    }

    @Nested
    class PauseResume {

        @Test
        void pauseTakesTheMarkersAndMovesNothing() {
            bench.add();
            bench.forgetEvents();

            queue.pause();
            queue.pause();

            assertThatQueue(keysOf).isPaused().hasWaiting(1);
            assertThat(keysOf.redis().hget(bench.key("meta"), "paused")).isEqualTo("1");
            assertThat(queue.isPaused()).isTrue();
            assertThat(bench.markers()).isEmpty();
            assertThat(bench.events()).containsExactly("paused", "paused");
        }

        @Test
        void resumeWakesForWhatWaits() {
            queue.pause();
            bench.add();
            bench.forgetEvents();

            queue.resume();

            assertThat(queue.isPaused()).isFalse();
            assertThat(bench.markers()).containsOnlyKeys("0");
            assertThat(bench.events()).containsExactly("resumed");
        }

        @Test
        void resumeWithOnlyDelayedJobsTellsWhenTheyAreDue() {
            bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            queue.pause();

            queue.resume();

            assertThat(bench.markers()).containsOnlyKeys("1");
        }

        @Test
        void resumeOfAnEmptyQueueSetsNoMarker() {
            queue.resume();

            assertThat(bench.markers()).isEmpty();
            assertThat(bench.events()).containsExactly("resumed");
        }

        @Test
        void aStoredZeroStillPauses() {
            bench.setMeta("paused", "0");

            assertThat(queue.isPaused()).isTrue();
        }

        @Test
        void resumeBringsBackWhatAnOlderClientPutAside() {
            keysOf.redis().rpush(bench.key("paused"), "b", "a");

            queue.resume();

            assertThat(bench.list("wait")).containsExactly("b", "a");
            assertThat(bench.exists(bench.key("paused"))).isFalse();
        }

        @Test
        void resumePutsThemAtTheFrontWhenOthersWaitInBoundedSteps() {
            bench.add();
            var ids = IntStream.range(0, 2500).mapToObj(i -> "p" + i).toArray(String[]::new);
            keysOf.redis().rpush(bench.key("paused"), ids);
            bench.forgetEvents();

            queue.resume();

            assertThat(bench.list("wait"))
                    .hasSize(2501)
                    .startsWith("1", "p0", "p1")
                    .endsWith("p2499");
            assertThat(bench.events()).containsExactly("resumed");
        }
    }

    @Nested
    class BulkMoves {

        @Test
        void retryJobsRunsEveryFailedJobAgainInTheOrderOfTheirEnd() {
            for (int i = 0; i < 600; i++) {
                bench.add(JobOptions.builder().priority(i == 0 ? 3 : 0));
            }
            bench.claiming().wanted(600).run();
            var call = bench.settling().at(1000);
            for (int i = 1; i <= 600; i++) {
                call.failed(Integer.toString(i), "r", "[]", 1);
            }
            call.run();
            bench.forgetEvents().forgetMarkers();

            assertThat(queue.retryJobs()).isEqualTo(600);

            assertThatQueue(keysOf).hasFailed(0).hasWaiting(600).eachJobIsInExactlyOneState();
            assertThatJob(keysOf, "1")
                    .isWaiting()
                    .hasAttemptsMade(1)
                    .doesNotHaveField("failedReason")
                    .doesNotHaveField("finishedOn")
                    .doesNotHaveField("processedOn");
            assertThat(bench.events()).hasSize(600).contains("waiting jobId=1 prev=failed");
            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void retryJobsTakesOnlyThoseThatEndedByThen() {
            var early = bench.active();
            bench.settling().at(1000).completed(early, "1").run();
            var late = bench.active();
            bench.settling().at(2000).completed(late, "1").run();

            assertThat(queue.retryJobs(JobState.COMPLETED, Instant.ofEpochMilli(1500)))
                    .isEqualTo(1);

            assertThatJob(keysOf, early).isWaiting().doesNotHaveField("returnvalue");
            assertThatJob(keysOf, late).isCompleted();
            assertThat(queue.retryJobs(JobState.COMPLETED, Instant.MAX)).isEqualTo(1);
        }

        @Test
        void promoteJobsPutsAllDelayedJobsInThePlainLine() {
            bench.add(JobOptions.builder().delay(Duration.ofHours(2)));
            bench.add(JobOptions.builder().delay(Duration.ofHours(1)).priority(2));

            assertThat(queue.promoteJobs()).isEqualTo(2);

            assertThat(bench.list("wait")).containsExactly("1", "2");
            assertThat(bench.field("1", "delay")).as("kept, as BullMQ does").isEqualTo("7200000");
            assertThat(bench.events()).endsWith("waiting jobId=2 prev=delayed", "waiting jobId=1 prev=delayed");
            assertThat(queue.promoteJobs()).isZero();
        }

        @Test
        void otherStatesAreRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.retryJobs(JobState.ACTIVE, Instant.now()))
                    .withMessage("from must be failed or completed, was active");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.retryJobs(JobState.DELAYED, Instant.now()))
                    .withMessageContaining("was delayed");
        }
    }

    @Nested
    class Drain {

        @Test
        void removesWhatWaitsAndSaysNothing() {
            bench.add();
            bench.add(JobOptions.builder().priority(1));
            var delayed = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            keysOf.redis().rpush(bench.key("paused"), "old", "0:1");
            bench.forgetEvents();

            assertThat(queue.drain(false)).isEqualTo(4);

            assertThatQueue(keysOf).hasWaiting(0).hasPrioritized(0).hasDelayed(1);
            assertThatJob(keysOf, "1").doesNotExist();
            assertThat(bench.events()).isEmpty();

            assertThat(queue.drain(true)).isEqualTo(1);
            assertThatJob(keysOf, delayed).doesNotExist();
        }

        @Test
        void sparesTheNextRunOfAScheduler() {
            var id = "repeat:daily:1800000000000";
            keysOf.redis().hset(bench.key(id), "rjk", "daily");
            keysOf.redis().zadd(bench.key("delayed"), 1, id);
            keysOf.redis().zadd(bench.key("repeat"), 1_800_000_000_000.0, "daily");

            assertThat(queue.drain(true)).isZero();
            assertThatJob(keysOf, id).isDelayed();
        }
    }

    @Nested
    class Clean {

        @Test
        void removesTheOldestFinishedFirstUpToTheLimit() {
            for (int i = 1; i <= 4; i++) {
                var id = bench.active();
                bench.settling().at(i * 1000L).completed(id, "1").run();
            }
            bench.forgetEvents();

            assertThat(queue.clean(Duration.ZERO, 2, JobState.COMPLETED)).containsExactly("1", "2");

            assertThat(bench.set("completed")).containsExactly("3", "4");
            assertThatJob(keysOf, "1").doesNotExist();
            assertThat(bench.events()).containsExactly("cleaned count=2");
        }

        @Test
        void keepsWhatIsYoungerThanTheGrace() {
            bench.add(at(1000));
            bench.add();
            bench.add(at(1000).priority(1));
            bench.add(JobOptions.builder().priority(1));

            assertThat(queue.clean(Duration.ofHours(1), 100, JobState.WAITING)).containsExactly("1");
            assertThat(queue.clean(Duration.ofHours(1), 100, JobState.PRIORITIZED))
                    .containsExactly("3");
            assertThatQueue(keysOf).hasWaiting(1).hasPrioritized(1);
        }

        @Test
        void looksPastJobsThatItKeeps() {
            for (int i = 0; i < 600; i++) {
                bench.add();
            }
            bench.add(at(1000));

            assertThat(queue.clean(Duration.ofHours(1), 5, JobState.WAITING)).containsExactly("601");
            assertThatQueue(keysOf).hasWaiting(600);
        }

        @Test
        void takesActiveJobsOnlyWithoutALock() {
            bench.add(at(1000));
            bench.add(at(1000));
            bench.claiming().at(2000).wanted(2).run();
            keysOf.redis().del(bench.key("2") + ":lock");

            assertThat(queue.clean(Duration.ZERO, 100, JobState.ACTIVE)).containsExactly("2");
            assertThatJob(keysOf, "1").isActive();
        }

        @Test
        void tellsTheListenersEvenOfNothing() {
            queue.clean(Duration.ZERO, 10, JobState.FAILED);

            assertThat(bench.events()).containsExactly("cleaned count=0");
        }

        @Test
        void wrongArgumentsAreRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.clean(Duration.ofMillis(-1), 1, JobState.FAILED))
                    .withMessage("grace must be between 0 and 36500 days, was PT-0.001S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.clean(Duration.ZERO, 0, JobState.FAILED))
                    .withMessage("limit must be between 1 and 100000, was 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.clean(Duration.ZERO, 1, JobState.WAITING_CHILDREN))
                    .withMessageContaining("waiting-children");
        }
    }

    @Nested
    class Obliterate {

        @Test
        void leavesNoKeyBehind() {
            bench.completed();
            bench.failed();
            bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            bench.add(JobOptions.builder().priority(1));
            IntStream.range(0, 600).forEach(i -> bench.add());
            queue.addJobLog("1", "row");
            keysOf.redis().set(bench.key("limiter"), "3");
            keysOf.redis().zadd(bench.key("repeat"), 1, "daily");
            keysOf.redis().hset(bench.key("repeat:daily"), "name", "n");

            queue.obliterate(false);

            assertThatQueue(keysOf).hasNoKeys();
            assertThat(bench.add()).as("ids start again").isEqualTo("1");
        }

        @Test
        void isRefusedWhileJobsRunUnlessForced() {
            bench.active();

            assertThatExceptionOfType(QueueStateException.class)
                    .isThrownBy(() -> queue.obliterate(false))
                    .matches(e -> e.queue().equals(queue.name()))
                    .withMessageContaining("has active jobs; it is paused now");
            assertThatQueue(keysOf).isPaused().hasActive(1);

            queue.obliterate(true);
            assertThatQueue(keysOf).hasNoKeys();
        }
    }

    @Test
    void trimEventsCutsTheStream() {
        IntStream.range(0, 10).forEach(i -> bench.add());

        assertThat(queue.trimEvents(0)).isEqualTo(20);
        assertThat(bench.events()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.trimEvents(-1))
                .withMessage("maxLength must be 0 or more, was -1");
        assertThat(List.of(queue.trimEvents(5))).containsExactly(0L);
    }
}
