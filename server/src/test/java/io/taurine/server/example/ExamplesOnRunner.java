package io.taurine.server.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.file.FileStore;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.RunnerFixture;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples as they are run by a runner. */
@Timeout(60)
abstract class ExamplesOnRunner {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final FileStore files;
    private final ServiceRegistry services;
    private final RunnerFixture runners;

    private final Path folder;

    ExamplesOnRunner(String name, UnaryOperator<RunnerSetup.Builder> settings, Path folder) {
        this.folder = folder;
        this.files = FileStore.open(folder.resolve("files"), 10 << 20, InstantSource.system());
        this.services = ServiceRegistry.builder()
                .with(HttpService.class, new HttpService(HttpSettings.defaults()))
                .with(DataSource.class, Examples.database())
                .with(FileStore.class, files)
                .build();
        this.runners = new RunnerFixture(name, setup -> settings.apply(setup.services(services)));
    }

    @AfterEach
    void closeRunners() {
        runners.close();
    }

    private JobRunner start() {
        return runners.start(ExampleDefinitions.all(services).toArray(Definition<?>[]::new));
    }

    private static String begin(JobRunner runner, String key, String params) throws Exception {
        var request =
                StartRequest.of(key).params(Examples.JSON.readTree(params)).build();
        return runner.executor().start(request).jobId();
    }

    private static JobView ended(JobRunner runner, String id) {
        await().atMost(SOON).until(() -> view(runner, id).status().isEnd());
        return view(runner, id);
    }

    private static JobView view(JobRunner runner, String id) {
        return runner.executor().find(id).orElseThrow();
    }

    @Test
    void theyRun() throws Exception {
        try (var peer = HttpPeer.start()) {
            var runner = start();

            var echo = begin(runner, "echo", "{\"message\":\"hi\"}");
            var math = begin(runner, "compute.math", "{\"operation\":\"fibonacci\",\"n\":100}");
            var failing = begin(runner, "failing", "{\"kind\":\"fatal\",\"message\":\"no\"}");
            var batch = begin(runner, "process.batch", "{\"items\":[1,2,3,4],\"batchSize\":2}");
            var data = begin(
                    runner, "process.data", "{\"records\":[{\"a\":\"x\",\"b\":2}],\"groupBy\":\"a\",\"sum\":\"b\"}");
            var api = begin(runner, "call.api", "{\"url\":\"" + peer.uri("/") + "\"}");
            var payment = begin(runner, "pay.order", "{\"orderId\":\"A\",\"amount\":5}");
            ended(runner, payment);
            var repeated = begin(runner, "pay.order", "{\"orderId\":\"A\",\"amount\":5}");
            var watchdog = begin(runner, "watchdog", "null");
            var sessions = begin(runner, "session-timeout", "null");

            assertThat(ended(runner, echo).result()).hasToString("{\"message\":\"hi\"}");
            assertThat(resultOf(runner, math).get("result").asText()).isEqualTo("354224848179261915075");
            assertThat(ended(runner, failing).status()).isEqualTo(JobStatus.FAILED);
            assertThat(view(runner, failing).error()).isEqualTo("no");
            assertThat(resultOf(runner, batch).get("batches").asInt()).isEqualTo(2);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(runners.told(batch))
                            .filteredOn(JobEvent.Kind.PROGRESS::equals)
                            .hasSize(2));
            assertThat(resultOf(runner, data).at("/groups/x/sum").asInt()).isEqualTo(2);
            assertThat(resultOf(runner, api).get("body").asText()).isEqualTo("fine");
            assertThat(resultOf(runner, repeated).get("wasPaidBefore").asBoolean())
                    .isTrue();
            assertThat(resultOf(runner, watchdog).get("ok").asBoolean()).isTrue();
            assertThat(resultOf(runner, sessions).get("deleted").asInt()).isZero();
        }
    }

    private JsonNode resultOf(JobRunner runner, String jobId) {
        return Objects.requireNonNull(ended(runner, jobId).result());
    }

    @Test
    void aVideoIsEncodedAndACancelledOneIsNot() throws Exception {
        assumeThat(VideoHandlerTest.isInstalled()).isTrue();
        var shortOne = VideoHandlerTest.upload(files, folder.resolve("short.mp4"), 1);
        var longOne = VideoHandlerTest.upload(files, folder.resolve("long.mp4"), 60);
        var runner = start();

        var encoded = ended(runner, begin(runner, "encode.video", "{\"fileId\":\"" + shortOne + "\"}"));
        var endless = begin(runner, "encode.video", "{\"fileId\":\"" + longOne + "\",\"quality\":\"4k\"}");
        await().atMost(SOON).until(() -> view(runner, endless).progress() != null);
        runner.executor().cancel(endless, "enough");

        assertThat(encoded.status()).isEqualTo(JobStatus.SUCCEEDED);
        var result = Objects.requireNonNull(encoded.result());
        assertThat(files.content(result.get("fileId").asText())).isNotEmptyFile();
        assertThat(ended(runner, endless).status()).isEqualTo(JobStatus.CANCELLED);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(files.list("", 10)).hasSize(3);
            try (var drafts = Files.list(folder.resolve("files/incoming"))) {
                assertThat(drafts).isEmpty();
            }
        });
    }
}
