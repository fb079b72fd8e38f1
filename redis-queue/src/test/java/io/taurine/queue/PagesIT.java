package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisClient;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.TypeRef;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Pages, counts and the rest of what a queue can be asked. */
@RedisTest
class PagesIT {

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    PagesIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    private static List<String> ids(List<Job<Object>> jobs) {
        return jobs.stream().map(Job::id).toList();
    }

    @Nested
    class OfWaitingJobs {

        /** As BullMQ 5 leaves it: 1 to 3 put aside by its pause, 4 and 5 added since by a newer client. */
        private void putThreeAside() {
            for (int i = 0; i < 5; i++) {
                bench.add();
            }
            keysOf.redis().ltrim(bench.key("wait"), 0, 1);
            keysOf.redis().lpush(bench.key("paused"), "1", "2", "3");
        }

        @Test
        void listWhatWasPutAsideAsTheNextToBeServed() {
            putThreeAside();

            assertThat(queue.getJobCounts().of(JobState.WAITING)).isEqualTo(5);
            assertThat(ids(queue.getJobs(JobState.WAITING, 0, 9))).containsExactly("1", "2", "3", "4", "5");
            assertThat(ids(queue.getJobs(JobState.WAITING, 0, 9, false))).containsExactly("5", "4", "3", "2", "1");
        }

        @Test
        void countOverBothLists() {
            putThreeAside();

            for (int from = 0; from < 7; from++) {
                for (int to = from; to < 7; to++) {
                    var all = List.of("1", "2", "3", "4", "5");
                    assertThat(ids(queue.getJobs(JobState.WAITING, from, to)))
                            .as("from %s to %s", from, to)
                            .isEqualTo(all.subList(Math.min(5, from), Math.min(5, to + 1)));
                }
            }
        }

        @Test
        void areThoseThatAResumeServesFirst() {
            putThreeAside();
            var listed = ids(queue.getJobs(JobState.WAITING, 0, 9));

            queue.resume();

            assertThat(bench.claiming().wanted(5).run().ids()).isEqualTo(listed);
        }
    }

    @Nested
    class OfSeveralStates {

        @Test
        void followEachOtherEachWithARangeOfItsOwn() {
            var completed = List.of(bench.completed(), bench.completed());
            for (int i = 0; i < 3; i++) {
                bench.add();
            }
            var delayed = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            var states = List.of(JobState.DELAYED, JobState.WAITING, JobState.COMPLETED);

            assertThat(ids(queue.getJobs(states, 0, 1, true)))
                    .containsExactly(delayed, "3", "4", completed.get(0), completed.get(1));
            assertThat(queue.getJobIds(states, 1, 1, false)).containsExactly("4", completed.get(0));
        }

        @Test
        void idsIncludeThoseWhoseDataVanished() {
            var id = bench.add();
            keysOf.redis().del(keysOf.key(id));

            assertThat(queue.getJobIds(List.of(JobState.WAITING), 0, 9, true)).containsExactly(id);
            assertThat(queue.getJobs(List.of(JobState.WAITING), 0, 9, true)).isEmpty();
        }

