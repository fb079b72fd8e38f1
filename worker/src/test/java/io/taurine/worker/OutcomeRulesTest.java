package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.job.PayloadException;
import io.taurine.job.UnrecoverableException;
import io.taurine.worker.OutcomeRules.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OutcomeRulesTest {

    private final IOException brokenPipe = new IOException("broken pipe");

    @Nested
    class AfterAFailure {

        @Test
        void failsForGoodWhenTheAttemptsAreUsedUp() {
            var outcome = failed(0, "opts", "{\"attempts\":2}", "atm", "1");

            assertThat(outcome.willRetry()).isFalse();
            assertThat(form(outcome)).isEqualTo("failed");
            assertThat(argument(outcome, 1)).isEqualTo("broken pipe");
            assertThat(argument(outcome, 4)).as("attempts allowed").isEqualTo("2");
        }

        @Test
        void oneAttemptIsAllThatAPlainJobHas() {
            assertThat(failed(0).willRetry()).isFalse();
            assertThat(failed(0, "opts", "{\"attempts\":0}").willRetry()).isFalse();
        }

        @Test
        void retriesAtOnceWithoutABackoff() {
            var outcome = failed(0, "opts", "{\"attempts\":3}", "atm", "1");

            assertThat(outcome.willRetry()).isTrue();
            assertThat(form(outcome)).isEqualTo("retry");
            assertThat(argument(outcome, 4)).as("lifo").isEmpty();
        }

        @Test
        void aLifoJobGoesBackToTheFront() {
            assertThat(argument(failed(0, "opts", "{\"attempts\":3,\"lifo\":true}"), 4))
                    .isEqualTo("1");
        }

        @Test
        void retriesLaterWithABackoff() {
            var outcome = failed(
                    0, "opts", "{\"attempts\":9,\"backoff\":{\"type\":\"exponential\",\"delay\":1000}}", "atm", "2");

            assertThat(outcome.willRetry()).isTrue();
            assertThat(form(outcome)).isEqualTo("delay");
            assertThat(argument(outcome, 4)).isEqualTo("4000");
        }

        @Test
        void takesABackoffThatIsAPlainNumber() {
            assertThat(argument(failed(0, "opts", "{\"attempts\":9,\"backoff\":250}"), 4))
                    .isEqualTo("250");
        }

        @Test
        void aBackoffOfZeroRetriesAtOnce() {
            assertThat(form(failed(0, "opts", "{\"attempts\":2,\"backoff\":0}")))
                    .isEqualTo("retry");
        }

        @Test
        void failsForGoodWhenTheFailureIsUnrecoverable() {
            var outcome = rules(0).failed(
                            StoredJobs.job("opts", "{\"attempts\":5}"),
                            "t",
                            new UnrecoverableException("no such customer"));

            assertThat(outcome.willRetry()).isFalse();
            assertThat(argument(outcome, 1)).isEqualTo("no such customer");
        }

        @Test
        void findsTheUnrecoverableAmongTheCauses() {
            var wrapped = new IllegalStateException("outer", new IOException(new UnrecoverableException("inner")));

            var outcome = rules(0).failed(StoredJobs.job("opts", "{\"attempts\":5}"), "t", wrapped);

            assertThat(outcome.willRetry()).isFalse();
            assertThat(argument(outcome, 1)).isEqualTo("outer");
        }

        @Test
        void survivesACycleOfCauses() {
            var one = new IllegalStateException("one");
            var two = new IllegalStateException("two", one);
            one.initCause(two);

            assertThat(rules(0).failed(StoredJobs.job("opts", "{\"attempts\":2}"), "t", two)
                            .willRetry())
                    .isTrue();
        }

        @Test
        void failsForGoodWhenItWasStartedTooOften() {
            var outcome = failed(2, "opts", "{\"attempts\":5}", "ats", "2");

            assertThat(outcome.willRetry()).isFalse();
            assertThat(argument(outcome, 1)).isEqualTo("broken pipe");
        }

        @Test
        void retriesBelowTheLimitOfStarts() {
            assertThat(failed(2, "opts", "{\"attempts\":5}", "ats", "1").willRetry())
                    .isTrue();
        }

        @Test
        void failsWithAReasonWhenNobodyKnowsTheBackoff() {
            var outcome = failed(0, "opts", "{\"attempts\":5,\"backoff\":{\"type\":\"theirs\"}}");

            assertThat(outcome.willRetry()).isFalse();
            assertThat(argument(outcome, 1)).startsWith("broken pipe").contains("no backoff strategy 'theirs'");
        }

        @Test
        void failsWhenTheStrategyGivesUp() {
            assertThat(failed(0, "opts", "{\"attempts\":5,\"backoff\":{\"type\":\"give up\"}}")
                            .willRetry())
                    .isFalse();
        }

        @Test
        void failsWithAReasonWhenTheStrategyThrows() {
            var outcome = failed(0, "opts", "{\"attempts\":5,\"backoff\":{\"type\":\"throw\"}}");

            assertThat(outcome.willRetry()).isFalse();
            assertThat(argument(outcome, 1)).startsWith("broken pipe").contains("backoff strategy failed");
        }

        @Test
        void failsWithTheReasonOfUnreadableOptions() {
            var outcome = failed(0, "opts", "{broken");

            assertThat(outcome.willRetry()).isFalse();
            assertThat(argument(outcome, 1)).contains("opts");
        }

        @Test
        void aDeferredFailureKeepsItsReasonWhateverTheOptions() {
            var job = StoredJobs.job("opts", "{broken", "defa", "job stalled more than allowable limit");
            var refusal = refusal(rules(0), job);

            assertThat(argument(rules(0).failed(job, "t", refusal), 1))
                    .isEqualTo("job stalled more than allowable limit");
        }

        @Test
        void namesTheExceptionWhenItHasNoMessage() {
            var outcome = rules(0).failed(StoredJobs.job(), "t", new StackOverflowError());

            assertThat(argument(outcome, 1)).isEqualTo("java.lang.StackOverflowError");
        }

        @Test
        void appendsTheStackTrace() {
            var outcome = failed(0, "stacktrace", "[\"first\"]");

            assertThat(argument(outcome, 2)).startsWith("[\"first\",\"java.io.IOException: broken pipe");
        }

        @Test
        void storesNoMoreStackTracesThanTheJobAllows() {
            assertThat(argument(failed(0, "opts", "{\"stackTraceLimit\":0}"), 2))
                    .isEqualTo("[]");
            assertThat(argument(failed(0, "opts", "{\"stackTraceLimit\":1}", "stacktrace", "[\"first\"]"), 2))
                    .doesNotContain("first");
        }

        private Outcome failed(int maxStarted, String... fields) {
            return rules(maxStarted).failed(StoredJobs.job(fields), "t", brokenPipe);
        }
    }

    @Nested
    class BeforeARun {

        @Test
        void anOrdinaryJobMayRun() {
            assertThat(rules(0).refusal(StoredJobs.job("ats", "100"))).isNull();
            assertThat(rules(3).refusal(StoredJobs.job("ats", "3"))).isNull();
        }

        @Test
        void aJobThatWasStartedTooOftenIsRefused() {
            assertThat(refusal(rules(3), StoredJobs.job("ats", "4")))
                    .isInstanceOf(UnrecoverableException.class)
                    .hasMessage("job started more than allowable limit");
        }

        @Test
        void aDeferredFailureGoesBeforeTheLimitOfStarts() {
            assertThat(refusal(rules(3), StoredJobs.job("ats", "4", "defa", "a child failed")))
                    .hasMessage("a child failed");
        }
    }

    @Nested
    class AfterSuccess {

        @Test
        void storesTheResultAsJson() {
            var outcome = rules(0).completed(StoredJobs.job(), JobOptions.defaults(), "t", Map.of("sent", 3));

            assertThat(form(outcome)).isEqualTo("completed");
            assertThat(argument(outcome, 1)).isEqualTo("{\"sent\":3}");
        }

        @Test
        void storesNullForNothing() {
            assertThat(argument(rules(0).completed(StoredJobs.job(), JobOptions.defaults(), "t", null), 1))
                    .isEqualTo("null");
        }

        @Test
        void refusesAResultWithoutAJsonForm() {
            assertThatThrownBy(() -> rules(0).completed(StoredJobs.job(), JobOptions.defaults(), "t", new Object()))
                    .isInstanceOf(PayloadException.class);
        }

        @Test
        void theJobsOwnOptionGoesBeforeTheWorkers() {
            var keepAll = JobOptions.builder().removeOnComplete(false).build();

            assertThat(keep(JobOptions.defaults())).isEqualTo("0");
            assertThat(keep(keepAll)).isEmpty();
        }

        private static String keep(JobOptions options) {
            var rules = new OutcomeRules(
                    new RetryDelays(Map.of()), JacksonPayloadCodec.defaults(), 0, KeepJobs.none(), null);
            return argument(rules.completed(StoredJobs.job(), options, "t", null), 2);
        }
    }

    private static OutcomeRules rules(int maxStartedAttempts) {
        var delays = new RetryDelays(Map.of(
                "give up",
                (attempt, failure, job) -> Optional.empty(),
                "throw",
                (attempt, failure, job) -> {
                    throw new IllegalStateException("on purpose");
                },
                "in a second",
                (attempt, failure, job) -> Optional.of(Duration.ofSeconds(1))));
        return new OutcomeRules(delays, JacksonPayloadCodec.defaults(), maxStartedAttempts, null, null);
    }

    private static Throwable refusal(OutcomeRules rules, Job<?> job) {
        return notNull(rules.refusal(job));
    }

    private static Throwable notNull(@Nullable Throwable refusal) {
        if (refusal == null) {
            throw new AssertionError("was not refused");
        }
        return refusal;
    }

    private static String form(Outcome outcome) {
        return argument(outcome, 0);
    }

    private static String argument(Outcome outcome, int index) {
        return outcome.settlement().arguments().get(index);
    }
}
