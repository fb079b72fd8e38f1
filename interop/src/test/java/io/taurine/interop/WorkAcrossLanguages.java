package io.taurine.interop;

import static io.taurine.interop.Option.attempts;
import static io.taurine.interop.Option.backoff;
import static io.taurine.interop.Option.delay;
import static io.taurine.interop.Option.lifo;
import static io.taurine.interop.Option.priority;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.interop.Side.NewJob;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.job.Backoff;
import io.taurine.job.JobState;
import io.taurine.job.KeepJobs;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One side adds jobs and watches them, the other one works them. */
abstract class WorkAcrossLanguages {
    private static final Map<String, Integer> DATA = Map.of("n", 1);

    private Side producer;
    private Side worker;

    abstract Side producer(TestQueue queue);

    abstract Side worker(TestQueue queue);

    @BeforeEach
    void openBothSides(TestQueue queue) {
        producer = producer(queue);
        worker = worker(queue);
    }

    static Stream<Option> eachOption() {
        return Option.each();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("eachOption")
    void worksAJobWithEachOption(Option option) {
        var events = producer.events();
        var id = producer.add("echo", Map.of("text", "Größe / 1"), option);

        worker.startWorker(WorkerSetup.DEFAULT.named("w1"));

        var completed = events.awaitFirst("completed", id);
        assertThat(completed.told()).isEqualTo(Json.of(Map.of("text", "Größe / 1")));
        if (option.java().removeOnComplete().filter(KeepJobs.none()::equals).isPresent()) {
            assertThat(producer.find(id)).isEmpty();
        } else {
            assertThat(producer.job(id)).satisfies(job -> {
                assertThat(job.state()).isEqualTo("completed");
                assertThat(job.returnValue()).contains(completed.told());
                assertThat(job.attemptsMade()).isEqualTo(1);
                assertThat(job.attemptsStarted()).isEqualTo(1);
                assertThat(job.processedBy()).contains("w1");
                assertThat(job.priority()).isEqualTo(option.java().priority());
                assertThat(job.delayMillis()).isZero();
                assertThat(job).isEqualTo(worker.job(id));
            });
        }
    }

    @Test
    void servesTheFrontFirstThenTheLineThenByPriority() {
        producer.pause();
        var ids = producer.addBulk(List.of(
                new NewJob("a", DATA, priority(5)),
                new NewJob("b", DATA, priority(1)),
                new NewJob("c", DATA, Option.NONE),
                new NewJob("d", DATA, Option.NONE),
                new NewJob("e", DATA, lifo()),
                new NewJob("f", DATA, priority(5))));
        var events = producer.events();

        worker.startWorker(WorkerSetup.DEFAULT);
        producer.resume();

        ids.forEach(id -> events.awaitFirst("completed", id));
        assertThat(events.all().stream()
                        .filter(event -> event.name().equals("active"))
                        .map(event -> producer.job(event.job()).name()))
                .containsExactly("e", "c", "d", "b", "a", "f");
    }

    @Test
    void doesNotStartADelayedJobBeforeItIsDue() {
        var events = producer.events();
        worker.startWorker(WorkerSetup.DEFAULT);

        var id = producer.add("echo", DATA, delay(Duration.ofMillis(300)));

        events.awaitFirst("completed", id);
        var due = events.awaitFirst("delayed", id).told().asLong();
        assertThat(producer.job(id).processedOn()).isBetween(due, due + 3000);
        assertThat(events.namesOf(id)).containsExactly("added", "delayed", "waiting", "active", "completed");
    }

    static Stream<Arguments> backoffs() {
        var pause = Duration.ofMillis(60);
        return Stream.of(
                Arguments.of(Backoff.fixed(pause), List.of(60, 60), 0),
                Arguments.of(Backoff.exponential(pause), List.of(60, 120), 0),
                Arguments.of(Backoff.fixed(pause).withJitter(0.5), List.of(30, 30), 30),
                Arguments.of(Backoff.exponential(pause).withJitter(0.5), List.of(30, 60), 60),
                Arguments.of(Backoff.custom("steps"), List.of(40, 90), 0));
    }

    /** The events tell when the next attempt is due; between the worker's clock and Redis's lie some milliseconds. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("backoffs")
    void pausesBetweenAttemptsAsTheBackoffSays(Backoff backoff, List<Integer> pauses, int chance) {
        var events = producer.events();
        var id = producer.add("failTimes", Map.of("times", 2), attempts(3).and(backoff(backoff)));

        worker.startWorker(WorkerSetup.DEFAULT.withSteps(40, 90));

        events.awaitFirst("completed", id);
        var delays = events.named("delayed", id);
        assertThat(delays).hasSize(2);
        for (var i = 0; i < 2; i++) {
            var pause = delays.get(i).told().asLong() - delays.get(i).millis();
            assertThat(pause).isBetween(pauses.get(i) - 20L, pauses.get(i) + chance + 2L);
        }
        assertThat(producer.job(id).attemptsMade()).isEqualTo(3);
    }

    @Test
    void showsTheReasonAndTheTraceOfEachFailure() {
        var events = producer.events();
        var id = producer.add("fail", Map.of("message", "no luck: ü/\"x\""), attempts(3));
        var limited = producer.add("fail", DATA, attempts(3).and(Option.stackTraceLimit(1)));
        var awaited = producer.waitUntilFinished(id);

        worker.startWorker(WorkerSetup.DEFAULT);

        assertThat(events.awaitFirst("failed", id).told().asText()).isEqualTo("no luck: ü/\"x\"");
        assertThat(events.awaitFirst("retries-exhausted", id).told().asInt()).isEqualTo(3);
        events.awaitFirst("retries-exhausted", limited);
        assertThat(producer.job(id)).satisfies(job -> {
            assertThat(job.state()).isEqualTo("failed");
            assertThat(job.failedReason()).contains("no luck: ü/\"x\"");
            assertThat(job.stackTraces())
                    .hasSize(3)
                    .allSatisfy(trace ->
                            assertThat(trace).contains("no luck: ü/\"x\"").contains("at "));
            assertThat(job.attemptsMade()).isEqualTo(3);
        });
        assertThat(producer.job(limited).stackTraces()).hasSize(1);
        assertThatThrownBy(() -> resultOf(awaited))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("no luck: ü/\"x\"");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void carriesAnyMessageOfAnError(String message) {
        var events = producer.events();
        var id = producer.add("fail", Map.of("message", message));

        worker.startWorker(WorkerSetup.DEFAULT);

        assertThat(events.awaitFirst("failed", id).told().asText()).isEqualTo(message);
        // BullMQ's getter hides an empty reason.
        assertThat(producer.job(id).failedReason().orElse("")).isEqualTo(message);
        assertThat(producer.job(id).stackTraces()).hasSize(1);
    }

    static Stream<String> messages() {
        return Stream.of("", "first line\nsecond line\n", "{\"a\":1}", "\uD83D\uDE00 \u2028 'quoted'");
    }

    @Test
    void neverRetriesWhatIsBeyondRepair() {
        var events = producer.events();
        var id = producer.add("unrecoverable", Map.of("message", "beyond repair"), attempts(5));

        worker.startWorker(WorkerSetup.DEFAULT);

        events.awaitFirst("failed", id);
        assertThat(producer.job(id).failedReason()).contains("beyond repair");
        assertThat(producer.job(id).attemptsMade()).isEqualTo(1);
        assertThat(events.namesOf(id)).containsExactly("added", "waiting", "active", "failed");
    }

    @Test
    void showsProgressAndTheNewestRowsOfTheLog() {
        var events = producer.events();
        var values = List.of(10, Map.of("step", "Größe/2"), "done");
        var progress = producer.add("progress", Map.of("values", values));
        var log = producer.add("log", Map.of("rows", List.of("one", "two", "drei ü")), Option.keepLogs(2));

        worker.startWorker(WorkerSetup.DEFAULT);

        events.awaitFirst("completed", log);
        assertThat(events.named("progress", progress).stream().map(SeenEvent::told))
                .isEqualTo(values.stream().map(Json::of).toList());
        assertThat(producer.job(progress).progress()).isEqualTo(Json.of("done"));
        assertThat(producer.job(log).logs()).containsExactly("two", "drei ü");
    }

    @Test
    void leavesTheJobsThatTheOptionsKeep() {
        var done = Option.removeOnComplete(2, KeepJobs.count(2));
        var lost = Option.removeOnFail(Map.of("count", 1), KeepJobs.count(1));
        var ids = producer.addBulk(List.of(
                new NewJob("a", DATA, done),
                new NewJob("fail", DATA, lost),
                new NewJob("b", DATA, done),
                new NewJob("fail", DATA, lost),
                new NewJob("c", DATA, done),
                new NewJob("fail", DATA, Option.removeOnFail(true, KeepJobs.none()))));
        var events = producer.events();

        worker.startWorker(WorkerSetup.DEFAULT);

        events.awaitFirst("failed", ids.get(5));
        assertThat(ids.stream().map(producer::state))
                .containsExactly("unknown", "unknown", "completed", "failed", "completed", "unknown");
        await().untilAsserted(() -> assertThat(producer.count(JobState.ACTIVE)).isZero());
    }

    static Stream<Object> unusualValues() {
        return Stream.of(
                "Größe \uD83D\uDE00 \u2028 / \\ \"quoted\" \u0000 \u0007",
                "",
                List.of(),
                Map.of(),
                List.of(List.of(List.of()), Map.of("", Map.of("a/b", "</script>"))),
                Map.of("safe", 9007199254740991L, "small", -0.000001, "tiny", 1e-300, "huge", 1e300),
                0,
                false,
                Stream.iterate(0, n -> n + 1).limit(2000).toList());
    }

    @ParameterizedTest
    @MethodSource("unusualValues")
    void carriesAnyJsonAsResultAndProgress(Object value) {
        var events = producer.events();
        var result = producer.add("return", Map.of("value", value));
        var progress = producer.add("progress", Map.of("values", List.of(value)));
        var awaited = producer.waitUntilFinished(result);

        worker.startWorker(WorkerSetup.DEFAULT);

        events.awaitFirst("completed", progress);
        assertThat(events.awaitFirst("completed", result).told()).isEqualTo(Json.of(value));
        assertThat(events.awaitFirst("progress", progress).told()).isEqualTo(Json.of(value));
        assertThat(resultOf(awaited)).isEqualTo(Json.of(value));
        assertThat(producer.job(progress).progress()).isEqualTo(Json.of(value));
    }

    private static JsonNode resultOf(CompletableFuture<JsonNode> awaited) {
        return awaited.orTimeout(NodePeer.LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
