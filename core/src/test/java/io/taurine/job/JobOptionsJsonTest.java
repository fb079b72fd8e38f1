package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobOptionsJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static void assertWritten(JobOptions.Builder options, String expected) throws Exception {
        assertThat(JSON.readTree(JobOptionsJson.write(options.build()))).isEqualTo(JSON.readTree(expected));
    }

    @Nested
    class Writing {

        @Test
        void writesAttemptsEvenWhenNothingIsSet() {
            assertThat(JobOptionsJson.write(JobOptions.defaults())).isEqualTo("{\"attempts\":0}");
        }

        @Test
        void usesTheNamesOfTheWireFormat() throws Exception {
            assertWritten(
                    JobOptions.builder()
                            .delay(Duration.ofSeconds(5))
                            .priority(3)
                            .lifo(true)
                            .attempts(4)
                            .jobId("mine")
                            .timestamp(Instant.ofEpochMilli(1700))
                            .keepLogs(10)
                            .stackTraceLimit(2)
                            .sizeLimit(1000),
                    "{\"delay\":5000,\"priority\":3,\"lifo\":true,\"attempts\":4,\"jobId\":\"mine\",\"timestamp\":1700,"
                            + "\"kl\":10,\"stackTraceLimit\":2,\"sizeLimit\":1000}");
        }

        @Test
        void writesTelemetryAndContext() throws Exception {
            assertWritten(
                    JobOptions.builder()
                            .telemetryMetadata("{\"traceparent\":\"00-1-2-01\"}")
                            .omitTelemetryContext(true)
                            .context("tenant", "acme"),
                    "{\"attempts\":0,\"tm\":\"{\\\"traceparent\\\":\\\"00-1-2-01\\\"}\",\"omc\":true,"
                            + "\"taurineContext\":{\"tenant\":\"acme\"}}");
            assertWritten(JobOptions.builder().omitTelemetryContext(false), "{\"attempts\":0}");
        }

        @Test
        void writesBackoffAsAnObject() throws Exception {
            assertWritten(
                    JobOptions.builder()
                            .backoff(Backoff.exponential(Duration.ofSeconds(1)).withJitter(0.5)),
                    "{\"attempts\":0,\"backoff\":{\"type\":\"exponential\",\"delay\":1000,\"jitter\":0.5}}");
            assertWritten(
                    JobOptions.builder().backoff(Backoff.custom("mine")),
                    "{\"attempts\":0,\"backoff\":{\"type\":\"mine\"}}");
        }

        @Test
        void writesKeepPoliciesInTheirShortestForm() throws Exception {
            assertWritten(
                    JobOptions.builder().removeOnComplete(true).removeOnFail(false),
                    "{\"attempts\":0,\"removeOnComplete\":true,\"removeOnFail\":false}");
            assertWritten(
                    JobOptions.builder()
                            .removeOnComplete(KeepJobs.count(7))
                            .removeOnFail(KeepJobs.age(Duration.ofHours(1))
                                    .withCount(3)
                                    .withLimit(50)),
                    "{\"attempts\":0,\"removeOnComplete\":7,\"removeOnFail\":{\"age\":3600,\"count\":3,\"limit\":50}}");
        }
    }

    @Nested
    class Reading {

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "{\"attempts\":0}"})
        void takesAnEmptyTextOrObjectForTheDefaults(String stored) {
            assertThat(JobOptionsJson.read(stored).attempts()).isEqualTo(1);
        }

        @Test
        void takesAnAbsentTextForTheDefaults() {
            assertThat(JobOptionsJson.read(null)).isEqualTo(JobOptions.defaults());
        }

        @Test
        void takesANumberForAFixedBackoff() {
            assertThat(JobOptionsJson.read("{\"backoff\":1500}").backoff())
                    .contains(Backoff.fixed(Duration.ofMillis(1500)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "\"fixed\"", "{}", "{\"delay\":5}", "{\"type\":\"\"}", "{\"type\":\" \"}"})
        void takesABackoffWithoutATypeForNone(String backoff) {
            assertThat(JobOptionsJson.read("{\"backoff\":" + backoff + "}").backoff())
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"-5,0", "5.7,5", "1e300,3153600000000"})
        void bringsAForeignBackoffDelayIntoRange(String stored, long millis) {
            var read = JobOptionsJson.read("{\"backoff\":{\"type\":\"fixed\",\"delay\":" + stored + "}}");

            assertThat(read.backoff()).contains(Backoff.fixed(Duration.ofMillis(millis)));
        }

        @ParameterizedTest
        @CsvSource({"2,1", "-1,0", "\"NaN\",0", "null,0", "0.25,0.25"})
        void bringsAForeignJitterIntoRange(String stored, double jitter) {
            var read = JobOptionsJson.read("{\"backoff\":{\"type\":\"fixed\",\"delay\":1,\"jitter\":" + stored + "}}");

            assertThat(read.backoff().orElseThrow().jitter()).isEqualTo(jitter);
        }

        @Test
        void keepsWhatItWouldRefuseItself() {
            var read = JobOptionsJson.read("{\"attempts\":-1,\"delay\":-5,\"priority\":2097152,\"jobId\":\"12\"}");

            assertThat(read.attempts()).isEqualTo(1);
            assertThat(read.delay()).isEqualTo(Duration.ofMillis(-5));
            assertThat(read.priority()).isEqualTo(2_097_152);
            assertThat(read.jobId()).contains("12");
        }

        @ParameterizedTest
        @CsvSource({"3.9,3", "1e300,2147483647", "\"4\",4", "\"many\",1", "null,1", "[],1", "true,1"})
        void readsOddNumbersAsFarAsTheyGo(String stored, int attempts) {
            assertThat(JobOptionsJson.read("{\"attempts\":" + stored + "}").attempts())
                    .isEqualTo(attempts);
        }

        @Test
        void readsKeepPoliciesInEveryForm() {
            assertThat(keep("true")).isEqualTo(KeepJobs.none());
            assertThat(keep("false")).isEqualTo(KeepJobs.all());
            assertThat(keep("0")).isEqualTo(KeepJobs.none());
            assertThat(keep("-1")).isEqualTo(KeepJobs.all());
            assertThat(keep("7")).isEqualTo(KeepJobs.count(7));
            assertThat(keep("1e12")).isEqualTo(KeepJobs.count(Integer.MAX_VALUE));
            assertThat(keep("1000000000000")).isEqualTo(KeepJobs.count(Integer.MAX_VALUE));
            assertThat(keep("{\"count\":2,\"age\":60,\"limit\":9}"))
                    .isEqualTo(KeepJobs.age(Duration.ofMinutes(1)).withCount(2).withLimit(9));
            assertThat(keep("{\"count\":-2,\"age\":-60,\"limit\":0}")).isEqualTo(KeepJobs.all());
            assertThat(keep("{\"age\":1e300}")).isEqualTo(KeepJobs.age(Duration.ofDays(36_500)));
            assertThat(keep("{}")).isEqualTo(KeepJobs.all());
        }

        private static KeepJobs keep(String stored) {
            return JobOptionsJson.read("{\"removeOnComplete\":" + stored + "}")
                    .removeOnComplete()
                    .orElseThrow();
        }

        @Test
        void takesANullKeepPolicyForNone() {
            assertThat(JobOptionsJson.read("{\"removeOnFail\":null}").removeOnFail())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"{", "[]", "3", "null", "\"text\"", "not json"})
        void refusesWhatIsNoJsonObject(String stored) {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> JobOptionsJson.read(stored))
                    .withMessageContaining("opts");
        }
    }

    @Test
    void keepsUnknownOptionsThroughReadingAndWriting() throws Exception {
        var stored = "{\"attempts\":2,\"de\":{\"id\":\"x\",\"ttl\":5},\"fpof\":true,\"tm\":\"t\",\"future\":null}";

        var written = JobOptionsJson.write(JobOptionsJson.read(stored));

        assertThat(JSON.readTree(written)).isEqualTo(JSON.readTree(stored));
    }

    @Test
    void equalOptionsAreEqualWhateverTheOrderOfTheirKeys() {
        var one = JobOptionsJson.read("{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}");
        var other = JobOptionsJson.read("{\"f\":6,\"e\":5,\"d\":4,\"c\":3,\"b\":2,\"a\":1}");

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @Nested
    class TelemetryAndContext {

        @Test
        void areReadBackAndSurviveAnOverlay() {
            var stored = JobOptionsJson.read("{\"tm\":\"{}\",\"omc\":true,\"taurineContext\":{\"a\":\"1\",\"b\":2}}");

            assertThat(stored.telemetryMetadata()).contains("{}");
            assertThat(stored.omitTelemetryContext()).isTrue();
            assertThat(stored.context()).containsEntry("a", "1").containsEntry("b", "2");
            assertThat(stored.overlaidBy(JobOptions.builder().context("a", "3").build())
                            .context())
                    .containsEntry("a", "3")
                    .containsEntry("b", "2");
            assertThat(JobOptionsJson.read(stored.toString())).isEqualTo(stored);
        }

        @Test
        void metadataThatIsNoTextIsAbsent() {
            // BullMQ writes it beside omc in bulks and flows
            var stored = JobOptionsJson.read("{\"tm\":false,\"omc\":true}");

            assertThat(stored.telemetryMetadata()).isEmpty();
            assertThat(stored.others()).isEmpty();
        }

        @Test
        void aContextThatIsNoObjectIsIgnored() {
            assertThat(JobOptionsJson.read("{\"taurineContext\":[1,{}]}").context())
                    .isEmpty();
            assertThat(JobOptionsJson.read("{\"taurineContext\":{\"a\":{},\"\":\"x\"}}")
                            .context())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "mine", "[]", "{\"a\":"})
        void metadataThatWouldEndAWorkerOfBullMqIsRefused(String text) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> JobOptions.builder().telemetryMetadata(text))
                    .withMessage("telemetryMetadata must be a JSON object, was: " + text);
        }

        @Test
        void anEmptyContextKeyIsRefused() {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> JobOptions.builder().context("", "x"))
                    .withMessage("context key must not be empty");
        }
    }
}
