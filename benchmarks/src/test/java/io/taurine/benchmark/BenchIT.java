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
        var table = run("--jobs", "200", "--rounds", "1", "--warm-up", "0", "--samples", "5");

        for (var scenario : Scenarios.of(200)) {
            assertThat(table).contains("| " + scenario.name() + " | Taurine | ");
        }
        assertThat(table)
                .contains("| process, concurrency 100 | floor | ")
                .containsPattern("\\n\\| Taurine \\| \\d+\\.");
    }

    @Test
    void aSlowNetworkIsMeasuredThroughAProxy() throws IOException {
        var table = run(
                "--jobs",
                "100",
                "--rounds",
                "1",
                "--warm-up",
                "0",
                "--samples",
                "0",
                "--latency",
                "2",
                "--only",
                "one by one");

        assertThat(table).contains("round trip 2 ms");
        var cells = table.lines()
                .filter(line -> line.contains("| Taurine |"))
                .findFirst()
                .orElseThrow()
                .split("\\|", -1);
        assertThat(Double.parseDouble(cells[3].strip())).as("jobs/s").isLessThan(500);
    }

    private String run(String... arguments) throws IOException {
        var out = folder.resolve("table.md");
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--out", out.toString(),
                "--bullmq", ROOT.resolve("interop").toString(),
                "--program", ROOT.resolve("benchmarks/bullmq.mjs").toString()));

        assertThat(new CommandLine(new Bench()).execute(all.toArray(String[]::new)))
                .isZero();
        return Files.readString(out);
    }
}
