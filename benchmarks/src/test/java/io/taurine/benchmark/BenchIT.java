package io.taurine.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the measurements still run; what they say is nobody's matter here. */
class BenchIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void eachScenarioEndsWithAllItsJobsWhereTheyBelong() throws IOException {
        var table = run(
                "--jobs",
                "200",
                "--backlog",
                "1000",
                "--samples",
                "5",
                "--round-trips",
                "50",
                "--sleepers",
                "50",
                "--idle",
                "1");

        for (var scenario : Scenarios.of(200, 1000)) {
            assertThat(table).contains("| " + scenario.name() + " | Taurine | ");
        }
        assertThat(table)
                .contains(
                        "| process, concurrency 100 | floor | ",
                        "| whole life, 100 at once | floor | ",
                        "| add one by one | floor | ",
                        "| process, concurrency 1 | floor | ")
                .containsPattern("start latency.*\n.*\n\\| two sockets.*\n(.*BullMQ.*\n)?\\| Taurine \\| \\d+\\.")
                .containsPattern(
                        "round trip, one by one.*\n.*\n\\| a socket.*\n(.*BullMQ.*\n)?\\| Taurine \\| \\d+ \\| \\d+ \\| \\d+ ")
                .containsPattern("\\| (waiting|completed|failed) \\| Taurine \\| \\d\\d\\d ")
                .containsPattern("50 sleeping jobs.*\n.*\n(.*BullMQ.*\n)?\\| Taurine \\| (\\d+ |needs Java 21)")
                .containsPattern("commands of an idle worker.*\n.*\n(.*BullMQ.*\n)?\\| Taurine \\| \\d+\\.\\d ");
    }

    @Test
    void aSlowNetworkIsMeasuredThroughAProxyAndComparedWithAFastOne() throws IOException {
        var table = run("--jobs", "100", "--latency", "0,2", "--only", "one by one");

        assertThat(table).contains("Round trip 0 ms", "Round trip 2 ms");
        var cells = table.lines()
                .dropWhile(line -> !line.contains("jobs/s at 2 ms"))
                .filter(line -> line.contains("| Taurine |"))
                .findFirst()
                .orElseThrow()
                .split("\\|", -1);
        assertThat(Double.parseDouble(cells[4].strip())).as("jobs/s at 2 ms").isLessThan(500);
    }

    private String run(String... arguments) throws IOException {
        var out = folder.resolve("table.md");
        var all = new ArrayList<>(List.of("--rounds", "1", "--warm-up", "0"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--out", out.toString(),
                "--bullmq", ROOT.resolve("interop").toString(),
                "--program", ROOT.resolve("benchmarks/bullmq.mjs").toString()));

        assertThat(new CommandLine(new Bench()).execute(all.toArray(String[]::new)))
                .isZero();
        return Files.readString(out);
    }
}
