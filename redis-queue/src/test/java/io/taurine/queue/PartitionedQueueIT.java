package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.LMoveArgs;
import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Routing, bulks, merged views and what is done to all partitions, on one server. */
@RedisTest
class PartitionedQueueIT {

    private static final int COUNT = 4;

    private final Partitions partitions;
    private final List<TestQueue> keysOf;
    private final PartitionedQueue<Object> queue;

    PartitionedQueueIT(TestQueue test) {
        partitions = Partitions.of(test.name(), COUNT);
        keysOf = IntStream.range(0, COUNT)
                .mapToObj(i -> test.under(partitions.prefixOf(i)))
                .toList();
        queue = PartitionedQueue.of(test.name(), COUNT, Object.class, Bench.connection());
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private int partitionWith(String id) {
        var found = IntStream.range(0, COUNT)
                .filter(i -> keysOf.get(i).keys().contains(keysOf.get(i).key(id)))
                .toArray();
        assertThat(found).as("partitions with job %s", id).hasSize(1);
        return found[0];
    }

    private long stored(int partition) {
        return queue.queues().get(partition).getJobCounts().total();
    }

    private static JobOptions id(String id) {
        return JobOptions.builder().jobId(id).build();
    }

    @Nested
    class Adding {

        @Test
        void goesRoundWithoutAKey() {
            for (int i = 0; i < 3 * COUNT; i++) {
                queue.add("n", i);
            }

            assertThat(IntStream.range(0, COUNT).mapToLong(PartitionedQueueIT.this::stored))
                    .containsOnly(3L);
        }

        @Test
        void putsJobsOfAKeyIntoItsPartition() {
            var handle = queue.forKey("customer-42").add("n", 1);

            assertThat(queue.partitionOf(handle)).isEqualTo(partitions.ofKey("customer-42"));
            assertThat(stored(partitions.ofKey("customer-42"))).isEqualTo(1);
            assertThat(handle.state()).isEqualTo(JobState.WAITING);
        }

        @Test
        void findsADuplicateByItsId() {
            queue.add("first", 1, id("mine"));

            var again = queue.add("second", 2, id("mine"));

            assertThat(again.outcome()).isEqualTo(AddOutcome.DUPLICATE);
            assertThat(partitionWith("mine")).isEqualTo(partitions.ofKey("mine"));
            assertThat(queue.forKey("mine").getJob("mine")).isPresent();
        }

        @Test
        void findsTheOwnerOfADeduplicationIdWhateverTheJobsOwnIdIs() {
            var once = Deduplication.simple("once");
            var first = queue.add(
                    "n", 1, JobOptions.builder().jobId("a").deduplication(once).build());

            var second = queue.add(
                    "n", 2, JobOptions.builder().jobId("b").deduplication(once).build());

            assertThat(second.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(queue.partitionOf(first)).isEqualTo(partitions.ofKey("once"));
        }

        @Test
        void putsAChildWhereItsParentIs() {
            for (int i = 0; i < COUNT; i++) {
                var parent = queue.queues().get(i).add("parent", 0, id("parent-" + i));

                var child = queue.add(
                        "child",
                        1,
                        JobOptions.builder()
                                .jobId("child-" + i)
                                .parent(parent.asParent())
                                .build());

                assertThat(queue.partitionOf(child)).isEqualTo(i);
                assertThatJob(keysOf.get(i), child.id()).isWaiting();
            }
        }

        @Test
        void anInterceptorSeesThePartitionThatWasChosenAndDoesNotChooseIt() {
            var prefixes = new HashSet<String>();
            var options = QueueOptions.builder()
                    .interceptor(call -> {
                        prefixes.add(call.place(0).prefix());
                        return call.map(job -> job.withOptions(id("mine")));
                    })
                    .build();
            try (PartitionedQueue<Object> changed =
                    PartitionedQueue.of(partitions, Object.class, Bench.connection(), options)) {
                for (int i = 0; i < COUNT; i++) {
                    changed.add("n", i);
                }

                assertThat(changed.findJobs("mine")).hasSize(COUNT);
                assertThat(prefixes).hasSize(COUNT);
                assertThat(changed.forKey("customer-42").add("n", 1).outcome()).isEqualTo(AddOutcome.DUPLICATE);
            }
        }

        @Test
        void refusesToTellThePartitionOfAStranger() {
            var other = new JobHandle<>(queue.queues().get(0), "1", AddOutcome.ADDED);
            assertThat(queue.partitionOf(other)).isZero();

            try (var plain = Queue.of(queue.name(), Object.class, Bench.connection())) {
                var stranger = new JobHandle<>(plain, "1", AddOutcome.ADDED);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> queue.partitionOf(stranger))
                        .withMessageContaining("bull:" + queue.name());
            }
        }
    }

    @Nested
    class Bulks {

        private List<JobRequest<Object>> numbers(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> JobRequest.<Object>of("n", i))
                    .toList();
        }

        @Test
        void answerInTheOrderOfTheRequests() {
            var handles = queue.addBulk(numbers(200));

            assertThat(handles).hasSize(200);
            for (int i = 0; i < 200; i++) {
                assertThat(handles.get(i).job().orElseThrow().dataJson()).isEqualTo(Integer.toString(i));
            }
            assertThat(IntStream.range(0, COUNT).mapToLong(PartitionedQueueIT.this::stored))
                    .containsOnly(50L);
        }

        @Test
        void goByKeyAndKeepItsOrder() {
            var handles = queue.addBulk(numbers(60), job -> "key-" + (int) Objects.requireNonNull(job.data()) % 6);

            for (int key = 0; key < 6; key++) {
                var partition = partitions.ofKey("key-" + key);
                for (int i = key; i < 60; i += 6) {
                    assertThat(queue.partitionOf(handles.get(i))).isEqualTo(partition);
                }
            }
            for (int i = 0; i < COUNT; i++) {
                var data = queue.queues().get(i).getJobs(JobState.WAITING, 0, 99).stream()
                        .map(job -> Integer.parseInt(job.dataJson()))
                        .toList();
                assertThat(data).isSorted();
            }
        }

        @Test
        void goWithoutAKeyWhereThereIsNone() {
            var handles = queue.addBulk(List.of(JobRequest.of("n", 1, id("mine"))), job -> null);

            assertThat(queue.partitionOf(handles.get(0))).isEqualTo(partitions.ofKey("mine"));
        }

        @Test
        void writeNothingWhenTheLastJobIsWrong() {
            var tooLarge = JobRequest.<Object>of(
                    "n", "0123456789", JobOptions.builder().sizeLimit(5).build());
            var jobs = new ArrayList<>(numbers(20));
            jobs.add(tooLarge);

            assertThatIllegalArgumentException().isThrownBy(() -> queue.addBulk(jobs));

            assertThat(queue.getJobCounts().total()).isZero();
        }

        @Test
        void letInterceptorsHearOfABulkThatWasNotSent() {
            var ended = new CopyOnWriteArrayList<String>();
            var options = QueueOptions.builder()
                    .interceptor(call ->
                            call.whenDone((ids, failure) -> ended.add(failure == null ? ids.toString() : "failed")))
                    .build();
            try (PartitionedQueue<Object> watched =
                    PartitionedQueue.of(partitions, Object.class, Bench.connection(), options)) {
                var jobs = List.of(
                        JobRequest.<Object>of("n", 1),
                        JobRequest.<Object>of("n", 2),
                        JobRequest.<Object>of("", 3),
                        JobRequest.<Object>of("n", 4));

                assertThatIllegalArgumentException().isThrownBy(() -> watched.addBulk(jobs));
            }

            assertThat(ended).isNotEmpty().containsOnly("failed");
            assertThat(queue.getJobCounts().total()).isZero();
        }

        @Test
        void mayBeEmpty() {
            assertThat(queue.addBulk(List.of())).isEmpty();
        }

        @Test
        void tellWhatWasAddedWhenAPartitionFails() {
            // Another type under the name of the line: this partition's script fails, the others' do not.
            keysOf.get(2).redis().set(keysOf.get(2).key("wait"), "no list");
            var jobs = numbers(40);

            assertThatExceptionOfType(PartialAddException.class)
                    .isThrownBy(() -> queue.addBulk(jobs))
                    .satisfies(partial -> {
                        assertThat(partial.failures()).containsOnlyKeys(2);
                        assertThat(partial.missing()).hasSize(10).isSorted();
                        assertThat(partial.added()).hasSize(30);
                        var all = new HashSet<>(partial.missing());
                        all.addAll(partial.added().keySet());
                        assertThat(all).hasSize(40);
                        partial.added()
                                .forEach((index, handle) -> assertThat(
                                                handle.job().orElseThrow().dataJson())
                                        .isEqualTo(index.toString()));
                    })
                    .withMessageContaining("30")
                    .withMessageContaining("[2]");
        }
    }

