package io.taurine.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        var page = page();
        if (System.getenv("TAURINE_WRITE_DOCS") != null) {
            Files.writeString(page, ConfigurationPage.render());
        }

        assertThat(page)
                .as("is out of date; run this test once with TAURINE_WRITE_DOCS=1 in the environment")
                .hasContent(ConfigurationPage.render());
    }

    @Test
    void theExampleOfThePageIsValid() {
        var config = ServerConfig.parse("taurine.yaml", ConfigurationPage.example(), Map.of());

        assertThat(config.schedules()).hasSize(1);
        assertThat(config.http().tokens()).hasSize(1);
    }

    @Test
    void everySettingSaysWhatItDoesAndNoVariableIsThereTwice() {
        var settings = Settings.all().values();

        assertThat(settings).allSatisfy(setting -> assertThat(setting.meaning()).endsWith("."));
        assertThat(settings.stream()
                        .flatMap(setting -> setting.variables().stream())
                        .map(Setting.Variable::name))
                .doesNotHaveDuplicates();
    }

    private static Path page() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder.resolve("docs").resolve("configuration.md");
    }
}
