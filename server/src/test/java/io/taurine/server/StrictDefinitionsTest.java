package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taurine.server.config.ServerConfig;
import io.taurine.server.discovery.DiscoveryFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictDefinitionsTest {

    @TempDir
    private Path folder;

    private ServerConfig config(boolean isStrict) {
        return ServerConfig.parse(
                "taurine.yaml",
                "",
                Map.of(
                        "TAURINE_RUNNER", "local",
                        "TAURINE_DATA_FOLDER", folder.resolve("data").toString(),
                        "TAURINE_MODULES_FOLDER", folder.resolve("modules").toString(),
                        "TAURINE_DEFINITIONS_STRICT", Boolean.toString(isStrict),
                        "TAURINE_ROLES", "worker"));
    }

    private void packModuleWithAProblem() throws IOException {
        var jar = Files.createDirectories(folder.resolve("modules")).resolve("broken.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("taurine-module.yaml"));
            zip.write("name: broken\nversion: 1.0\njobs:\n  - {key: lost, handler: com.acme.Lost}\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aServerStartsWithTheRestOrRefusesAsItIsTold() throws IOException {
        packModuleWithAProblem();

        try (var server = TaurineServer.start(config(false))) {
            assertThat(server.runner().definitions().keys()).contains("echo").doesNotContain("lost");
        }
        assertThatExceptionOfType(DiscoveryFailedException.class)
                .isThrownBy(() -> TaurineServer.start(config(true)))
                .withMessageContaining("broken.jar!/taurine-module.yaml:4")
                .withMessageContaining("com.acme.Lost");
    }
}