    @Nested
    class Looking {

        @Test
        void countsOverAllPartitions() {
            for (int i = 0; i < 7; i++) {
                queue.add("n", i);
                queue.add("n", i, JobOptions.builder().priority(3).build());
            }
            queue.add("n", 0, JobOptions.builder().delay(Duration.ofHours(1)).build());

            var counts = queue.getJobCounts();

            assertThat(counts.of(JobState.WAITING)).isEqualTo(7);
            assertThat(counts.of(JobState.PRIORITIZED)).isEqualTo(7);
            assertThat(counts.of(JobState.DELAYED)).isEqualTo(1);
            assertThat(queue.count()).isEqualTo(15);
            assertThat(queue.getCountsPerPriority(List.of(0, 3, 5))).isEqualTo(Map.of(0, 7L, 3, 7L, 5, 0L));
        }

        @Test
        void pagesAreInOrderOverAllPartitions() {
            for (int i = 0; i < 25; i++) {
                var at = Instant.ofEpochMilli(Bench.NOW + i);
                queue.add("n", i, JobOptions.builder().timestamp(at).build());
            }

            assertThat(data(queue.getJobs(JobState.WAITING, 0, 9))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(data(queue.getJobs(JobState.WAITING, 10, 30)))
                    .hasSize(15)
                    .startsWith(10)
                    .endsWith(24);
            assertThat(data(queue.getJobs(JobState.WAITING, 0, 2, false))).containsExactly(24, 23, 22);
            assertThat(queue.getJobs(JobState.WAITING, 25, 30)).isEmpty();
        }

        @Test
        void pagesOfDelayedJobsAreInTheOrderInWhichTheyAreDue() {
            for (int i = 0; i < 12; i++) {
                var delay = Duration.ofMinutes(60 - i);
                queue.add("n", i, JobOptions.builder().delay(delay).build());
            }

            assertThat(data(queue.getJobs(JobState.DELAYED, 0, 11)))
                    .containsExactly(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        }

        @Test
        void pagesOfPrioritizedJobsHaveTheMostUrgentFirst() {
            for (int i = 0; i < 12; i++) {
                queue.add("n", i, JobOptions.builder().priority(1 + i % 3).build());
            }

            assertThat(data(queue.getJobs(JobState.PRIORITIZED, 0, 11)).stream().map(i -> i % 3))
                    .isSorted();
        }

        @Test
        void pagesTellThePartition() {
            queue.queues().get(3).add("n", 1);

            assertThat(queue.getJobs(JobState.WAITING, 0, 9))
                    .singleElement()
                    .satisfies(found -> assertThat(found.partition()).isEqualTo(3));
        }

        @Test
        void refusesPagesThatAreTooDeep() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getJobs(JobState.WAITING, 990, 1000))
                    .withMessageContaining("below 1000");
            assertThatIllegalArgumentException().isThrownBy(() -> queue.getJobs(JobState.WAITING, 5, 4));
        }

