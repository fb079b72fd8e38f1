package io.taurine.server.example;

import static io.taurine.server.service.http.HttpPeer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import io.taurine.worker.JobCancelledException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleHandlersTest {

    private final Examples examples = Examples.plain();

    @Test
    void echoReturnsWhatItWasSent() throws Exception {
        var result = examples.run("echo", "{\"message\":\"hi\",\"n\":12345678901234567890}");

        assertThat(result).hasToString("{\"message\":\"hi\",\"n\":12345678901234567890}");
    }

    @Nested
    class Failing {

        @Test
        void failsAlwaysUnlessToldHowOften() throws Exception {
            assertThatExceptionOfType(RetryableJobException.class)
                    .isThrownBy(() -> examples.run("failing", "null"))
                    .withMessage("failing, as it should");
            assertThatExceptionOfType(RetryableJobException.class)
                    .isThrownBy(() -> examples.run(
                            "failing",
                            "{\"times\":2,\"message\":\"no\"}",
                            examples.context("failing").onAttempt(2)))
                    .withMessage("no");
            assertThat(examples.run(
                            "failing",
                            "{\"times\":2}",
                            examples.context("failing").onAttempt(3)))
                    .hasToString("{\"attempts\":3}");
        }

        @Test
        void failsForGoodWhenTold() {
            assertThatExceptionOfType(FatalJobException.class)
                    .isThrownBy(() -> examples.run("failing", "{\"kind\":\"fatal\"}"));
            assertThatExceptionOfType(FatalJobException.class)
                    .isThrownBy(() -> examples.run("failing", "{\"kind\":\"odd\"}"))
                    .withMessage("kind must be retryable or fatal, was odd");
        }
    }

    @Nested
    class ComputeMath {

        @Test
        void isRunOnTheCpuPool() {
            assertThat(examples.definition("compute.math").runsOn()).isEqualTo(RunsOn.CPU_POOL);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{'operation':'sum','numbers':[1,2,3]} | 6",
                    "{'operation':'sum','numbers':[9007199254740993,9007199254740993]} | 18014398509481986",
                    "{'operation':'sum','numbers':[1e3,-1.0]} | 999",
                    "{'operation':'product','numbers':[3,5,7]} | 105",
                    "{'operation':'product','numbers':[99999999999,99999999999,2]} | 19999999999600000000002",
                    "{'operation':'fibonacci','n':0} | 0",
                    "{'operation':'fibonacci','n':100} | 354224848179261915075",
                    "{'operation':'prime','n':1} | false",
                    "{'operation':'prime','n':2} | true",
                    "{'operation':'prime','n':9} | false",
                    "{'operation':'prime','n':999999999989} | true",
                    "{'operation':'prime','n':1000000014000000049} | n must be 0 to 100000000000000, was 1000000014000000049",
                    "{'operation':'fibonacci','n':100001} | n must be 0 to 100000, was 100001",
                    "{'operation':'fibonacci'} | n must be 0 to 100000, was missing",
                    "{'operation':'sum','numbers':[]} | numbers must be 1 to 10000, were 0",
                    "{'operation':'sum','numbers':[1.5]} | numbers must be whole numbers, was 1.5",
                    "{'operation':'sum','numbers':[1e999999999]} | numbers must have 1000 digits at most",
                    "{'operation':'sum','numbers':[null]} | numbers must be whole numbers, was null",
                    "{'operation':'root'} | operation must be sum, product, fibonacci or prime, was root",
                    "null | operation must be sum, product, fibonacci or prime; there were no params"
                },
                quoteCharacter = '~')
        void computesExactlyWithinItsBounds(String params, String expected) throws Exception {
            var json = params.replace('\'', '"');
            var wanted = expected.replace("'", "");

            String result;
            try {
                result = examples.run("compute.math", json).get("result").asText();
            } catch (FatalJobException e) {
                result = e.getMessage();
            }

            assertThat(result).isEqualTo(wanted);
        }

        @Test
        void multipliesThousandsOfNumbers() throws Exception {
            var numbers =
                    IntStream.rangeClosed(1, 5_000).mapToObj(String::valueOf).collect(Collectors.joining(","));

            var result = examples.run("compute.math", "{\"operation\":\"product\",\"numbers\":[" + numbers + "]}");

            var factorial = IntStream.rangeClosed(1, 5_000)
                    .mapToObj(BigInteger::valueOf)
                    .reduce(BigInteger::multiply);
            assertThat(new BigInteger(result.get("result").asText())).isEqualTo(factorial.orElseThrow());
        }

        @Test
        void returnsANumberWhereEveryReaderGetsItRightAndTextBeyond() throws Exception {
            var safe = examples.run("compute.math", "{\"operation\":\"sum\",\"numbers\":[9007199254740992]}");
            var beyond = examples.run("compute.math", "{\"operation\":\"sum\",\"numbers\":[9007199254740993]}");

            assertThat(safe.get("result").isNumber()).isTrue();
            assertThat(beyond.get("result").isTextual()).isTrue();
        }

        @Test
        void endsWhenCancelled() {
            var context = examples.context("compute.math");
            context.cancel();

            assertThatExceptionOfType(JobCancelledException.class)
                    .isThrownBy(() ->
                            examples.run("compute.math", "{\"operation\":\"prime\",\"n\":99999999999973}", context));
        }
    }

    @Test
    void processDataGroupsAndAddsUp() throws Exception {
        var context = examples.context("process.data");

        var result = examples.run("process.data", """
                {"groupBy":"city","sum":"sales","records":[
                  {"city":"Bonn","sales":0.1},{"city":"Bonn","sales":0.2},{"city":"Kiel"},{"sales":5}]}""", context);

        assertThat(result.at("/groups/Bonn")).hasToString("{\"records\":2,\"sum\":0.3}");
        assertThat(result.at("/groups/Kiel")).hasToString("{\"records\":1,\"sum\":0}");
        assertThat(result.at("/records").asInt()).isEqualTo(4);
        assertThat(context.progress()).containsExactly(new RecordingContext.Progress(4, 4, "records"));
        assertThatExceptionOfType(FatalJobException.class)
                .isThrownBy(() -> examples.run("process.data", "{\"records\":[3],\"groupBy\":\"a\",\"sum\":\"b\"}"))
                .withMessage("record 0 must be an object, was NUMBER");
        assertThatExceptionOfType(FatalJobException.class).isThrownBy(() -> examples.run("process.data", "{}"));
    }

    @Nested
    class ProcessBatch {

        @Test
        void tellsHowFarItIsAfterEachBatch() throws Exception {
            var context = examples.context("process.batch");

            var result = examples.run("process.batch", "{\"items\":[1,2,3,4,5],\"batchSize\":2}", context);

            assertThat(context.progress())
                    .containsExactly(
                            new RecordingContext.Progress(2, 5, "batch 1"),
                            new RecordingContext.Progress(4, 5, "batch 2"),
                            new RecordingContext.Progress(5, 5, "batch 3"));
            assertThat(result.get("batches").asInt()).isEqualTo(3);
            // SHA-256 of the text 12345.
            assertThat(result.get("sha256").asText())
                    .isEqualTo("5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5");
        }

        @Test
        void endsBetweenBatchesWhenCancelled() {
            var context = examples.context("process.batch");
            context.cancel();

            assertThatExceptionOfType(JobCancelledException.class)
                    .isThrownBy(() -> examples.run("process.batch", "{\"items\":[1]}", context));
            assertThat(context.progress()).isEmpty();
        }

        @Test
        void refusesWrongParams() {
            assertThatExceptionOfType(FatalJobException.class)
                    .isThrownBy(() -> examples.run("process.batch", "{\"items\":[1],\"batchSize\":0}"))
                    .withMessage("batchSize must be 1 to 2147483647, was 0");
            assertThatExceptionOfType(FatalJobException.class)
                    .isThrownBy(() -> examples.run("process.batch", "{\"items\":[1],\"pauseMillis\":60001}"))
                    .withMessage("pauseMillis must be 0 to 60000, was 60001");
            assertThatExceptionOfType(FatalJobException.class).isThrownBy(() -> examples.run("process.batch", "null"));
        }
    }

    @Nested
    class CallApi {

        private final HttpService http = new HttpService(HttpSettings.builder()
                .delay(Duration.ofMillis(1))
                .longestDelay(Duration.ofMillis(5))
                .build());
        private final Examples connected = Examples.with(
                ServiceRegistry.builder().with(HttpService.class, http).build());

        @Test
        void returnsTheReplyOfALocalServer() throws Exception {
            try (var peer = HttpPeer.start()) {
                peer.then(answer(503, ""), answer(200, "{\"a\":1}"));

                var result = connected.run(
                        "call.api", "{\"url\":\"" + peer.uri("/x") + "\",\"method\":\"PUT\",\"body\":{\"b\":2}}");

                assertThat(result.get("status").asInt()).isEqualTo(200);
                assertThat(result.get("body").asText()).isEqualTo("{\"a\":1}");
                assertThat(result.get("attempts").asInt()).isEqualTo(2);
                assertThat(peer.received().get(1).body()).isEqualTo("{\"b\":2}");
            }
        }

        @Test
        void isTriedAgainAfter5xxAndNotAfter4xx() {
            try (var peer = HttpPeer.start()) {
                peer.then(answer(500, ""), answer(404, ""));
                var params = "{\"url\":\"" + peer.uri("/x") + "\"}";

                assertThatExceptionOfType(RetryableJobException.class)
                        .isThrownBy(() -> connected.run("call.api", params))
                        .withMessageEndingWith("/x answered 500");
                assertThatExceptionOfType(FatalJobException.class)
                        .isThrownBy(() -> connected.run("call.api", params))
                        .withMessageEndingWith("/x answered 404");
            }
        }

        @Test
        void callsOnlyTheHostsOfItsConfig() {
            assertThatExceptionOfType(FatalJobException.class)
                    .isThrownBy(() -> connected.run("call.api", "{\"url\":\"http://169.254.169.254/latest\"}"))
                    .withMessage(
                            "The host 169.254.169.254 is not among the config's hosts [localhost, 127.0.0.1, [::1]]");
            assertThatExceptionOfType(FatalJobException.class)
                    .isThrownBy(() -> connected.run(
                            "call.api",
                            "{\"url\":\"http://localhost/\"}",
                            connected.context("call.api").configured(Map.of())));
            assertThatExceptionOfType(FatalJobException.class)
                    .isThrownBy(() -> connected.run("call.api", "{\"url\":\"not a url\"}"));
            assertThatExceptionOfType(FatalJobException.class).isThrownBy(() -> connected.run("call.api", "null"));
        }
    }

    @Test
    void whatLacksAServiceOrAProgramSaysSo() {
        var definitions = ExampleDefinitions.all(ServiceRegistry.builder().build(), Ffmpeg.find("/nowhere"));

        assertThat(definitions)
                .filteredOn(definition -> definition.unavailable().isPresent())
                .extracting(
                        Definition::name, definition -> definition.unavailable().orElse(""))
                .containsExactlyInAnyOrder(
                        tuple("call.api@1", "it needs the service " + HttpService.class.getName()),
                        tuple("pay.order@1", "it needs the service " + DataSource.class.getName()),
                        tuple("session-timeout@1", "it needs the service " + DataSource.class.getName()),
                        tuple("encode.video@1", "ffmpeg and ffprobe are not on the path; install the package ffmpeg"));
        assertThat(definitions)
                .extracting(Definition::name)
                .contains("echo@1", "failing@1", "compute.math@1", "process.data@1", "process.batch@1", "watchdog@1");
        assertThat(examples.definition("session-timeout").schedule()).isPresent();
    }
}
