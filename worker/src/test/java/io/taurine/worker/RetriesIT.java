package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.UnrecoverableException;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesIT extends OnRedis {

    private final Processor<String> failing = job -> {
        throw new IOException("attempt " + job.attempt());
    };

    RetriesIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void retriesUntilTheAttemptsAreUsedUp() {
        bench.start(failing);

        var id = bench.add("x", JobOptions.builder().attempts(3));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isFailed()
                .hasFailedReason("attempt 3")
                .hasAttemptsMade(3)
                .hasAttemptsStarted(3));
        assertThat(bench.eventsOf(id))
                .containsExactly(
                        "added name=work",
                        "waiting",
                        "active prev=waiting",
                        "waiting prev=active",
                        "active prev=waiting",
                        "waiting prev=active",
                        "active prev=waiting",
                        "failed failedReason=attempt 3 prev=active",
                        "retries-exhausted attemptsMade=3");
        assertThat(bench.queue.getJob(id).orElseThrow().stackTraces())
                .hasSize(3)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("java.io.IOException: attempt 1"),
                        second -> assertThat(second).startsWith("java.io.IOException: attempt 2"),
                        third -> assertThat(third).startsWith("java.io.IOException: attempt 3"));
    }

    @Test
    void aFailureMaySayItselfWhenTheJobIsTriedAgain() {
        bench.start(job -> {
            throw new IllegalStateException("wrapped", new RetryAfterException("busy", Duration.ofHours(1), null));
        });

        var id = bench.add("x", JobOptions.builder().attempts(2).backoff(Backoff.fixed(Duration.ofMillis(1))));
        var last = bench.add("x", JobOptions.builder().attempts(1));

        await().untilAsserted(() -> {
            assertThatJob(queue, id).isDelayed().hasField("delay", "3600000").hasAttemptsMade(1);
            assertThatJob(queue, last).isFailed();
        });
    }

    @Test
    void eventsTellOfAttemptsWhereTheQueueIsToldTo() {
        queue.redis().hset(queue.key("meta"), "opts.attemptEvents", "1");
        bench.start(bench.worker(failing).name("w1"));

        var id = bench.add("x", JobOptions.builder().attempts(2));
        await().untilAsserted(() -> assertThatJob(queue, id).isFailed());

        assertThat(bench.eventsOf(id))
                .containsExactly(
                        "added name=work",
                        "waiting",
                        "active ats=1 prev=waiting worker=w1",
                        "waiting failedReason=attempt 1 prev=active",
                        "active ats=2 prev=waiting worker=w1",
                        "failed failedReason=attempt 2 prev=active",
                        "retries-exhausted attemptsMade=2");
    }

    @Test
    void storesAStackTraceThatEndsWithTheProcessor() {
        bench.start(failing);

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id).isFailed());
        assertThat(bench.queue.getJob(id).orElseThrow().stackTraces())
                .singleElement()
                .satisfies(trace ->
                        assertThat(trace.lines()).hasSize(2).last().asString().contains(RetriesIT.class.getName()));
    }

    @Test
    void completesAfterAFailedAttempt() {
        bench.start(job -> {
            if (job.attempt() == 1) {
                throw new IOException("not yet");
            }
            return job.attempt();
        });

        var id = bench.add("x", JobOptions.builder().attempts(3));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isCompleted()
                .hasReturnValue("2")
                .hasAttemptsMade(2)
                .hasFailedReason("not yet"));
    }

    @Test
    void waitsBetweenAttemptsAsTheBackoffSays() {
        bench.start(failing);

        var id = bench.add("x", JobOptions.builder().attempts(3).backoff(Backoff.exponential(Duration.ofMillis(20))));

        await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasAttemptsMade(3));
        assertThat(bench.eventsOf(id).stream()
                        .map(event -> event.replaceAll("delay=\\d{13}", "delay=when"))
                        .toList())
                .containsExactly(
                        "added name=work",
                        "waiting",
                        "active prev=waiting",
                        "delayed delay=when",
                        "waiting prev=delayed",
                        "active prev=waiting",
                        "delayed delay=when",
                        "waiting prev=delayed",
                        "active prev=waiting",
                        "failed failedReason=attempt 3 prev=active",
                        "retries-exhausted attemptsMade=3");
    }

    @Test
    void keepsAJobDelayedUntilItsBackoffEnds() {
        bench.start(failing);

        var id = bench.add(
                "x",
                JobOptions.builder()
                        .attempts(2)
                        .backoff(Backoff.fixed(Duration.ofHours(1)).withJitter(0.5)));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isDelayed()
                .hasFailedReason("attempt 1")
                .hasAttemptsMade(1)
                .isNotLocked());
        var delay = Long.parseLong(queue.redis().hget(queue.key(id), "delay"));
        assertThat(delay).isBetween(1_800_000L, 3_599_999L);

        bench.queue.promote(id);
        await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasAttemptsMade(2));
    }

    @Test
    void asksTheWorkersStrategyForCustomBackoffs() {
        bench.start(bench.worker(failing)
                .backoffStrategy(
                        "thrice",
                        (attempt, failure, job) ->
                                attempt < 3 ? Optional.of(Duration.ofMillis(attempt)) : Optional.empty()));

        var id = bench.add("x", JobOptions.builder().attempts(10).backoff(Backoff.custom("thrice")));

        await().untilAsserted(() ->
                assertThatJob(queue, id).isFailed().hasAttemptsMade(3).hasFailedReason("attempt 3"));
        assertThat(bench.eventsOf(id)).noneMatch(event -> event.startsWith("retries-exhausted"));
    }

    @Test
    void failsWithAReasonWhenItDoesNotKnowTheBackoff() {
        bench.start(failing);

        var id = bench.add("x", JobOptions.builder().attempts(10).backoff(Backoff.custom("theirs")));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isFailed()
                .hasAttemptsMade(1)
                .hasFailedReasonContaining("no backoff strategy 'theirs'"));
    }

    @Test
    void anUnrecoverableFailureIsTheLast() {
        bench.start(job -> {
            throw new IllegalStateException("outer", new UnrecoverableException("inner"));
        });

        var id = bench.add("x", JobOptions.builder().attempts(10));

        await().untilAsserted(() ->
                assertThatJob(queue, id).isFailed().hasAttemptsMade(1).hasFailedReason("outer"));
        assertThat(bench.eventsOf(id)).noneMatch(event -> event.startsWith("retries-exhausted"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void storesNoMoreStackTracesThanTheJobAllows(int limit) {
        bench.start(failing);

        var id = bench.add("x", JobOptions.builder().attempts(3).stackTraceLimit(limit));

        await().untilAsserted(() -> assertThatJob(queue, id).isFailed());
        assertThat(bench.queue.getJob(id).orElseThrow().stackTraces())
                .hasSize(limit)
                .noneMatch(trace -> trace.contains("attempt 1"));
    }

    @Test
    void aRetriedLifoJobIsServedNext() {
        var first = bench.add("first", JobOptions.builder().attempts(2).lifo(true));
        var second = bench.add("second");
        bench.start(failing);

        await().untilAsserted(() -> assertThatJob(queue, second).isFailed());

        var events = bench.events();
        assertThat(events.indexOf("failed failedReason=attempt 2 jobId=" + first + " prev=active"))
                .isPositive()
                .isLessThan(events.indexOf("active jobId=" + second + " prev=waiting"));
    }

    @Test
    void aRetriedPlainJobGoesToTheEndOfTheLine() {
        var first = bench.add("first", JobOptions.builder().attempts(2));
        var second = bench.add("second");
        bench.start(failing);

        await().untilAsserted(() -> assertThatJob(queue, first).isFailed());

        assertThatJob(queue, second).isFailed();
    }

    @Test
    void failsAJobThatWasStartedTooOftenWithoutRunningIt() {
        var id = bench.add("x", JobOptions.builder().attempts(5));
        queue.redis().hset(queue.key(id), "ats", "2");

        bench.start(bench.worker(job -> "ran").maxStartedAttempts(2));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isFailed()
                .hasFailedReason("job started more than allowable limit")
                .hasAttemptsStarted(3));
    }

    @Test
    void doesNotRetryOnceTheStartsAreUsedUp() {
        bench.start(bench.worker(failing).maxStartedAttempts(2));

        var id = bench.add("x", JobOptions.builder().attempts(5));

        await().untilAsserted(() ->
                assertThatJob(queue, id).isFailed().hasAttemptsMade(2).hasFailedReason("attempt 2"));
    }

    @Test
    void survivesErrorsOfTheProcessor() {
        bench.start(job -> {
            switch (job.data()) {
                case "overflow" -> throw new StackOverflowError();
                case "assertion" -> throw new AssertionError("must not be");
                case "mute" -> throw new MuteException();
                default -> {
                    return "fine";
                }
            }
        });

        var overflow = bench.add("overflow");
        var assertion = bench.add("assertion");
        var mute = bench.add("mute");
        var fine = bench.add("fine");

        await().untilAsserted(() -> assertThatJob(queue, fine).isCompleted());
        assertThatJob(queue, overflow).isFailed().hasFailedReason("java.lang.StackOverflowError");
        assertThatJob(queue, assertion).isFailed().hasFailedReason("must not be");
        assertThatJob(queue, mute).isFailed().hasFailedReasonContaining("cannot be described");
    }

    /** An exception that cannot even tell its message. */
    static final class MuteException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("on purpose");
        }
    }
}
