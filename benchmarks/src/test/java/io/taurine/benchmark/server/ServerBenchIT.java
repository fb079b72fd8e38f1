package io.taurine.benchmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** That they still run; what they say is nobody's matter here. */
@Timeout(180)
class ServerBenchIT {

    private static String told(Object bench, String... options) {
        var text = new StringWriter();
        var status = new CommandLine(bench).setOut(new PrintWriter(text)).execute(options);
        assertThat(status).isZero();
        return text.toString();
    }

    @Test
    void jobsAreStartedByHttpAndAddedByTheEngine() {
        var told = told(new ServerBench(), "--jobs", "200", "--rounds", "1", "--warm-up", "0", "--connections", "5");

        assertThat(told)
                .contains("5 at once, medians of 1 rounds of 200 jobs")
                .containsPattern("\\| engine, add \\| [0-9]+ \\| 100 % \\| ")
                .containsPattern("\\| server, POST /v1/jobs \\| [0-9]+ \\| [0-9]+ % \\| ");
    }

    @Test
    void jobsAreRunWithAndWithoutAHistory() {
        var told = told(new HistoryBench(), "--seconds", "0.3", "--rounds", "1", "--warm-up", "0");

        assertThat(told)
                .contains("gaps in the history: 0")
                .containsPattern("\\| without a history \\| [0-9]+ \\| 100 % \\| ")
                .containsPattern("\\| with a history \\| [0-9]+ \\| [0-9]+ % \\| ");
    }
}
