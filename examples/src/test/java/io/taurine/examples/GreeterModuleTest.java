package io.taurine.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.runner.JobRunnerProvider;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreeterModuleTest {

    private static final List<String> CONTENT = List.of(
            "taurine-module.yaml", "io/taurine/examples/Greeter.class", "io/taurine/examples/Greeter$Params.class");

    @TempDir
    private Path folder;

    /** What the build puts into the module's jar. */
    private void pack(Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (var name : CONTENT) {
                out.putNextEntry(new ZipEntry(name));
                try (var content = Greeter.class.getClassLoader().getResourceAsStream(name)) {
                    assertThat(content).as(name).isNotNull();
                    content.transferTo(out);
                }
            }
        }
    }

    @Test
    void theModuleIsFoundAndItsJobRuns() throws Exception {
        pack(folder.resolve("greeter.jar"));
        try (var discovery =
                Discovery.builder().providers(false).moduleFolder(folder).discover()) {
            var found = discovery.result();
            assertThat(found.problems()).isEmpty();
            var greet = found.definitions().find("greet", 1).orElseThrow();
            assertThat(greet.module()).contains("greeter");
            assertThat(greet.handler().getClass()).isNotEqualTo(Greeter.class);
            var runner = ServiceLoader.load(JobRunnerProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(provider -> provider.name().equals("local"))
                    .findFirst()
                    .orElseThrow()
                    .create(RunnerSetup.of(found.definitions()).build());
            try (var lifecycle = runner.lifecycle()) {
                lifecycle.start();

                var params = JsonNodeFactory.instance.objectNode().put("name", "Ada");
                var id = runner.executor()
                        .start(StartRequest.of("greet").params(params).build())
                        .jobId();

                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(
                                        runner.executor().find(id).orElseThrow().status())
                                .isEqualTo(JobStatus.SUCCEEDED));
                assertThat(runner.executor().find(id).orElseThrow().result()).hasToString("\"Good day, Ada!\"");
            }
        }
    }
}