        @Test
        void findsAnIdInAllPartitions() {
            queue.queues().get(0).add("n", "a");
            queue.queues().get(2).add("n", "c");

            assertThat(queue.findJobs("1"))
                    .extracting(PartitionedJob::partition)
                    .containsExactly(0, 2);
            assertThat(queue.findJobs("2")).isEmpty();
        }

        private List<Integer> data(List<PartitionedJob<Object>> jobs) {
            return jobs.stream()
                    .map(found -> Integer.parseInt(found.job().dataJson()))
                    .toList();
        }
    }

    @Nested
    class Tending {

        @Test
        void pausesAndResumesAll() {
            queue.pause();

            assertThat(queue.isPaused()).isTrue();
            assertThat(queue.queues()).allMatch(Queue::isPaused);

            queue.queues().get(1).resume();
            assertThat(queue.isPaused()).isFalse();

            queue.resume();
            assertThat(queue.queues()).noneMatch(Queue::isPaused);
        }

        @Test
        void drainsAll() {
            for (int i = 0; i < 10; i++) {
                queue.add("n", i);
            }

            assertThat(queue.drain(false)).isEqualTo(10);
            assertThat(queue.getJobCounts().total()).isZero();
        }

        @Test
        void promotesAll() {
            for (int i = 0; i < 6; i++) {
                queue.add(
                        "n", i, JobOptions.builder().delay(Duration.ofHours(1)).build());
            }

            assertThat(queue.promoteJobs()).isEqualTo(6);
            assertThat(queue.getJobCounts().of(JobState.WAITING)).isEqualTo(6);
        }

