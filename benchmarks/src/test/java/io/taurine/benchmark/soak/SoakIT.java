package io.taurine.benchmark.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** One short seed; long runs are for {@code ./taurine soak}. */
class SoakIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void aShortSoakHolds() {
        assertThat(soak("--seed", "15728", "--round-seconds", "4", "--jobs", "40", "--patience", "240"))
                .isZero();
    }

    @Test
    void anUnknownKindOfFaultIsRefused() {
        assertThat(soak("--only", "kill,hail")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private static int soak(String... arguments) {
        return new CommandLine(new Soak(ROOT.resolve("interop"), ROOT.resolve("benchmarks"))).execute(arguments);
    }
}
