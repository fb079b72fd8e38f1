package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RestPageTest {

    @Test
    void thePageIsWhatTheDocumentSays() throws IOException {
        if (System.getenv("TAURINE_WRITE_DOCS") != null) {
            Files.writeString(page(), RestPage.render());
        }

        assertThat(page())
                .as("is out of date; run this test once with TAURINE_WRITE_DOCS=1 in the environment")
                .hasContent(RestPage.render());
    }

    @Test
    void everyOperationHasATagThatIsThere() {
        var document = ApiDocument.load(Api.PARTS);

        assertThat(RestPage.operations(document).stream().map(Operation::id).collect(Collectors.toSet()))
                .isEqualTo(document.operations().stream().map(Operation::id).collect(Collectors.toSet()));
    }

    static Path page() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder.resolve("docs").resolve("rest.md");
    }
}
