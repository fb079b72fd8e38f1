package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where an add puts its job: ids of the caller's, delays and priorities. */
@RedisTest
class PlacementIT {

    private static final double PRIORITY_STEP = 4294967296.0;

    private final TestQueue keysOf;
    private final Bench bench;

    PlacementIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
    }

    @Nested
    class DuplicateId {

        private final JobOptions mine = JobOptions.builder().jobId("mine").build();

        @Test
        void leavesTheExistingJobAsItIs() {
            bench.queue.add("first", 1, mine);
            bench.forgetEvents();
            var before = bench.hash("mine");

            var again = bench.queue.add("second", 2, mine);

            assertThat(again.id()).isEqualTo("mine");
            assertThat(again.outcome()).isEqualTo(AddOutcome.DUPLICATE);
            assertThat(again.isNew()).isFalse();
            assertThat(bench.hash("mine")).isEqualTo(before);
            assertThat(bench.list("wait")).containsExactly("mine");
            assertThat(bench.events()).containsExactly("duplicated jobId=mine");
        }

        @Test
        void consumesAnAutomaticIdAllTheSame() {
            bench.queue.add("n", 1, mine);
            bench.queue.add("n", 1, mine);

            assertThat(bench.add()).isEqualTo("3");
        }

        @Test
        void isFoundInsideOneBulkToo() {
            var handles = bench.queue.addBulk(List.of(JobRequest.of("a", 1, mine), JobRequest.of("b", 2, mine)));

            assertThat(handles).extracting(JobHandle::outcome).containsExactly(AddOutcome.ADDED, AddOutcome.DUPLICATE);
            assertThatJob(keysOf, "mine").hasField("name", "a").isWaiting();
        }

        @Test
        void isFreeAgainOnceTheJobIsGone() {
            bench.queue.add("n", 1, mine);
            bench.queue.remove("mine");

            assertThat(bench.queue.add("n", 1, mine).isNew()).isTrue();
        }
    }

    @Nested
    class Delayed {

        private final JobOptions.Builder inAnHour =
                JobOptions.builder().timestamp(Instant.ofEpochMilli(Bench.NOW)).delay(Duration.ofHours(1));
        private final long due = Bench.NOW + 3_600_000;

        @Test
        void isScoredByItsDueTimeAndMarkedWithIt() {
            var id = bench.add(inAnHour);

            assertThatJob(keysOf, id).isDelayed().hasField("delay", "3600000");
            assertThat(bench.score("delayed", id)).isEqualTo(due * 4096.0);
            assertThat(bench.markers()).isEqualTo(Map.of("1", (double) due));
            assertThat(bench.events()).containsExactly("added jobId=1 name=name", "delayed delay=" + due + " jobId=1");
        }

        @Test
        void keepsTheOrderOfJobsDueInTheSameMillisecond() {
            var ids = List.of(bench.add(inAnHour), bench.add(inAnHour), bench.add(inAnHour));

            assertThat(bench.set("delayed")).isEqualTo(ids);
            assertThat(bench.score("delayed", "3")).isEqualTo(due * 4096.0 + 2);
        }

        @Test
        void staysAtTheEndOfAFullMillisecond() {
            keysOf.redis().zadd(bench.key("delayed"), due * 4096.0 + 4095, "last");

            bench.add(inAnHour);

            assertThat(bench.score("delayed", "1")).isEqualTo(due * 4096.0 + 4095);
        }

        @Test
        void goesBeforePriorityAndLifo() {
            var id = bench.add(inAnHour.priority(3).lifo(true));

            assertThatJob(keysOf, id).isDelayed().hasField("priority", "3");
        }

        @Test
        void isMarkedEvenWhileTheQueueIsPaused() {
            bench.queue.pause();

            bench.add(inAnHour);

            assertThat(bench.markers()).containsOnlyKeys("1");
        }
    }

    @Nested
    class Prioritized {

        @Test
        void isScoredByPriorityThenByOrder() {
            var low = bench.add(JobOptions.builder().priority(9));
            var high = bench.add(JobOptions.builder().priority(1));
            var alike = bench.add(JobOptions.builder().priority(1));

            assertThat(bench.set("prioritized")).containsExactly(high, alike, low);
            assertThat(bench.score("prioritized", low)).isEqualTo(9 * PRIORITY_STEP + 1);
            assertThat(bench.score("prioritized", alike)).isEqualTo(PRIORITY_STEP + 3);
            assertThat(keysOf.redis().get(bench.key("pc"))).isEqualTo("3");
            assertThat(bench.markers()).containsOnlyKeys("0");
            assertThat(bench.events()).endsWith("waiting jobId=3");
        }

        @Test
        void ignoresLifo() {
            bench.add(JobOptions.builder().priority(1));
            bench.add(JobOptions.builder().priority(1).lifo(true));

            assertThat(bench.set("prioritized")).containsExactly("1", "2");
        }

        @Test
        void takesTheLeastUrgentPriorityWithoutLosingItsPlace() {
            var id = bench.add(JobOptions.builder().priority(2_097_151));

            assertThat(bench.score("prioritized", id)).isEqualTo(2_097_151 * PRIORITY_STEP + 1);
        }
    }
}
