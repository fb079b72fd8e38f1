package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.json;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static io.taurine.server.runner.RunnerFixture.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.Priority;
import io.taurine.server.runner.InvalidParamsException.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which jobs are taken, and when they run. */
public interface StartingJobs {

    /** Of one test. */
    RunnerFixture fixture();

    /** Of the definition that echoes. */
    record Message(String message) {}

    private static Definition<Message> echo() {
        return Definition.of(
                        "echo",
                        Message.class,
                        (Message params, JobContext context) -> Map.of("message", params.message()))
                .build();
    }

    @Test
    default void aJobRunsWithItsParamsAndHasItsResult() {
        var runner = fixture().start(echo());
        var before = Instant.now().minusSeconds(5);

        var started = runner.executor()
                .start(StartRequest.of("echo").params(json("{'message': 'hi'}")).build());

        var view = fixture().awaitStatus(runner, started.jobId(), JobStatus.SUCCEEDED);
        assertThat(started.isNew()).isTrue();
        assertThat(started.jobId()).isEqualTo("echo:1");
        assertThat(view.definitionKey()).isEqualTo("echo");
        assertThat(view.version()).isEqualTo(1);
        assertThat(view.params()).isEqualTo(json("{'message': 'hi'}"));
        assertThat(view.result()).isEqualTo(json("{'message': 'hi'}"));
        assertThat(view.attemptsMade()).isEqualTo(1);
        assertThat(view.maxAttempts()).isEqualTo(1);
        assertThat(view.error()).isNull();
        assertThat(view.reason()).isNull();
        assertThat(view.scheduleId()).isNull();
        assertThat(view.worker()).isEqualTo("tester");
        assertThat(view.runAt()).isEmpty();
        assertThat(view.createdAt()).isAfter(before);
        assertThat(view.startedAt()).hasValueSatisfying(at -> assertThat(at).isAfter(before));
        assertThat(view.endedAt())
                .hasValueSatisfying(
                        at -> assertThat(at).isAfterOrEqualTo(view.startedAt().orElseThrow()));
    }

    @Test
    default void paramsThatDoNotFitAreRefusedAndNothingIsStarted() {
        var runner = fixture().start(echo());
        var wrong = StartRequest.of("echo")
                .params(json("{'message': 5, 'more': 1}"))
                .build();

        var refusal = catchThrowableOfType(
                InvalidParamsException.class, () -> runner.executor().start(wrong));

        assertThat(refusal.problems()).extracting(Problem::pointer).containsExactlyInAnyOrder("/message", "/more");
        assertThat(runner.executor().list(JobFilter.all(), "", 10).items()).isEmpty();
    }

