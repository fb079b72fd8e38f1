package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.AddInterceptor;
import io.taurine.queue.JobRequest;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowProducerOptions;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Validation as middleware: what must not be in a queue is not let in, and what is there all the same is not run. */
class ValidationIT extends OnRedis {

    record Order(String article, int pieces) {}

    private final List<String> seen = new CopyOnWriteArrayList<>();

    private final AddInterceptor<Order> orders = call -> {
        call.jobs().forEach(job -> requireValid(order(job)));
        return call;
    };

    private final AddInterceptor<Object> recorder = call -> {
        seen.add(call.kind() + " " + call.jobs().stream().map(JobRequest::data).toList());
        return call;
    };

    ValidationIT(TestQueue queue) {
        super(queue);
    }

    /** Interceptors of a type are not asked about jobs without payload. */
    private static Order order(JobRequest<Order> job) {
        return Objects.requireNonNull(job.data());
    }

    private static void requireValid(Order order) {
        if (order.pieces() < 1) {
            throw new IllegalArgumentException("pieces must be 1 or more, was " + order.pieces());
        }
    }

    @Nested
    class OfAdds {

        private final Order good = new Order("book", 1);
        private final Order bad = new Order("book", 0);

        private Queue<Object> open(QueueOptions.Builder options) {
            return Queue.of(queue.name(), Object.class, Workbench.redis(), options.build());
        }

        private void assertRefused(Runnable call) {
            var before = queue.keys();
            var events = bench.events();

            assertThatIllegalArgumentException().isThrownBy(call::run).withMessage("pieces must be 1 or more, was 0");

            assertThat(queue.keys()).isEqualTo(before);
            assertThat(bench.events()).isEqualTo(events);
        }

        @Test
        void refusesAtEveryDoorAndWritesNothing() {
            var flowOptions = FlowProducerOptions.builder()
                    .interceptor(Order.class, orders)
                    .build();
            try (var validated = open(QueueOptions.builder().interceptor(Order.class, orders));
                    var flows = FlowProducer.of(Workbench.redis(), flowOptions)) {
                validated.add("order", good);

                assertRefused(() -> validated.add("order", bad));
                assertRefused(
                        () -> validated.addBulk(List.of(JobRequest.of("order", good), JobRequest.of("order", bad))));
                assertRefused(() -> validated.upsertJobScheduler(
                        "s", Schedule.every(Duration.ofDays(1)), JobTemplate.of("order", bad)));
                assertRefused(() -> flows.add(FlowNode.of("order", queue.name())
                        .data(good)
                        .child(FlowNode.of("order", queue.name()).data(bad))
                        .build()));
                assertThatQueue(queue).hasWaiting(1);
            }
        }

        @Test
        void looksOnlyAtJobsOfItsType() {
            try (var validated =
                    open(QueueOptions.builder().interceptor(Order.class, orders).interceptor(recorder))) {
                var note = Map.of("article", "book", "pieces", 0);
                validated.addBulk(List.of(JobRequest.of("note", note), JobRequest.of("order", good)));

                assertRefused(
                        () -> validated.addBulk(List.of(JobRequest.of("note", note), JobRequest.of("order", bad))));

                assertThat(seen).containsExactly("ADD_BULK [" + note + ", " + good + "]");
                assertThatQueue(queue).hasWaiting(2);
            }
        }

        @Test
        void seesWhatThoseBeforeItLeftAndThoseAfterItSeeNothingThatItRefused() {
            AddInterceptor<Order> halving = call -> call.map(job ->
                    job.withData(new Order(order(job).article(), order(job).pieces() / 2)));
            try (var validated = open(QueueOptions.builder()
                    .interceptor(Order.class, halving)
                    .interceptor(Order.class, orders)
                    .interceptor(recorder))) {

                assertRefused(() -> validated.add("order", new Order("book", 1)));
                validated.add("order", new Order("book", 2));

                assertThat(seen).containsExactly("ADD [" + new Order("book", 1) + "]");
            }
        }
    }

    @Nested
    class OfRuns {

        private final ProcessInterceptor<Order> validation = (job, next) -> {
            try {
                requireValid(job.data());
            } catch (IllegalArgumentException e) {
                throw new UnrecoverableException("Order refused: " + e.getMessage(), e);
            }
            return next.process(job);
        };

        private final ProcessInterceptor<Object> recording = (job, next) -> {
            seen.add("saw " + job.data());
            return next.process(job);
        };

        private String add(String json, int attempts) {
            try (var unchecked = Queue.of(queue.name(), Map.class, Workbench.redis())) {
                var options = JobOptions.builder().attempts(attempts).build();
                return unchecked
                        .add("order", Map.of("article", json, "pieces", json.length()), options)
                        .id();
            }
        }

        private Processor<Order> processor() {
            return job -> {
                seen.add("ran " + job.data().article());
                return job.data().pieces();
            };
        }

        private WorkerBuilder<Order> worker() {
            return Worker.of(queue.name(), Order.class, Workbench.redis(), processor());
        }

        @Test
        void failsTheJobForGoodAndTheProcessorNeverSeesIt() {
            var bad = add("", 5);
            var good = add("book", 5);

            try (var worker = worker().interceptor(validation).start()) {
                await().untilAsserted(() -> {
                    assertThatJob(queue, bad)
                            .isFailed()
                            .hasAttemptsMade(1)
                            .hasFailedReason("Order refused: pieces must be 1 or more, was 0");
                    assertThatJob(queue, good).isCompleted().hasReturnValue("4");
                });
                assertThat(worker.isRunning()).isTrue();
            }
            assertThat(seen).containsExactly("ran book");
            assertThat(bench.eventsOf(bad))
                    .noneMatch(event -> event.startsWith("delayed") || event.startsWith("waiting prev=active"));
        }

        @Test
        void standsWhereItWasGiven() {
            var bad = add("", 1);

            try (var worker = worker().interceptor(recording)
                    .interceptor(validation)
                    .interceptor((job, next) -> {
                        seen.add("behind");
                        return next.process(job);
                    })
                    .start()) {
                await().untilAsserted(() -> assertThatJob(queue, bad).isFailed());
                assertThat(worker.isRunning()).isTrue();
            }

            assertThat(seen).containsExactly("saw " + new Order("", 0));
        }

        @Test
        void isNotAskedAboutAPayloadOfAnotherTypeWhichFailsByItself() {
            var broken = bench.add("no order");

            try (var worker =
                    worker().interceptor(recording).interceptor(validation).start()) {
                await().untilAsserted(
                                () -> assertThatJob(queue, broken).isFailed().hasAttemptsMade(1));
                assertThat(worker.isRunning()).isTrue();
            }

            assertThat(seen).isEmpty();
        }
    }
}
