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
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** Holds docs/cli.md to the program. */
class DocumentationTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
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

    /** What each command of Redis is against a server; empty for one that makes sense with Redis only, which says why. */
    private static Map<String, List<String>> equivalents() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "cli.md"));
        var table = page.substring(page.indexOf("| Against Redis | Against a server |"));
        var rows = new TreeMap<String, List<String>>();
        for (var line :
                table.lines().skip(2).takeWhile(line -> line.startsWith("|")).toList()) {
            var cells = line.split("\\|", -1);
            var commands =
                    CODE.matcher(cells[2]).results().map(code -> code.group(1)).toList();
            assertThat(commands.isEmpty()).as(line).isEqualTo(cells[2].matches(" with Redis only: .{10,}"));
            rows.put(cells[1].strip().replace("`", ""), commands);
        }
        return rows;
    }

    @Test
    void everyCommandIsThereAgainstAServerOrSaysWhyNot() throws IOException {
        var equivalents = equivalents();
        var ofServer = ServerTaurine.commandLine(SURROUNDINGS);

        assertThat(equivalents.keySet())
                .isEqualTo(Taurine.commandLine(SURROUNDINGS).getSubcommands().keySet());
        assertThat(equivalents.values().stream().flatMap(List::stream)).allSatisfy(command -> {
            var words = command.split(" ", -1);
            var group = ofServer.getSubcommands().get(words[0]);
            assertThat(group).as(command).isNotNull();
            if (words.length == 2) {
                assertThat(Objects.requireNonNull(group).getSubcommands())
                        .as(command)
                        .containsKey(words[1]);
            }
        });
        assertThat(equivalents.entrySet().stream()
                        .filter(row -> row.getValue().isEmpty())
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("work", "demo", "server");
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