    @Test
    default void anUnknownDefinitionOrVersionIsRefused() {
        var runner = fixture().start(echo());

        assertThatThrownBy(() -> startJob(runner, "ohce")).isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> runner.executor()
                        .start(StartRequest.of("echo")
                                .version(7)
                                .params(json("{'message': 'hi'}"))
                                .build()))
                .isInstanceOf(NoSuchDefinitionException.class)
                .hasMessageContaining("7");
    }

    @Test
    default void aJobRunsTheVersionItNamesElseTheNewest() {
        var runs = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(
                        does("report", context -> runs.add("one " + context.definitionVersion()))
                                .build(),
                        does("report", context -> runs.add("two " + context.definitionVersion()))
                                .version(2)
                                .build());

        var first = runner.executor()
                .start(StartRequest.of("report").version(1).build())
                .jobId();
        fixture().awaitStatus(runner, first, JobStatus.SUCCEEDED);
        var second = startJob(runner, "report");
        fixture().awaitStatus(runner, second, JobStatus.SUCCEEDED);

        assertThat(runs).containsExactly("one 1", "two 2");
        assertThat(view(runner, first).version()).isEqualTo(1);
        assertThat(view(runner, second).version()).isEqualTo(2);
    }

    @Test
    default void aVersionBelowTheMinimalOneIsSkipped() {
        var runs = new AtomicInteger();
        var runner = fixture()
                .start(
                        does("report", context -> runs.incrementAndGet()).build(),
                        does("report", context -> runs.incrementAndGet())
                                .version(2)
                                .minimalVersion(2)
                                .build());

        var old = runner.executor()
                .start(StartRequest.of("report").version(1).build())
                .jobId();

        var view = fixture().awaitStatus(runner, old, JobStatus.SKIPPED);
        assertThat(view.reason()).contains("version 1").contains("2");
        eventually(() -> assertThat(fixture().told(old)).contains(JobEvent.Kind.SKIPPED));
        assertThat(runs).hasValue(0);
    }

    @Test
    default void aDelayedJobRunsWhenItIsDue() {
        var runner = fixture().start(does("later", context -> {}).build());
        var delay = Duration.ofMillis(300);

        var started =
                runner.executor().start(StartRequest.of("later").delay(delay).build());

        assertThat(started.status()).isEqualTo(JobStatus.DELAYED);
        var done = fixture().awaitStatus(runner, started.jobId(), JobStatus.SUCCEEDED);
        assertThat(Duration.between(done.createdAt(), done.startedAt().orElseThrow()))
                .isGreaterThanOrEqualTo(delay);
        eventually(() -> assertThat(fixture().told(started.jobId()))
                .startsWith(JobEvent.Kind.DELAYED)
                .endsWith(JobEvent.Kind.STARTED, JobEvent.Kind.SUCCEEDED));
    }

    @Test
    default void aJobRunsAtAnInstantOrNowWhenThatIsOver() {
        var runner = fixture().start(does("later", context -> {}).build());
        var tomorrow = Instant.ofEpochMilli(Instant.now().toEpochMilli()).plus(Duration.ofDays(1));

        var waits = runner.executor()
                .start(StartRequest.of("later").runAt(tomorrow).build())
                .jobId();
        var runs = runner.executor()
                .start(StartRequest.of("later").runAt(Instant.EPOCH).build())
                .jobId();

        fixture().awaitStatus(runner, runs, JobStatus.SUCCEEDED);
        assertThat(view(runner, waits).status()).isEqualTo(JobStatus.DELAYED);
        assertThat(view(runner, waits).runAt().orElseThrow())
                .isBetween(tomorrow.minusSeconds(5), tomorrow.plusSeconds(5));
    }

    @Test
    default void aDelayedJobCanBePromoted() {
        var runner = fixture().start(does("later", context -> {}).build());
        var id = runner.executor()
                .start(StartRequest.of("later").delay(Duration.ofHours(1)).build())
                .jobId();

        var promoted = runner.executor().promote(id);

        assertThat(promoted.id()).isEqualTo(id);
        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);
        assertThatThrownBy(() -> runner.executor().promote(id)).isInstanceOf(WrongStatusException.class);
        assertThatThrownBy(() -> runner.executor().promote("later:99")).isInstanceOf(NoSuchJobException.class);
    }

    @Test
    default void theMoreImportantJobRunsFirst() throws Exception {
        var gate = fixture().gate();
        var order = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(does("ranked", context -> {
                            gate.await();
                            order.add(context.jobId());
                        })
                        .processConcurrency(1)
                        .priority(Priority.NORMAL)
                        .build());
        var blocker = startJob(runner, "ranked");
        fixture().awaitStatus(runner, blocker, JobStatus.RUNNING);

        var low = ranked(runner, Priority.LOW);
        var normal = startJob(runner, "ranked");
        var high = ranked(runner, Priority.HIGH);
        gate.countDown();

        eventually(() -> assertThat(order).containsExactly(blocker, high, normal, low));
        assertThat(view(runner, normal).priority()).isEqualTo(Priority.NORMAL.value());
        assertThat(view(runner, high).priority()).isEqualTo(Priority.HIGH.value());
    }

    private static String ranked(JobRunner runner, Priority priority) {
        return runner.executor()
                .start(StartRequest.of("ranked").priority(priority).build())
                .jobId();
    }

    @Test
    default void theSameRequestWithTheSameKeyFindsTheFirstJob() {
        var runs = new AtomicInteger();
        var runner = fixture()
                .start(Definition.of(
                                "pay", JsonNode.class, (JsonNode params, JobContext context) -> runs.incrementAndGet())
                        .build());

        var first = runner.executor()
                .start(StartRequest.of("pay")
                        .params(json("{'to': 'Ada', 'sum': 5}"))
                        .idempotencyKey("k-1")
                        .build());
        fixture().awaitStatus(runner, first.jobId(), JobStatus.SUCCEEDED);
        var second = runner.executor()
                .start(StartRequest.of("pay")
                        .params(json("{'sum': 5, 'to': 'Ada'}"))
                        .idempotencyKey("k-1")
                        .build());

        assertThat(second).isEqualTo(new StartedJob(first.jobId(), JobStatus.SUCCEEDED, false));
        assertThat(runs).hasValue(1);
        assertThat(runner.executor().list(JobFilter.all(), "", 10).items()).hasSize(1);
    }

    @Test
    default void theKeyOfAJobFindsItAlsoWhileItsDefinitionIsDisabled() {
        var executor =
                fixture().start(echo(), does("other", context -> {}).build()).executor();
        var request = StartRequest.of("echo").params(json("{'message': 'hi'}")).idempotencyKey("k-1");
        var first = executor.start(request.build());
        executor.disable("echo");

        assertThat(executor.start(request.build()).jobId()).isEqualTo(first.jobId());
        assertThat(executor.startAsync(request.build()).toCompletableFuture().join())
                .matches(known -> !known.isNew() && known.jobId().equals(first.jobId()));
        assertThat(executor.check(request.build())).get().returns(first.jobId(), StartedJob::jobId);

        var unknown = request.idempotencyKey("k-2").build();
        assertThatThrownBy(() -> executor.start(unknown)).isInstanceOf(DefinitionDisabledException.class);
        assertThatThrownBy(() -> executor.check(unknown)).isInstanceOf(DefinitionDisabledException.class);
        assertThat(executor.list(JobFilter.all(), "", 10).items()).hasSize(1);
        executor.enable("echo");
        assertThat(executor.start(unknown).isNew()).isTrue();
    }

    @Test
    default void anIdempotencyKeyIsNotForTwoDifferentJobs() {
        var runner = fixture().start(echo(), does("other", context -> {}).build());
        runner.executor()
                .start(StartRequest.of("echo")
                        .params(json("{'message': 'hi'}"))
                        .idempotencyKey("k-1")
                        .build());

        for (var other : List.of(
                StartRequest.of("echo").params(json("{'message': 'ho'}")).idempotencyKey("k-1"),
                StartRequest.of("echo")
                        .params(json("{'message': 'hi'}"))
                        .maxAttempts(2)
                        .idempotencyKey("k-1"),
                StartRequest.of("other").idempotencyKey("k-1"))) {
            assertThatThrownBy(() -> runner.executor().start(other.build()))
                    .isInstanceOf(IdempotencyConflictException.class);
        }

        assertThat(runner.executor().list(JobFilter.all(), "", 10).items()).hasSize(1);
    }

    @Test
    default void whatAStartWouldDoIsToldAndNotDone() {
        var executor = fixture()
                .start(
                        does("work", context -> {}).build(),
                        does("off", context -> {}).enabled(false).build())
                .executor();
        var request = StartRequest.of("work").idempotencyKey("order-1");

        assertThat(executor.check(request.build())).isEmpty();
        assertThat(executor.list(JobFilter.all(), "", 10).items()).isEmpty();
        var started = executor.start(request.build());

        assertThat(executor.check(request.build())).get().satisfies(known -> {
            assertThat(known.jobId()).isEqualTo(started.jobId());
            assertThat(known.isNew()).isFalse();
        });
        assertThatThrownBy(() -> executor.check(request.maxAttempts(7).build()))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThatThrownBy(() -> executor.check(StartRequest.of("nothing").build()))
                .isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> executor.check(StartRequest.of("off").build()))
                .isInstanceOf(DefinitionDisabledException.class);
        assertThat(executor.list(JobFilter.all(), "", 10).items()).hasSize(1);
    }

    @Test
    default void aDisabledDefinitionTakesNoJobsAndStartsNoneThatWait() throws Exception {
        var gate = fixture().gate();
        var runner = fixture()
                .start(does("work", context -> gate.await())
                        .processConcurrency(1)
                        .build());
        var running = startJob(runner, "work");
        fixture().awaitStatus(runner, running, JobStatus.RUNNING);
        var waiting = startJob(runner, "work");

        runner.executor().disable("work");

        assertThat(runner.executor().isEnabled("work")).isFalse();
        assertThatThrownBy(() -> startJob(runner, "work")).isInstanceOf(DefinitionDisabledException.class);
        gate.countDown();
        fixture().awaitStatus(runner, running, JobStatus.SUCCEEDED);
        assertThat(view(runner, waiting).status()).isEqualTo(JobStatus.QUEUED);

        runner.executor().enable("work");

        assertThat(runner.executor().isEnabled("work")).isTrue();
        fixture().awaitStatus(runner, waiting, JobStatus.SUCCEEDED);
    }

    @Test
    default void aDefinitionMayBeDisabledFromTheStart() {
        var runner = fixture().start(does("work", context -> {}).enabled(false).build());

        assertThat(runner.executor().isEnabled("work")).isFalse();
        assertThatThrownBy(() -> startJob(runner, "work"))
                .isInstanceOf(DefinitionDisabledException.class)
                .hasMessageContaining("work");
        assertThatThrownBy(() -> runner.executor().enable("nothing")).isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> runner.executor().disable("nothing")).isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> runner.executor().isEnabled("nothing")).isInstanceOf(NoSuchDefinitionException.class);
    }

    @Test
    default void whatCannotRunHereWaits() {
        var runner = fixture()
                .start(
                        does("encode", context -> {})
                                .unavailable("there is no ffmpeg")
                                .build(),
                        does("other", context -> {}).build());

        var waits = startJob(runner, "encode");
        var runs = startJob(runner, "other");

        fixture().awaitStatus(runner, runs, JobStatus.SUCCEEDED);
        assertThat(view(runner, waits).status()).isEqualTo(JobStatus.QUEUED);
    }
}
