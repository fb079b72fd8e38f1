package io.taurine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of docs/job-server.md names classes and tests that are there. */
class FeatureTableTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (J[^|]*) \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:#[A-Za-z0-9]+)?)`");
    private static final Set<String> MODULES =
            Set.of("core", "repeat", "redis-queue", "worker", "history", "server", "cli", "examples");

    private static final Map<String, List<Path>> MAIN = new HashMap<>();
    private static final Map<String, List<Path>> TESTS = new HashMap<>();

    /** One feature. */
    private record Row(String tags, String feature, List<String> classes, List<String> tests) {}

    @BeforeAll
    static void findSources() throws IOException {
        for (var module : MODULES) {
            find(Docs.ROOT.resolve(module).resolve("src/main/java"), MAIN);
            find(Docs.ROOT.resolve(module).resolve("src/test/java"), TESTS);
        }
    }

    private static void find(Path folder, Map<String, List<Path>> into) throws IOException {
        try (var files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> into.computeIfAbsent(
                                    file.getFileName().toString().replace(".java", ""), name -> new ArrayList<>())
                            .add(file));
        }
    }

    private static List<Row> rows() {
        return ROW.matcher(Docs.read(Docs.ROOT.resolve("docs/job-server.md")))
                .results()
                .map(row -> new Row(row.group(1), row.group(2), names(row.group(3)), names(row.group(4))))
                .toList();
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
    }

    @Test
    void everyClassIsThere() {
        assertThat(rows()).hasSizeGreaterThan(60);
        assertThat(rows().stream().flatMap(row -> row.classes().stream()).filter(name -> !MAIN.containsKey(name)))
                .as("classes that docs/job-server.md names and that are not there")
                .isEmpty();
    }

    @Test
    void everyTestIsThere() {
        var missing = new ArrayList<String>();
        for (var row : rows()) {
            assertThat(row.tests()).as(row.feature()).isNotEmpty();
            row.tests().stream().filter(test -> !isThere(test)).forEach(missing::add);
        }

        assertThat(missing).as("tests that docs/job-server.md names").isEmpty();
    }

    private static boolean isThere(String test) {
        var parts = test.split("#", 2);
        var files = TESTS.getOrDefault(parts[0], List.of());
        return parts.length == 1
                ? !files.isEmpty()
                : files.stream().anyMatch(file -> Docs.read(file).contains(" " + parts[1] + "("));
    }

    @Test
    void everyDocumentIsNamed() {
        var tags = rows().stream()
                .flatMap(row -> Pattern.compile("J[0-4]").matcher(row.tags()).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(tags).containsExactlyInAnyOrder("J0", "J1", "J2", "J3", "J4");
    }
}
