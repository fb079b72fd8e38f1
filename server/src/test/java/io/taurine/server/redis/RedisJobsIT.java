package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.runner.InvalidParamsException;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobRunnerProvider;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.NoSuchDefinitionException;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.WrongStatusException;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RedisJobsIT extends OnRedis {

    record Greeting(String name, int times) {}

    private final CountDownLatch go = new CountDownLatch(1);

    private final Definition<Greeting> greet = Definition.of(
                    "greet",
                    Greeting.class,
                    (params, context) -> ("hello " + params.name() + " ").repeat(params.times()))
            .build();

    private final Definition<JsonNode> waiting = Definition.of("waiting", JsonNode.class, (params, context) -> {
                go.await();
                return "went";
            })
            .build();

    private final Definition<JsonNode> failing = Definition.of("failing", JsonNode.class, (params, context) -> {
                switch (params.asText()) {
                    case "fatal" -> throw new FatalJobException("never");
                    case "later" -> throw new RetryableJobException("busy", Duration.ofHours(2), null);
                    default -> throw new IllegalStateException("attempt " + context.attempt());
                }
            })
            .retry(RetryRule.fixed(2, Duration.ofMillis(1)))
            .build();

    RedisJobsIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(JobRunnerProvider.class))
                .filteredOn(provider -> provider.name().equals("redis"))
                .hasSize(1);
    }

    @Test
    void runsAJobAndTellsOfIt() {
        bench.start(greet);

        var started = bench.executor()
                .start(StartRequest.of("greet")
                        .params(RunnerBench.json("{'name': 'Ada', 'times': 2}"))
                        .build());

        assertThat(started.isNew()).isTrue();
        assertThat(started.status()).isEqualTo(JobStatus.QUEUED);
        var view = bench.awaitStatus(started.jobId(), JobStatus.SUCCEEDED);
        assertThat(view.id()).isEqualTo("greet:1");
        assertThat(view.result()).isEqualTo(RunnerBench.json("'hello Ada hello Ada '"));
        assertThat(view.params()).isEqualTo(RunnerBench.json("{'name':'Ada','times':2}"));
        assertThat(view.version()).isEqualTo(1);
        assertThat(view.attemptsMade()).isEqualTo(1);
        assertThat(view.worker()).isEqualTo("w1");
        assertThat(view.startedAt()).isPresent();
        assertThat(view.endedAt()).isPresent();
        bench.awaitTold("greet:1", "queued", "started", "succeeded");
        assertThat(bench.events)
                .filteredOn(event -> event.kind() == JobEvent.Kind.SUCCEEDED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.executionId()).isEqualTo("greet:1/1");
                    assertThat(event.details()).containsEntry("result", "hello Ada hello Ada ");
                });
        assertThat(bench.executor().counts("greet")).containsEntry(JobStatus.SUCCEEDED, 1L);
    }

    @Test
    void inRedisAJobIsOneOfBullMq() {
        bench.start(setup -> setup.worker(false), greet);

        bench.run("greet", "{'name': 'Ada', 'times': 1}");

        var stored = bench.test.redis().hgetall(bench.prefix() + ":greet:1");
        assertThat(stored).containsEntry("name", "greet@1").containsEntry("data", "{\"name\":\"Ada\",\"times\":1}");
        assertThat(bench.view("greet:1").status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void runsJobsThatAnyClientAdds() {
        bench.start(greet);

        try (var connection = RedisConnection.connect(bench.test.redisUri());
                var queue = bench.plainQueue("greet", connection)) {
            queue.add("whatever", RunnerBench.json("{'name': 'Bob', 'times': 1, 'more': true}"));
            queue.add("whatever", RunnerBench.json("{'name': 3}"));
        }

        assertThat(bench.awaitStatus("greet:1", JobStatus.SUCCEEDED).result())
                .isEqualTo(RunnerBench.json("'hello Bob '"));
        assertThat(bench.awaitStatus("greet:2", JobStatus.FAILED).error()).contains("/name must be");
    }

    @Test
    void refusesWhatCannotBeStartedAndWritesNothing() {
        bench.start(setup -> setup.worker(false), greet);
        var executor = bench.executor();

        assertThatExceptionOfType(NoSuchDefinitionException.class)
                .isThrownBy(() -> executor.start(StartRequest.of("none").build()));
        assertThatExceptionOfType(NoSuchDefinitionException.class)
                .isThrownBy(
                        () -> executor.start(StartRequest.of("greet").version(2).build()));
        assertThatExceptionOfType(InvalidParamsException.class)
                .isThrownBy(() -> bench.run("greet", "{'name': 'Ada', 'times': 'twice'}"));
        assertThat(bench.test.redis().exists(bench.prefix() + ":greet:id")).isZero();
        assertThat(executor.find("greet:1")).isEmpty();
        assertThat(executor.find("none:1")).isEmpty();
        assertThat(executor.find("greet")).isEmpty();
    }

    @Test
    void numbersStayAsTheyWereWritten() {
        var echo = Definition.of("echo", JsonNode.class, (params, context) -> params)
                .build();
        bench.start(echo);
        var params = "{\"n\":123456789012345678901234567890,\"d\":1.10,\"e\":0.1234567890123456789012345}";

        var view = bench.awaitStatus(bench.run("echo", params), JobStatus.SUCCEEDED);

        assertThat(String.valueOf(view.result())).isEqualTo(params);
        assertThat(bench.test.redis().hget(bench.prefix() + ":echo:1", "data")).isEqualTo(params);
    }

    @Test
    void retriesAsTheDefinitionSaysAndTellsOfEachAttempt() {
        bench.start(failing);

        var id = bench.run("failing", "'plain'");

        var view = bench.awaitStatus(id, JobStatus.FAILED);
        assertThat(view.error()).isEqualTo("attempt 2");
        assertThat(view.attemptsMade()).isEqualTo(2);
        assertThat(view.maxAttempts()).isEqualTo(2);
        bench.awaitTold(id, "queued", "started", "retrying", "queued", "started", "failed");
        assertThat(bench.events)
                .filteredOn(event -> event.kind() == JobEvent.Kind.RETRYING)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.executionId()).isEqualTo(id + "/1");
                    assertThat(event.details())
                            .containsEntry("message", "attempt 1")
                            .containsEntry("willRetry", true);
                });
    }

    @Test
    void aFatalErrorIsNotRetriedAndARetryableOneMaySayWhen() {
        bench.start(failing);

        var fatal = bench.run("failing", "'fatal'");
        var later = bench.run("failing", "'later'");

        assertThat(bench.awaitStatus(fatal, JobStatus.FAILED).attemptsMade()).isEqualTo(1);
        var view = bench.awaitStatus(later, JobStatus.DELAYED);
        assertThat(view.error()).isEqualTo("busy");
        assertThat(Duration.between(view.startedAt().orElseThrow(), view.runAt().orElseThrow()))
                .isEqualTo(Duration.ofHours(2));
        assertThat(bench.executor().promote(later).status()).isNotEqualTo(JobStatus.DELAYED);
        await().atMost(RunnerBench.SOON)
                .untilAsserted(
                        () -> assertThat(bench.view(later).attemptsMade()).isEqualTo(2));
    }

    @Test
    void aFailedJobCanBeRetriedByHandWithOtherAttempts() {
        bench.start(failing);
        var id = bench.run("failing", "'plain'");
        bench.awaitStatus(id, JobStatus.FAILED);

        bench.executor().retry(id, Optional.of(3));

        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(bench.view(id).attemptsMade()).isEqualTo(3));
        assertThat(bench.awaitStatus(id, JobStatus.FAILED).error()).isEqualTo("attempt 3");
        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(bench.events)
                        .filteredOn(event -> event.kind() == JobEvent.Kind.STARTED)
                        .extracting(JobEvent::executionId)
                        .containsExactly(id + "/1", id + "/2", id + "/3", id + "/4", id + "/5"));
    }

    @Test
    void onlyAJobInTheRightStatusIsChanged() {
        bench.start(greet);
        var id = bench.run("greet", "{'name': 'Ada', 'times': 1}");
        bench.awaitStatus(id, JobStatus.SUCCEEDED);
        var executor = bench.executor();

        assertThatExceptionOfType(WrongStatusException.class)
                .isThrownBy(() -> executor.retry(id, Optional.empty()))
                .withMessageContaining("is succeeded and cannot be retried");
        assertThatExceptionOfType(WrongStatusException.class).isThrownBy(() -> executor.promote(id));
        assertThat(executor.cancel(id, "too late")).isEqualTo(JobStatus.SUCCEEDED);
        executor.delete(id);
        assertThatExceptionOfType(NoSuchJobException.class).isThrownBy(() -> executor.delete(id));
        assertThatExceptionOfType(NoSuchJobException.class).isThrownBy(() -> executor.cancel(id, "x"));
        assertThatExceptionOfType(NoSuchJobException.class)
                .isThrownBy(() -> executor.retry("none:1", Optional.empty()));
    }

    @Test
    void aWaitingJobThatIsCancelledIsRecorded() {
        bench.start(setup -> setup.worker(false), waiting);
        var id = bench.run("waiting");

        assertThat(bench.executor().cancel(id, "not needed")).isEqualTo(JobStatus.CANCELLED);

        var view = bench.view(id);
        assertThat(view.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(view.reason()).isEqualTo("not needed");
        bench.awaitTold(id, "queued", "cancelled");
        assertThat(bench.executor().retry(id, Optional.empty()).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void aRunningJobThatIsCancelledGetsItsSignal() {
        bench.start(waiting);
        var id = bench.run("waiting");
        bench.awaitStatus(id, JobStatus.RUNNING);

        assertThat(bench.executor().cancel(id, "enough")).isEqualTo(JobStatus.CANCELLING);

        var view = bench.awaitStatus(id, JobStatus.CANCELLED);
        assertThat(view.reason()).isEqualTo("enough");
        bench.awaitTold(id, "queued", "started", "cancelling", "cancelled");
    }

    @Test
    void aRunThatTakesTooLongIsTimedOut() {
        bench.start(waiting.toBuilder().timeout(Duration.ofMillis(50)).build());

        var id = bench.run("waiting");

        assertThat(bench.awaitStatus(id, JobStatus.TIMED_OUT).error()).contains("timeout of 50 ms");
        bench.awaitTold(id, "queued", "started", "timed-out");
    }

    @Test
    void progressAndLinesAreKept() {
        var working = Definition.of("working", JsonNode.class, (params, context) -> {
                    context.logger().info("step {}", 1);
                    context.progress(1, 4, "a quarter");
                    context.touch();
                    context.logger().warn("step {}", 2);
                    return context.executionId() + " " + context.attempt() + "/" + context.maxAttempts() + " "
                            + context.config().get("colour");
                })
                .config(Map.of("colour", "red"))
                .build();
        bench.start(working);

        var id = bench.run("working");

        var view = bench.awaitStatus(id, JobStatus.SUCCEEDED);
        assertThat(view.result()).isEqualTo(RunnerBench.json("'working:1/1 1/1 red'"));
        assertThat(view.progress()).isEqualTo(RunnerBench.json("{'done':1,'total':4,'message':'a quarter'}"));
        var first = bench.executor().logs(id, "", 1);
        assertThat(first.items()).containsExactly("INFO step 1");
        assertThat(bench.executor().logs(id, first.nextCursor(), 5).items()).containsExactly("WARN step 2");
        bench.awaitTold(id, "queued", "started", "progress", "succeeded");
        assertThat(bench.events)
                .filteredOn(event -> event.kind() == JobEvent.Kind.PROGRESS)
                .singleElement()
                .satisfies(event -> assertThat(event.details())
                        .containsEntry("done", 1)
                        .containsEntry("total", 4)
                        .containsEntry("message", "a quarter"));
    }
}
