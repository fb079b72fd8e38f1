package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds docs/cli.md to the program. */
class DocumentationTest {

    @Test
    void thePageNamesEveryCommandAndOption() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "cli.md"));
        var none = new PrintWriter(new StringWriter());
        var program = Taurine.commandLine(
                new Surroundings(Map.of(), new ByteArrayInputStream(new byte[0]), none, none, Terminal.NONE));

        var missing = new TreeSet<String>();
        program.getSubcommands().forEach((name, command) -> {
            if (!page.contains("`" + name + " ") && !page.contains("## " + name)) {
                missing.add(name);
            }
            command.getCommandSpec().options().stream()
                    .map(option -> option.longestName())
                    .filter(option -> !page.contains(option))
                    .forEach(option -> missing.add(name + " " + option));
        });

        assertThat(missing).as("docs/cli.md does not name").isEmpty();
    }
}
