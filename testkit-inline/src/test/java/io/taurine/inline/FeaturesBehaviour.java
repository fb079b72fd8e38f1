package io.taurine.inline;

import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.DELAYED;
import static io.taurine.job.JobState.FAILED;
import static io.taurine.job.JobState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.ChildFailurePolicy;
import io.taurine.job.Deduplication;
import io.taurine.queue.AddOutcome;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.JobRequest;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.repeat.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Flows, schedules, limits and the other features. */
abstract class FeaturesBehaviour extends Behaviour {

    FeaturesBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    @Test
    void addsOneJobPerDeduplicationId() {
        var queue = stage.queue();
        var once = options().deduplication(Deduplication.simple("order 7")).build();

        var first = queue.add("work", "a", once);
        var second = queue.add("work", "b", once);
        assertThat(second.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(queue.getDeduplicationJobId("order 7")).contains(first.id());
        stage.start(job -> stage.seen.add(job.data()));

        eventuallyIn(COMPLETED, queue, first.id());
        assertThat(queue.add("work", "c", once).isNew()).isTrue();
        stage.eventually(() -> assertThat(stage.seen).containsExactly("a", "c"));
    }

    @Test
    void throttlesForAWhile() {
        var queue = stage.queue();
        var throttled =
                options().deduplication(Deduplication.throttle("t", MOMENT)).build();
        queue.add("work", "a", throttled);
        assertThat(queue.add("work", "b", throttled).isNew()).isFalse();

        stage.pass(MOMENT);

        stage.eventually(
                () -> assertThat(queue.add("work", "c", throttled).isNew()).isTrue());
    }

    @Test
    void debouncesToTheLast() {
        var queue = stage.queue();
        stage.start(job -> stage.seen.add(job.data()));
        var debounced = options()
                .deduplication(Deduplication.debounce("d", Duration.ofMillis(300)))
                .delay(Duration.ofMillis(300))
                .build();

        queue.add("work", "a", debounced);
        queue.add("work", "b", debounced);
        queue.add("work", "c", debounced);
        stage.pass(Duration.ofMillis(300));

        stage.eventually(() -> assertThat(stage.seen).containsExactly("c"));
    }

    @Test
    void cancelsWhatWaitsAndWhatRuns() {
        var queue = stage.queue();
        var waiting = queue.add("work", "waits").id();
        assertThat(queue.cancel(waiting, "not needed")).isEqualTo(CancelOutcome.FAILED);
        assertThat(queue.cancel(waiting, "not needed")).isEqualTo(CancelOutcome.ALREADY_FINISHED);
        stage.start(job -> {
            job.cancellation().onCancel(() -> stage.seen.add("told"));
            stage.eventually(() ->
                    assertThat(queue.cancel(job.id(), "stop it")).isIn(CancelOutcome.SIGNALLED, CancelOutcome.MARKED));
            stage.eventually(() -> assertThat(job.cancellation().isCancelled()).isTrue());
            job.cancellation().throwIfCancelled();
            return "never";
        });

        var running = queue.add("work", "runs").id();

        eventuallyIn(FAILED, queue, running);
        assertThat(job(queue, running).failedReason().orElseThrow()).contains("stop it");
        stage.eventually(() -> assertThat(stage.seen).containsExactly("told"));
        assertThat(job(queue, waiting).failedReason().orElseThrow()).contains("not needed");
    }

    @Test
    void keepsToTheGlobalRateLimit() {
        var queue = stage.queue();
        queue.setGlobalRateLimit(1, MOMENT);
        stage.start(job -> stage.seen.add(job.data()));

        queue.add("work", "a");
        queue.add("work", "b");
        queue.add("work", "c");
        stage.pass(MOMENT.multipliedBy(2));

        stage.eventually(() -> assertThat(stage.seen).containsExactly("a", "b", "c"));
        assertThat(queue.getGlobalRateLimit().orElseThrow().max()).isEqualTo(1);
    }

    @Test
    void runsAParentAfterItsChildrenAndGivesItTheirValues() throws Exception {
        var queue = stage.queue();
        stage.start(job -> {
            stage.seen.add(job.name());
            return job.name().equals("cake")
                    ? job.getChildrenValues(String.class).values().stream()
                            .sorted()
                            .toList()
                    : job.data() + " done";
        });

        try (var flows = FlowProducer.of(stage.connection())) {
            var cake = flows.add(FlowNode.of("cake", stage.queueName())
                    .data("cake")
                    .child(FlowNode.of("batter", stage.queueName()).data("batter"))
                    .child(FlowNode.of("icing", stage.queueName()).data("icing"))
                    .build());

            eventuallyIn(COMPLETED, queue, cake.id());
            assertThat(job(queue, cake.id()).returnValueJson()).contains("[\"batter done\",\"icing done\"]");
            assertThat(stage.seen).containsExactly("batter", "icing", "cake");
            assertThat(flows.getFlow(stage.queueName(), cake.id())).isPresent();
        }
    }

    @Test
    void failsAParentWithItsChildWhenToldTo() throws Exception {
        var queue = stage.queue();
        stage.start(job -> {
            throw new IllegalStateException("burnt");
        });

        try (var flows = FlowProducer.of(stage.connection())) {
            var cake = flows.add(FlowNode.of("cake", stage.queueName())
                    .data("cake")
                    .child(FlowNode.of("batter", stage.queueName())
                            .data("batter")
                            .options(options()
                                    .childFailurePolicy(ChildFailurePolicy.FAIL_PARENT)
                                    .build()))
                    .build());

            eventuallyIn(FAILED, queue, cake.id());
        }
    }

    @Test
    void aStepAddsChildrenAndWaitsForThem() throws Exception {
        var queue = stage.queue();
        try (var flows = FlowProducer.of(stage.connection())) {
            stage.start(job -> {
                stage.seen.add(job.name() + job.job().attemptsStarted());
                if (job.name().equals("parent") && job.job().attemptsStarted() == 1) {
                    queue.add(
                            "child",
                            "x",
                            options()
                                    .parent(job.id(), "bull:" + stage.queueName())
                                    .build());
                    job.moveToWaitingChildren();
                }
                return null;
            });

            var id = queue.add("parent", "x").id();

            eventuallyIn(COMPLETED, queue, id);
            assertThat(stage.seen).containsExactly("parent1", "child1", "parent2");
        }
    }

    @Test
    void runsWhatASchedulerSays() {
        var queue = stage.queue();
        stage.start(job -> stage.seen.add(job.data()));

        queue.upsertJobScheduler(
                "tick", Schedule.every(Duration.ofMillis(100)).withLimit(3), JobTemplate.of("tick", "tock"));
        stage.pass(Duration.ofMillis(500));

        stage.eventually(() -> assertThat(stage.seen).containsExactly("tock", "tock", "tock"));
        stage.eventually(() -> assertThat(queue.getJobCounts().of(COMPLETED)).isEqualTo(3));
    }

    @Test
    void listsAndRemovesSchedulers() {
        var queue = stage.queue();
        var daily = Schedule.cron("0 6 * * *", ZoneId.of("Europe/Berlin"));
        var next = queue.upsertJobScheduler("daily", daily, JobTemplate.of("report", "x"))
                .orElseThrow();

        assertThat(next.state()).isEqualTo(DELAYED);
        assertThat(queue.getJobSchedulersCount()).isEqualTo(1);
        assertThat(queue.preview("daily", 3)).hasSize(3);
        assertThat(queue.removeJobScheduler("daily")).isTrue();
        assertThat(next.state()).isEqualTo(UNKNOWN);
    }

    @Test
    void callsInterceptorsAroundAddAndProcess() {
        var queue = stage.queue(QueueOptions.builder()
                .interceptor(
                        String.class,
                        call -> call.map(
                                request -> JobRequest.of(request.name(), request.data() + "!", request.options())))
                .build());
        stage.start(stage.worker(job -> stage.seen.add(job.data())).interceptor((job, next) -> {
            stage.seen.add("before");
            var result = next.process(job);
            stage.seen.add("after");
            return result;
        }));

        queue.add("work", "hello");

        stage.eventually(() -> assertThat(stage.seen).containsExactly("before", "hello!", "after"));
    }
}