        @Test
        void cleansNoMoreThanTheLimitAndAllOfIt() {
            for (int i = 0; i < 10; i++) {
                queue.queues().get(1).add("n", i);
            }
            queue.queues().get(3).add("n", 1);

            assertThat(queue.clean(Duration.ZERO, 6, JobState.WAITING)).hasSize(6);
            assertThat(queue.getJobCounts().total()).isEqualTo(5);
            assertThat(queue.clean(Duration.ZERO, 1, JobState.WAITING)).hasSize(1);
            assertThat(queue.clean(Duration.ZERO, 100, JobState.WAITING)).hasSize(4);
            assertThatIllegalArgumentException().isThrownBy(() -> queue.clean(Duration.ZERO, 0, JobState.WAITING));
        }

        @Test
        void obliteratesAllOrNothing() {
            for (int i = 0; i < 2 * COUNT; i++) {
                queue.add("n", i);
            }
            var busy = keysOf.get(2);
            busy.redis().lmove(busy.key("wait"), busy.key("active"), LMoveArgs.Builder.rightLeft());

            assertThatExceptionOfType(QueueStateException.class)
                    .isThrownBy(() -> queue.obliterate(false))
                    .withMessageContaining("active jobs");
            assertThat(queue.getJobCounts().total()).isEqualTo(2 * COUNT);

            queue.obliterate(true);
            assertThat(keysOf).allSatisfy(one -> assertThat(one.keys()).isEmpty());
        }

        @Test
        void sharesLimitsOut() {
            queue.setGlobalConcurrency(6);
            queue.setGlobalRateLimit(10, Duration.ofSeconds(1));

            assertThat(queue.queues().stream()
                            .map(one -> one.getGlobalConcurrency().orElseThrow()))
                    .containsExactly(2, 2, 1, 1);
            assertThat(queue.queues().stream()
                            .map(one -> one.getGlobalRateLimit().orElseThrow().max()))
                    .containsExactly(3, 3, 2, 2);
            assertThat(queue.getGlobalConcurrency()).hasValue(6);
            assertThat(queue.getGlobalRateLimit()).contains(new RateLimit(10, Duration.ofSeconds(1)));

            queue.removeGlobalConcurrency();
            queue.removeGlobalRateLimit();
            assertThat(queue.getGlobalConcurrency()).isEmpty();
            assertThat(queue.getGlobalRateLimit()).isEmpty();
        }

        @Test
        void refusesLimitsThatLeaveAPartitionNothing() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.setGlobalConcurrency(3))
                    .withMessageContaining("at least the number of partitions, 4");
            assertThatIllegalArgumentException().isThrownBy(() -> queue.setGlobalRateLimit(3, Duration.ofSeconds(1)));
            assertThat(queue.getGlobalConcurrency()).isEmpty();
        }
    }

    @Test
    void writesWhatAPlainQueueWrites() {
        var partition = keysOf.get(partitions.ofKey("mine"));
        queue.add("n", Map.of("a", 1), id("mine"));

        assertThat(partition.keys())
                .containsExactlyInAnyOrder(
                        partition.key("events"),
                        partition.key("id"),
                        partition.key("marker"),
                        partition.key("meta"),
                        partition.key("mine"),
                        partition.key("wait"));
    }
}
