package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.job.PayloadException;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RedisTest
class QueueAddIT {

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    QueueAddIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    @Test
    void openingAQueueWritesNothingButMeta() {
        assertThat(keysOf.keys()).containsExactly(bench.key("meta"));
        assertThat(keysOf.redis().hgetall(bench.key("meta")))
                .containsEntry("opts.maxLenEvents", "10000")
                .hasEntrySatisfying("version", version -> assertThat(version).startsWith("taurine:"))
                .hasSize(2);
    }

    @Test
    void openingAQueueLeavesWhatAnotherClientWrote() {
        bench.setMeta("version", "bullmq:6.7.0");
        bench.setMeta("opts.maxLenEvents", "77");

        new Bench(keysOf);

        assertThat(keysOf.redis().hgetall(bench.key("meta")))
                .isEqualTo(Map.of("version", "bullmq:6.7.0", "opts.maxLenEvents", "77"));
    }

    @Test
    void openingAQueueWritesALengthThatTheUserChose() {
        new Bench(keysOf, QueueOptions.builder().maxLenEvents(55).build());

        assertThat(keysOf.redis().hget(bench.key("meta"), "opts.maxLenEvents")).isEqualTo("55");
    }

    @Test
    void writesTheWholeHashTheIdTheMarkerAndTheEvents() {
        var before = System.currentTimeMillis();
        var job = queue.add("welcome", Map.of("to", "ada"));

        assertThat(job.id()).isEqualTo("1");
        assertThat(job.isNew()).isTrue();
        assertThat(bench.hash("1"))
                .containsOnlyKeys("name", "data", "opts", "timestamp", "delay", "priority")
                .containsEntry("name", "welcome")
                .containsEntry("data", "{\"to\":\"ada\"}")
                .containsEntry("opts", "{\"attempts\":0}")
                .containsEntry("delay", "0")
                .containsEntry("priority", "0");
        assertThat(Long.parseLong(bench.field("1", "timestamp"))).isBetween(before, System.currentTimeMillis());
        assertThat(bench.list("wait")).containsExactly("1");
        assertThat(keysOf.redis().get(bench.key("id"))).isEqualTo("1");
        assertThat(bench.markers()).isEqualTo(Map.of("0", 0.0));
        assertThat(bench.events()).containsExactly("added jobId=1 name=welcome", "waiting jobId=1");
        assertThat(keysOf.keys())
                .containsExactlyInAnyOrder(
                        bench.key("1"),
                        bench.key("events"),
                        bench.key("id"),
                        bench.key("marker"),
                        bench.key("meta"),
                        bench.key("wait"));
    }

    @Test
    void storesANullPayloadAsJsonNull() {
        var id = queue.add("n", null).id();

        assertThatJob(keysOf, id).hasField("data", "null");
    }

    @Test
    void servesFirstInFirstOutUnlessLifo() {
        bench.add();
        bench.add();
        bench.add(JobOptions.builder().lifo(true));

        assertThat(bench.list("wait")).containsExactly("2", "1", "3");
    }

    @Test
    void keepsATimestampThatTheCallerGives() {
        var id = bench.add(JobOptions.builder().timestamp(Instant.ofEpochMilli(1234)));

        assertThatJob(keysOf, id).hasField("timestamp", "1234").isWaiting();
    }

    @Test
    void putsDefaultOptionsUnderThoseOfTheJob() {
        var defaults = JobOptions.builder()
                .attempts(5)
                .removeOnComplete(KeepJobs.count(3))
                .build();
        var other = new Bench(
                keysOf, QueueOptions.builder().defaultJobOptions(defaults).build());

        var id = other.add(JobOptions.builder().attempts(2));

        assertThat(other.field(id, "opts")).isEqualTo("{\"attempts\":2,\"removeOnComplete\":3}");
    }

    @Test
    void addsNoBaseMarkerWhilePausedOrAtTheGlobalConcurrency() {
        bench.setMeta("paused", "0");
        bench.add();
        assertThat(bench.markers()).isEmpty();

        keysOf.redis().hdel(bench.key("meta"), "paused");
        bench.setMeta("concurrency", "1");
        keysOf.redis().lpush(bench.key("active"), "x");
        bench.add();
        assertThat(bench.markers()).isEmpty();

        keysOf.redis().del(bench.key("active"));
        bench.add();
        assertThat(bench.markers()).containsOnlyKeys("0");
    }

