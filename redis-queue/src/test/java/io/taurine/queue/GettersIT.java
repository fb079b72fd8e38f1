package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisClient;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.PayloadException;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RedisTest
class GettersIT {

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    GettersIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    private List<String> ids(List<Job<Object>> jobs) {
        return jobs.stream().map(Job::id).toList();
    }

    @Test
    void aJobIsReadByItsId() {
        var id = bench.completed();

        var job = queue.getJob(id).orElseThrow();

        assertThat(job.name()).isEqualTo("name");
        assertThat(job.data()).isEqualTo(Map.of("a", 1));
        assertThat(job.returnValue(String.class)).contains("done");
        assertThat(queue.getJob("none")).isEmpty();
        assertThat(queue.getJob("")).isEmpty();
    }

    @Test
    void aPayloadOfAnotherTypeFailsOnlyWhenItIsAskedFor() {
        var id = bench.add();
        try (var numbers = Queue.of(keysOf.name(), Integer.class, Bench.connection())) {
            var job = numbers.getJob(id).orElseThrow();

            assertThat(job.dataJson()).isEqualTo("{\"a\":1}");
            assertThatExceptionOfType(PayloadException.class).isThrownBy(job::data);
        }
    }

    @Test
    void everyStateIsFound() {
        var completed = bench.completed();
        var failed = bench.failed();
        var active = bench.active();
        var waiting = bench.add();
        var delayed = bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
        var prioritized = bench.add(JobOptions.builder().priority(1));
        keysOf.redis().zadd(bench.key("waiting-children"), 1, "parent");
        keysOf.redis().lpush(bench.key("paused"), "aside");

        assertThat(queue.getJobState(completed)).isEqualTo(JobState.COMPLETED);
        assertThat(queue.getJobState(failed)).isEqualTo(JobState.FAILED);
        assertThat(queue.getJobState(active)).isEqualTo(JobState.ACTIVE);
        assertThat(queue.getJobState(waiting)).isEqualTo(JobState.WAITING);
        assertThat(queue.getJobState(delayed)).isEqualTo(JobState.DELAYED);
        assertThat(queue.getJobState(prioritized)).isEqualTo(JobState.PRIORITIZED);
        assertThat(queue.getJobState("parent")).isEqualTo(JobState.WAITING_CHILDREN);
        assertThat(queue.getJobState("aside")).isEqualTo(JobState.WAITING);
        assertThat(queue.getJobState("none")).isEqualTo(JobState.UNKNOWN);

        var counts = queue.getJobCounts();
        assertThat(counts.byState())
                .containsEntry(JobState.WAITING, 2L)
                .containsEntry(JobState.ACTIVE, 1L)
                .containsEntry(JobState.WAITING_CHILDREN, 1L)
                .doesNotContainKey(JobState.UNKNOWN);
        assertThat(counts.pending()).isEqualTo(5);
        assertThat(counts.total()).isEqualTo(8);
    }

    @Test
    void aLegacyMarkerIsNotCounted() {
        bench.add();
        keysOf.redis().rpush(bench.key("wait"), "0:15");

        assertThat(queue.getJobCounts().of(JobState.WAITING)).isEqualTo(1);
        assertThat(ids(queue.getJobs(JobState.WAITING, 0, 9))).containsExactly("1");
    }

    @Test
    void pagesOfAListStartWithTheNextToBeServed() {
        for (int i = 0; i < 5; i++) {
            bench.add();
        }

        assertThat(ids(queue.getJobs(JobState.WAITING, 0, 1))).containsExactly("1", "2");
        assertThat(ids(queue.getJobs(JobState.WAITING, 3, 9))).containsExactly("4", "5");
        assertThat(ids(queue.getJobs(JobState.WAITING, 7, 9))).isEmpty();
        assertThat(ids(queue.getJobs(JobState.WAITING, 0, 1, false))).containsExactly("5", "4");
    }

    @Test
    void pagesOfFinishedJobsStartWithTheNewest() {
        for (int i = 1; i <= 3; i++) {
            bench.settling().at(i * 1000L).completed(bench.active(), "1").run();
        }

        assertThat(ids(queue.getJobs(JobState.COMPLETED, 0, 1))).containsExactly("3", "2");
        assertThat(ids(queue.getJobs(JobState.COMPLETED, 0, 1, true))).containsExactly("1", "2");
    }

    @Test
    void jobsWhoseDataVanishedAreLeftOut() {
        bench.add();
        keysOf.redis().lpush(bench.key("wait"), "ghost");
        bench.add();

        assertThat(ids(queue.getJobs(JobState.WAITING, 0, 9))).containsExactly("1", "2");
    }

    @Test
    void prioritiesAreCounted() {
        bench.add();
        bench.add(JobOptions.builder().priority(1));
        bench.add(JobOptions.builder().priority(1));
        bench.add(JobOptions.builder().priority(2));

        assertThat(queue.getCountsPerPriority(List.of(0, 1, 2, 3))).isEqualTo(Map.of(0, 1L, 1, 2L, 2, 1L, 3, 0L));
    }

    @Test
    void workersOfEveryLanguageAreListed() {
        var client = RedisClient.create(keysOf.redisUri());
        try (var node = client.connect();
                var python = client.connect();
                var foreign = client.connect()) {
            node.sync().clientSetname(bench.keys.clientName() + ":w:n2");
            python.sync().clientSetname(bench.keys.qualifiedName());
            foreign.sync().clientSetname(bench.keys.clientName() + "x");

            assertThat(queue.getWorkers()).extracting(ConnectedWorker::name).containsExactlyInAnyOrder("n2", "");
        } finally {
            client.shutdown();
        }
    }

    @Test
    void unboundedOrBackwardPagesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.getJobs(JobState.WAITING, 0, 1000))
                .withMessage("a page must have at most 1000 entries, was from 0 to 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.getJobs(JobState.WAITING, 5, 4))
                .withMessageContaining("were 5 and 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.getJobs(JobState.WAITING, -1, 4))
                .withMessageContaining("from must be 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.getJobs(JobState.WAITING, 0, Long.MAX_VALUE))
                .withMessageContaining("at most 1000 entries");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.getJobs(JobState.UNKNOWN, 0, 9))
                .withMessage("state must not be unknown");
        assertThatIllegalArgumentException().isThrownBy(() -> queue.getJobLogs("1", 0, 1000));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.getCountsPerPriority(Collections.nCopies(1001, 1)));
    }
}