        @Test
        void refuseWhatMakesNoSense() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getJobs(List.of(), 0, 1, true))
                    .withMessage("states must be one or more, each once, were []");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getJobs(List.of(JobState.ACTIVE, JobState.ACTIVE), 0, 1, true));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getJobIds(List.of(JobState.ACTIVE, JobState.UNKNOWN), 0, 1, true))
                    .withMessage("state must not be unknown");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getJobs(List.of(JobState.ACTIVE, JobState.FAILED), 0, 500, true))
                    .withMessageContaining("at most 1000 entries over all 2 states");
        }
    }

    @Nested
    class Counts {

        @Test
        void ofWhatStillHasToRun() {
            bench.completed();
            bench.add();
            bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            bench.add(JobOptions.builder().priority(1));
            keysOf.redis().zadd(bench.key("waiting-children"), 1, "parent");

            assertThat(queue.count()).isEqualTo(4);
        }

        @Test
        void ofSeveralStatesTogether() {
            bench.completed();
            bench.failed();
            bench.add();

            var counts = queue.getJobCounts();

            assertThat(counts.of(JobState.COMPLETED, JobState.FAILED)).isEqualTo(2);
            assertThat(counts.of(JobState.COMPLETED, JobState.COMPLETED)).isEqualTo(1);
        }

        @Test
        void ofDelayedJobsDueBeforeAnInstant() {
            var id = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            bench.add(JobOptions.builder().delay(Duration.ofHours(2)));
            var due = queue.getDueTime(id).orElseThrow();

            assertThat(queue.getDelayedCount(due)).isZero();
            assertThat(queue.getDelayedCount(due.plusMillis(1))).isEqualTo(1);
            assertThat(queue.getDelayedCount(due.plus(Duration.ofDays(1)))).isEqualTo(2);
        }
    }

    @Nested
    class DueTimes {

        @Test
        void areThoseOfTheirDelay() {
            var before = Instant.now().minusSeconds(5);
            var handle = queue.add(
                    "name", 1, JobOptions.builder().delay(Duration.ofHours(1)).build());

            assertThat(handle.dueTime())
                    .hasValueSatisfying(due -> assertThat(due)
                            .isBetween(
                                    before.plus(Duration.ofHours(1)),
                                    Instant.now().plus(Duration.ofMinutes(61))));
        }

        @Test
        void areExactForARetryToo() {
            var id = bench.active(JobOptions.builder().attempts(2));
            bench.settling().at(Bench.NOW).delay(id, "boom", 1234).run();

            assertThat(queue.getDueTime(id)).contains(Instant.ofEpochMilli(Bench.NOW + 1234));
        }

        @Test
        void areAbsentForJobsThatAreNotDelayed() {
            assertThat(queue.getDueTime(bench.add())).isEmpty();
            assertThat(queue.getDueTime("none")).isEmpty();
        }
    }

    @Nested
    class Logs {

        private String withRows() {
            var id = bench.add();
            for (int i = 1; i <= 5; i++) {
                queue.addJobLog(id, "row " + i);
            }
            return id;
        }

        @Test
        void areReadFromEitherEnd() {
            var id = withRows();

            assertThat(queue.getJobLogs(id, 1, 2).rows()).containsExactly("row 2", "row 3");
            assertThat(queue.getJobLogs(id, 1, 2, false)).isEqualTo(new JobLogs(List.of("row 4", "row 3"), 5));
            assertThat(queue.getJobLogs(id, 4, 9, false).rows()).containsExactly("row 1");
        }

        @Test
        void areClearedUpToTheNewestRows() {
            var id = withRows();

            assertThat(queue.clearJobLogs(id, 2)).isEqualTo(2);
            assertThat(queue.getJobLogs(id, 0, 9).rows()).containsExactly("row 4", "row 5");
            assertThat(queue.clearJobLogs(id, 9)).isEqualTo(2);

            assertThat(queue.clearJobLogs(id)).isZero();
            assertThat(bench.exists(keysOf.key(id) + ":logs")).isFalse();
            assertThat(queue.clearJobLogs("none")).isZero();
        }

        @Test
        void refuseToKeepLessThanNothing() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.clearJobLogs("1", -1))
                    .withMessage("keep must be 0 or more, was -1");
        }
    }

    @Test
    void workersTellWhereTheyAreAndSinceWhen() {
        var client = RedisClient.create(keysOf.redisUri());
        try (var one = client.connect()) {
            one.sync().clientSetname(bench.keys.clientName() + ":w:mill");

            var worker = queue.getWorkers().get(0);

            assertThat(worker.name()).isEqualTo("mill");
            assertThat(worker.address()).matches(".+:[0-9]+");
            assertThat(worker.age()).isLessThan(Duration.ofMinutes(1));
            assertThat(worker.idle()).isLessThan(Duration.ofMinutes(1));
            assertThat(worker.fields()).containsKey("id").containsEntry("name", bench.keys.clientName() + ":w:mill");
        } finally {
            client.shutdown();
        }
    }

    @Test
    void resultsOfTypesWithArgumentsAreRead() {
        var id = bench.active();
        bench.settling().completed(id, "{\"a\":[1,2]}").run();
        var type = new TypeRef<Map<String, List<Integer>>>() {};

        assertThat(queue.waitUntilFinished(id, Duration.ofSeconds(5), type)).contains(Map.of("a", List.of(1, 2)));
        assertThat(queue.getJob(id).orElseThrow().returnValue(type)).contains(Map.of("a", List.of(1, 2)));
    }

    @Test
    void aQueueThatMayOnlyReadWritesNothingWhenItOpens() {
        var other = keysOf.another();
        var options = QueueOptions.builder().metaUpdate(false).build();

        try (var readOnly = Queue.of(other.name(), Object.class, Bench.connection(), options)) {
            assertThat(readOnly.count()).isZero();
            assertThat(other.redis().keys(other.key("*"))).isEmpty();
        }
    }
}