    @Test
    void restoresAMissingLengthOfTheEventStream() {
        keysOf.redis().del(bench.key("meta"));

        bench.add();

        assertThat(keysOf.redis().hgetall(bench.key("meta"))).isEqualTo(Map.of("opts.maxLenEvents", "10000"));
    }

    @Test
    void addsOfOneThreadKeepTheirOrderThoughManyBatchesAreUnderWay() {
        var added = IntStream.rangeClosed(1, 5000)
                .mapToObj(i -> queue.addAsync("n", i).toCompletableFuture())
                .toList();

        var ids = added.stream().map(CompletableFuture::join).map(JobHandle::id).toList();

        assertThat(ids)
                .isEqualTo(IntStream.rangeClosed(1, 5000)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(bench.list("wait")).hasSize(5000).first().isEqualTo("5000");
        assertThat(bench.field("7", "data")).isEqualTo("7");
    }

    @Nested
    class Bulk {

        @Test
        void keepsTheOrderAndMixesEveryPlacement() {
            var handles = queue.addBulk(List.of(
                    JobRequest.of("a", 1),
                    JobRequest.of("b", 2, JobOptions.builder().lifo(true).build()),
                    JobRequest.of("c", 3, JobOptions.builder().priority(2).build()),
                    JobRequest.of(
                            "d",
                            4,
                            JobOptions.builder().delay(Duration.ofHours(1)).build()),
                    JobRequest.of("e", 5)));

            assertThat(handles).extracting(JobHandle::id).containsExactly("1", "2", "3", "4", "5");
            assertThat(bench.list("wait")).containsExactly("5", "1", "2");
            assertThat(bench.set("prioritized")).containsExactly("3");
            assertThat(bench.set("delayed")).containsExactly("4");
            assertThat(bench.events().stream().filter(line -> line.startsWith("added")))
                    .containsExactly(
                            "added jobId=1 name=a",
                            "added jobId=2 name=b",
                            "added jobId=3 name=c",
                            "added jobId=4 name=d",
                            "added jobId=5 name=e");
        }

        @Test
        void takesAnyNumberOfJobs() {
            var requests = new ArrayList<JobRequest<Object>>();
            IntStream.range(0, 2500).forEach(i -> requests.add(JobRequest.of("n", "x".repeat(500))));

            assertThat(queue.addBulk(requests)).hasSize(2500);
            assertThat(bench.list("wait")).hasSize(2500);
        }

        @Test
        void ofNothingAddsNothing() {
            assertThat(queue.addBulk(List.of())).isEmpty();
        }

        @Test
        void addsNothingWhenOneOfTheJobsIsWrong() {
            var limited = JobOptions.builder().sizeLimit(3).build();

            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            queue.addBulk(List.of(JobRequest.of("a", 1), JobRequest.of("b", "too long", limited))));
            assertThat(bench.list("wait")).isEmpty();
        }
    }

    @Nested
    class Wrong {

        @Test
        void anEmptyNameIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.add("", 1))
                    .withMessage("job name must not be empty");
        }

        @Test
        void aPayloadBeyondTheSizeLimitIsRefusedByItsBytes() {
            var limited = JobOptions.builder().sizeLimit(5).build();

            queue.add("fits", "abc", limited);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.add("big", "üüü", limited))
                    .withMessage("The size of job big exceeds the limit 5 bytes: its data has 8");
        }

        @Test
        void aPayloadWithoutJsonFormIsRefused() {
            assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> queue.add("n", new Object()));
            assertThat(bench.list("wait")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a:b"})
        void aQueueNameThatKeysCannotHoldIsRefused(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Queue.of(name, String.class, Bench.connection()))
                    .withMessageContaining("queue name must not");
        }

        @Test
        void aDefaultJobIdIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> QueueOptions.builder()
                            .defaultJobOptions(JobOptions.builder().jobId("a").build()))
                    .withMessageContaining("jobId");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> QueueOptions.builder().maxLenEvents(0))
                    .withMessage("maxLenEvents must be 1 or more, was 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> QueueOptions.builder().prefix(""))
                    .withMessage("prefix must not be empty");
        }
    }
}
