package io.taurine.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** That it still runs, on a Cluster of its own; what it says is nobody's matter here. */
class PartitionBenchIT {

    @Test
    void everyNumberOfPartitionsIsMeasured() {
        var text = new StringWriter();
        var bench = new CommandLine(new PartitionBench()).setOut(new PrintWriter(text));

        var status = bench.execute("--jobs", "300", "--rounds", "1", "--warm-up", "0", "--partitions", "1,2");

        assertThat(status).isZero();
        assertThat(text.toString())
                .contains("2 masters", "| add, in bulks of 1000 | 1 | ", "| add, in bulks of 1000 | 2 | ")
                .containsPattern("\\| process, concurrency 200 \\| 2 \\| [0-9,]+ \\| [0-9.]+ \\| [0-9.]+ \\| ");
    }
}
