package io.taurine.queue;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@RedisTest
class AddInterceptorIT {

    private final TestQueue keysOf;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    AddInterceptorIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    private Bench bench(QueueOptions.Builder options) {
        return new Bench(keysOf, options.build());
    }

    private static QueueOptions.Builder options() {
        return QueueOptions.builder();
    }

    @Nested
    class Changing {

        @Test
        void nameDataAndOptionsInTheOrderGiven() {
            var bench = bench(options()
                    .interceptor(call -> call.map(job -> job.withName(job.name() + "-a")))
                    .interceptor(call -> call.map(job -> job.withName(job.name() + "-b")
                            .withData(Map.of("was", String.valueOf(job.data())))
                            .withOptions(job.options().toBuilder().attempts(7).build()))));

            var id = bench.queue.add("n", "x").id();

            assertThat(bench.hash(id))
                    .containsEntry("name", "n-a-b")
                    .containsEntry("data", "{\"was\":\"x\"}")
                    .containsEntry("opts", "{\"attempts\":7}");
        }

        @Test
        void eachJobOfABulkInOneCall() {
            var bench = bench(options().interceptor(call -> {
                heard.add(
                        call.kind() + " " + call.queueName() + " " + call.jobs().size());
                return call.map(job -> job.withData(job.data() + "!"));
            }));

            var ids = bench.queue.addBulk(List.of(JobRequest.of("a", "1"), JobRequest.of("b", "2"))).stream()
                    .map(JobHandle::id)
                    .toList();

            assertThat(heard).containsExactly("ADD_BULK " + keysOf.name() + " 2");
            assertThat(bench.field(ids.get(0), "data")).isEqualTo("\"1!\"");
            assertThat(bench.field(ids.get(1), "data")).isEqualTo("\"2!\"");
        }

        @Test
        void seesTheQueuesDefaultsInTheOptions() {
            var bench = bench(options()
                    .defaultJobOptions(JobOptions.builder().attempts(3).build())
                    .interceptor(call -> {
                        heard.add(call.jobs().get(0).options().toString());
                        return call;
                    }));

            bench.queue.add("n", "x", JobOptions.builder().priority(2).build());

            assertThat(heard).containsExactly("{\"priority\":2,\"attempts\":3}");
        }

        @Test
        void onlyTheJobsWhosePayloadIsOfItsType() {
            var bench = bench(options()
                    .interceptor(
                            String.class,
                            call -> call.map(job -> job.withData(
                                            String.valueOf(job.data()).toUpperCase(java.util.Locale.ROOT)))
                                    .whenDone((ids, failure) -> heard.add(ids + " " + failure))));

            var ids = bench
                    .queue
                    .addBulk(List.of(
                            JobRequest.of("a", 1),
                            JobRequest.of("b", "text"),
                            JobRequest.of("c", null),
                            JobRequest.of("d", "more")))
                    .stream()
                    .map(JobHandle::id)
                    .toList();

            assertThat(ids.stream().map(id -> bench.field(id, "data")))
                    .containsExactly("1", "\"TEXT\"", "null", "\"MORE\"");
            assertThat(heard).containsExactly(List.of(ids.get(1), ids.get(3)) + " null");
        }

        @Test
        void putsAContextBesideThePayloadWhichIsMergedWithTheDefaults() {
            var bench = bench(options()
                    .defaultJobOptions(
                            JobOptions.builder().context("region", "eu").build())
                    .interceptor(call -> call.map(job -> job.withContext("tenant", "acme"))));

            var id = bench.queue.add("n", "x").id();

            assertThat(bench.field(id, "opts"))
                    .isEqualTo("{\"attempts\":0,\"taurineContext\":{\"region\":\"eu\",\"tenant\":\"acme\"}}");
            assertThat(bench.queue.getJob(id).orElseThrow().options().context())
                    .containsOnly(Map.entry("region", "eu"), Map.entry("tenant", "acme"));
        }
    }

    @Nested
    class Refusing {

        @Test
        void throwsToTheCallerAndWritesNothing() {
            var bench = bench(options()
                    .interceptor(call -> call.whenDone((ids, failure) -> heard.add("outer " + ids + " " + failure)))
                    .interceptor(call -> {
                        if (call.jobs().stream().anyMatch(job -> "bad".equals(job.data()))) {
                            throw new IllegalArgumentException("bad data");
                        }
                        return call;
                    }));
            var before = keysOf.keys();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.queue.addBulk(List.of(JobRequest.of("a", "ok"), JobRequest.of("b", "bad"))))
                    .withMessage("bad data");
            assertThatIllegalArgumentException().isThrownBy(() -> bench.queue.add("a", "bad"));

            assertThat(keysOf.keys()).isEqualTo(before);
            assertThat(heard)
                    .hasSize(2)
                    .allMatch(line -> line.equals("outer [] java.lang.IllegalArgumentException: bad data"));
        }

        @Test
        void aCallOfAnotherSizeIsRefused() {
            var dropping = bench(options().interceptor(call -> call.withJobs(List.of())));
            var swapping = bench(options()
                    .interceptor(call -> AddCall.of(call.kind(), "bull", call.queueName(), new ArrayList<>())));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> dropping.queue.add("n", "x"))
                    .withMessageContaining("must keep the number of jobs, 1, gave 0");
            assertThatIllegalStateException().isThrownBy(() -> swapping.queue.add("n", "x"));
            assertThat(keysOf.keys()).containsExactly(keysOf.key("meta"));
        }

        @Test
        void aJobThatCannotBeStoredEndsTheCallToo() {
            var bench = bench(
                    options().interceptor(call -> call.whenDone((ids, failure) -> heard.add(String.valueOf(failure)))));

            assertThatThrownBy(() -> bench.queue.add("", "x")).isInstanceOf(IllegalArgumentException.class);

            assertThat(heard).containsExactly("java.lang.IllegalArgumentException: job name must not be empty");
        }
    }

    @Nested
    class Hearing {

        @Test
        void theIdsWhenTheCallIsDoneTheInnermostFirst() {
            var bench = bench(options()
                    .interceptor(call -> call.whenDone((ids, failure) -> heard.add("outer " + ids)))
                    .interceptor(call -> call.whenDone((ids, failure) -> heard.add("inner " + ids))));

            bench.queue.add("n", "x", JobOptions.builder().jobId("mine").build());

            assertThat(heard).containsExactly("inner [mine]", "outer [mine]");
        }

        @Test
        void aListenerThatFailsHarmsNobody() {
            var bench = bench(options()
                    .interceptor(call -> call.whenDone((ids, failure) -> heard.add("outer")))
                    .interceptor(call -> call.whenDone((ids, failure) -> {
                        throw new IllegalStateException("a broken listener, on purpose");
                    })));

            var id = bench.queue.add("n", "x").id();

            assertThatJob(keysOf, id).isWaiting();
            assertThat(heard).containsExactly("outer");
        }
    }
}
