package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** Holds docs/cli.md to the program. */
class DocumentationTest {

    private static final PrintWriter NOWHERE = new PrintWriter(new StringWriter());
    private static final Surroundings SURROUNDINGS =
            new Surroundings(Map.of(), new ByteArrayInputStream(new byte[0]), NOWHERE, NOWHERE, Terminal.NONE);

    @Test
    void thePageNamesEveryCommandAndOptionAgainstAServer() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "cli.md"));
        var section = page.substring(page.indexOf("## Against a server"), page.indexOf("## Examples"));

        var missing = new TreeSet<String>();
        ServerTaurine.commandLine(SURROUNDINGS).getSubcommands().forEach((group, commands) -> {
            var names = commands.getSubcommands().isEmpty()
                    ? List.of(group)
                    : commands.getSubcommands().keySet().stream()
                            .map(name -> group + " " + name)
                            .toList();
            names.stream().filter(name -> !section.contains("`" + name)).forEach(missing::add);
            commands.getSubcommands().values().stream()
                    .flatMap(command -> command.getCommandSpec().options().stream())
                    .map(OptionSpec::longestName)
                    .filter(option -> !page.contains(option))
                    .forEach(option -> missing.add(group + " " + option));
        });

        assertThat(missing).as("docs/cli.md does not name").isEmpty();
    }

    @Test
    void thePageNamesEveryCommandAndOption() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "cli.md"));
        var program = Taurine.commandLine(SURROUNDINGS);

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
