package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobTest {

    private record Email(String to) {}

    private static Job<Email> job(Map<String, String> fields) {
        return new Job<>("mail", "7", fields, JacksonPayloadCodec.defaults(), Email.class);
    }

    @Test
    void readsEveryFieldOfTheWireFormat() {
        var job = job(Map.ofEntries(
                Map.entry("name", "welcome"),
                Map.entry("data", "{\"to\":\"ada\"}"),
                Map.entry("opts", "{\"attempts\":3}"),
                Map.entry("timestamp", "1700"),
                Map.entry("delay", "50"),
                Map.entry("priority", "4"),
                Map.entry("atm", "2"),
                Map.entry("ats", "3"),
                Map.entry("stc", "1"),
                Map.entry("processedOn", "1800"),
                Map.entry("finishedOn", "1900"),
                Map.entry("pb", "w1"),
                Map.entry("progress", "42"),
                Map.entry("returnvalue", "\"sent\""),
                Map.entry("failedReason", "boom"),
                Map.entry("stacktrace", "[\"at x\"]"),
                Map.entry("parentKey", "bull:p:1"),
                Map.entry("deid", "d"),
                Map.entry("rjk", "s"),
                Map.entry("defa", "must fail")));

        assertThat(job.queueName()).isEqualTo("mail");
        assertThat(job.id()).isEqualTo("7");
        assertThat(job.name()).isEqualTo("welcome");
        assertThat(job.data()).isEqualTo(new Email("ada"));
        assertThat(job.options().attempts()).isEqualTo(3);
        assertThat(job.timestamp()).isEqualTo(Instant.ofEpochMilli(1700));
        assertThat(job.delay()).isEqualTo(Duration.ofMillis(50));
        assertThat(job.priority()).isEqualTo(4);
        assertThat(job.attemptsMade()).isEqualTo(2);
        assertThat(job.attemptsStarted()).isEqualTo(3);
        assertThat(job.stalledCount()).isEqualTo(1);
        assertThat(job.processedOn()).contains(Instant.ofEpochMilli(1800));
        assertThat(job.finishedOn()).contains(Instant.ofEpochMilli(1900));
        assertThat(job.processedBy()).contains("w1");
        assertThat(job.progress(Integer.class)).contains(42);
        assertThat(job.returnValue(String.class)).contains("sent");
        assertThat(job.failedReason()).contains("boom");
        assertThat(job.stackTraces()).containsExactly("at x");
        assertThat(job.parentKey()).contains("bull:p:1");
        assertThat(job.deduplicationId()).contains("d");
        assertThat(job.schedulerId()).contains("s");
        assertThat(job.deferredFailure()).contains("must fail");
        assertThat(job).hasToString("Job 7 (welcome) in queue mail");
    }

    @Nested
    class Odd {

        @Test
        void aHashWithNothingInItIsStillReadable() {
            var ghost = job(Map.of());

            assertThat(ghost.name()).isEmpty();
            assertThat(ghost.dataJson()).isEqualTo("{}");
            assertThat(ghost.options()).isEqualTo(JobOptions.defaults());
            assertThat(ghost.timestamp()).isEqualTo(Instant.EPOCH);
            assertThat(ghost.delay()).isZero();
            assertThat(ghost.priority()).isZero();
            assertThat(ghost.attemptsMade()).isZero();
            assertThat(ghost.processedOn()).isEmpty();
            assertThat(ghost.progressJson()).isEmpty();
            assertThat(ghost.returnValue(String.class)).isEmpty();
            assertThat(ghost.stackTraces()).isEmpty();
        }

        @Test
        void anEmptyPayloadIsTheEmptyObject() {
            assertThat(job(Map.of("data", "")).dataJson()).isEqualTo("{}");
        }

        @Test
        void aBrokenPayloadHidesNothingElse() {
            var broken = job(Map.of("name", "n", "data", "{", "opts", "["));

            assertThat(broken.name()).isEqualTo("n");
            assertThatExceptionOfType(PayloadException.class).isThrownBy(broken::data);
            assertThatExceptionOfType(PayloadException.class).isThrownBy(broken::options);
        }

        @ParameterizedTest
        @CsvSource({"5.7000000000000002,5", "-5,-5", "1e3,1000", "x,0", "'',0"})
        void numbersOfOtherClientsAreReadAsFarAsTheyGo(String stored, long millis) {
            assertThat(job(Map.of("delay", stored)).delay()).isEqualTo(Duration.ofMillis(millis));
        }

        @Test
        void aCounterBeyondItsRangeStaysAtItsEnd() {
            assertThat(job(Map.of("priority", "9007199254740993")).priority()).isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void theLegacyNameOfAttemptsMadeIsPreferred() {
            assertThat(job(Map.of("attemptsMade", "4", "atm", "1")).attemptsMade())
                    .isEqualTo(4);
        }

        @Test
        void aNullResultIsNoResult() {
            assertThat(job(Map.of("returnvalue", "null")).returnValue(String.class))
                    .isEmpty();
            assertThat(job(Map.of("returnvalue", "null")).returnValueJson()).contains("null");
        }

        @Test
        void aProgressOfAnotherTypeIsAPayloadError() {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> job(Map.of("progress", "\"half\"")).progress(Integer.class));
        }

        @Test
        void unknownFieldsAreKept() {
            assertThat(job(Map.of("future", "x")).field("future")).contains("x");
        }
    }
}
